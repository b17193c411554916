"""Tabs of the list page: the list in force, its versions and their differences, its places."""

import streamlit as st

from data.vocabulary import Emitted
from emission_lists import difference, workbook
from emission_lists.difference import Difference
from services import list_imports
from services.list_versions import EmissionList, ListVersion
from ui import blocks, cache, list_charts, list_tables, tables

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def head(stored: EmissionList) -> None:
    """Draw which version is in force and how large it is."""
    version = stored.version
    st.write(
        f"现行第 **{version.number}** 版，{version.imported_at:%Y-%m-%d %H:%M} 由{version.imported_by}导入，"
        f"来源文件 {version.source_file}"
    )
    columns = st.columns(6)
    columns[0].metric("企业", f"{len(stored.enterprises):,} 家")
    columns[1].metric("生产线", f"{len(stored.lines):,} 条")
    for column, pollutant in zip(columns[2:], Emitted, strict=True):
        total = stored.lines[pollutant.column].sum() / 1000
        column.metric(f"{pollutant.label}日排放量", f"{total:,.1f} t/d")


def current_tab(stored: EmissionList) -> None:
    """Draw the lines in force with filters, the remarks, and the whole list as a file."""
    left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
    chosen = left.multiselect(
        "按行业筛选", sorted(stored.lines["industry"].unique()), placeholder="全部行业"
    )
    word = middle.text_input("按企业名称查找", placeholder="输入名称中的几个字")
    frames = list_imports.tables(stored)
    right.download_button(
        "下载本版清单", lambda: workbook.filled(frames),
        f"应急减排清单_第{stored.version.number}版.xlsx", XLSX,
        on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    lines = stored.lines
    lines = lines[lines["industry"].isin(chosen)] if chosen else lines
    lines = lines[lines["enterprise"].str.contains(word, regex=False)] if word else lines
    most = list_tables.MOST
    st.caption(
        f"共 {len(lines):,} 条生产线" + (f"，下表显示前 {most} 条" if len(lines) > most else "")
    )
    st.dataframe(
        tables.listed_lines(lines.head(most)), hide_index=True, placeholder="", alt="清单中的生产线"
    )
    remarks = stored.version.remarks
    with st.expander(f"导入时的声明与提示（{len(remarks)} 条）"):
        st.dataframe({"提示": remarks[:most]}, alt="导入时的声明与提示")


def versions_tab(city: str, stored: list[ListVersion]) -> None:
    """Draw all versions and what changed between any two of them."""
    st.dataframe(
        list_tables.versions(stored), hide_index=True, placeholder="", alt="清单的全部版本"
    )
    if len(stored) < 2:
        st.info("只有一版，导入新的一版后可在此比较。")
        return
    numbers = [version.number for version in stored]
    names = {v.number: f"第 {v.number} 版（{v.imported_at:%Y-%m-%d}）" for v in stored}
    left, right, _ = st.columns([1, 1, 2])
    before = left.selectbox(
        "较早的版本", numbers, index=1, format_func=names.__getitem__, key="diff_before"
    )
    after = right.selectbox("较晚的版本", numbers, format_func=names.__getitem__, key="diff_after")
    found = cache.list_difference(city, before, after)
    show_difference(found, f"第 {before} 版 → 第 {after} 版", f"清单差异_{before}至{after}.xlsx")


def show_difference(found: Difference, title: str, file_name: str) -> None:
    """Draw a difference: a sentence, then per table what was changed, added and removed."""
    st.markdown(f"**{title}**：{found.summary}")
    if not found.any:
        return
    st.download_button(
        "下载全部差异", lambda: difference.to_workbook(found, title), file_name, XLSX,
        on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    for one in found.tables:
        if not one.any:
            continue
        parts = (
            ("修改", list_tables.changed(one), len(one.changed), "处"),
            ("新增", list_tables.rows(one.added, one.table), len(one.added), "行"),
            ("删除", list_tables.rows(one.removed, one.table), len(one.removed), "行"),
        )
        for word, shown, count, unit in parts:
            if not count:
                continue
            more = f"，显示前 {list_tables.MOST} {unit}" if count > len(shown) else ""
            st.caption(f"{one.table.sheet}：{word} {count:,} {unit}{more}")
            st.dataframe(
                shown, hide_index=True, placeholder="", alt=f"{one.table.sheet}{word}的内容"
            )


def places_tab(stored: EmissionList) -> None:
    """Draw where the enterprises are: points by coordinates and tiles by county."""
    pollutant = Emitted(
        st.segmented_control(
            "污染物", list(Emitted), default=Emitted.NOX, key="list_pollutant",
            format_func=lambda item: Emitted(item).label, required=True,
        )
    )  # fmt: skip
    listed = list_charts.located(stored.lines, pollutant)
    placed = listed[["longitude", "latitude"]].notna().all(axis=1)
    left, right = st.columns([3, 2])
    with left:
        st.subheader("企业点位")
        drawn = min(int(placed.sum()), list_charts.MOST_POINTS)
        st.caption(
            f"有坐标 {int(placed.sum()):,} 家，绘出排放量最大的 {drawn:,} 家；未定位 {int((~placed).sum()):,} 家。"
            "面积表示日排放量，颜色与形状表示各线中最低的绩效等级；不含底图，不联网。"
        )
        blocks.chart(
            list_charts.points(listed, pollutant.label), key="list_points",
            alt=f"企业按经纬度分布，面积为{pollutant.label}日排放量",
        )  # fmt: skip
    with right:
        st.subheader("各县区")
        blocks.chart(
            list_charts.county_tiles(listed, pollutant.label), key="list_tiles",
            alt=f"各县区企业数与{pollutant.label}日排放量",
        )  # fmt: skip
        if (~placed).any():
            with st.expander(f"未定位企业（{int((~placed).sum()):,} 家）"):
                shown = listed.loc[~placed, ["enterprise_id", "enterprise", "county"]]
                shown.columns = ["企业编号", "企业名称", "县区"]
                st.dataframe(shown.head(list_tables.MOST), hide_index=True, alt="未定位企业")
