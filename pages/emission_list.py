import streamlit as st

from data.vocabulary import Act, Emitted
from emission_lists import workbook
from services import accounts, clock, list_versions
from ui import access, cache, formats, frame, state, tables

user = access.require()
frame.heading("减排清单")

city = state.city_code()
version = cache.latest_list(city)
if version is None:
    st.info("本市尚未导入应急减排清单。请下载模板填写，再在下方导入。")
else:
    stored = cache.emission_list(city, version.number)
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
    chosen = st.multiselect(
        "按行业筛选", sorted(stored.lines["industry"].unique()), placeholder="全部行业"
    )
    word = st.text_input("按企业名称查找", placeholder="输入名称中的几个字")
    lines = stored.lines
    lines = lines[lines["industry"].isin(chosen)] if chosen else lines
    lines = lines[lines["enterprise"].str.contains(word, regex=False)] if word else lines
    st.caption(f"共 {len(lines):,} 条生产线" + ("，下表显示前 500 条" if len(lines) > 500 else ""))
    st.dataframe(
        tables.listed_lines(lines.head(500)), hide_index=True, placeholder="", alt="清单中的生产线"
    )
    with st.expander(f"导入时的提示（{len(version.remarks)} 条）"):
        st.dataframe({"提示": version.remarks[:500]}, alt="导入时的提示")

st.subheader("导入新一版")
st.download_button(
    "下载空白模板",
    workbook.template,
    "应急减排清单模板.xlsx",
    on_click="ignore",
    icon=":material/download:",
)
if not user.may(Act.IMPORT_LIST):
    st.caption("导入须为清单管理员或系统管理员，可在左侧切换角色。")
    st.stop()
upload = st.file_uploader("填好的清单", type=["xlsx"])
if upload is None:
    st.stop()
try:
    book = list_versions.check(upload.getvalue(), clock.today(), upload.name)
except workbook.WorkbookError as problem:
    st.error(str(problem))
    st.stop()
blocking = sum(issue.blocking for issue in book.issues)
if book.issues:
    st.write(f"须改正 **{blocking}** 处，提示 {len(book.issues) - blocking} 处：")
    st.dataframe(tables.issues(book.issues), hide_index=True, placeholder="", alt="清单中的问题")
if not book.acceptable:
    st.error("有须改正之处，未导入任何内容，原有版本不受影响。请改正后重新选择文件。")
    st.stop()
st.success(f"检查通过：企业 {len(book.enterprises):,} 家，生产线 {len(book.lines):,} 条。")
if st.button("导入为新一版", type="primary", shortcut="Ctrl+Enter"):
    accounts.require(user, Act.IMPORT_LIST)
    try:
        made = list_versions.import_list(
            cache.sessions(), upload.getvalue(), city, name=upload.name, user=user.name
        )
    except list_versions.ListImportError as problem:
        st.error(str(problem))
        st.stop()
    cache.forget_newest()
    st.success(
        f"已导入为第 {made.number} 版，{formats.hour(made.imported_at)}。刷新后各页使用新版。"
    )
