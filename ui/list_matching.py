"""Step 2 of the import wizard: which column is which, in which unit, and what else is declared."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import streamlit as st

from data.columns import Table
from data.tables import EMISSION_LIST, ENTERPRISES, LINES
from emission_lists import column_match, import_choices
from emission_lists.import_choices import LINK, ImportChoices, Numbering, ShareStyle, TableChoice
from emission_lists.raw_workbook import RawSheet
from emission_lists.unit_choice import EMISSION_COLUMNS, LONGEST_YEAR, EmissionUnit, UnitChoice
from services.list_imports import Draft
from ui import list_tables

_ABSENT = "（文件中没有这张表）"
_LINK_LABEL = "企业名称（用于对应企业）"


def choose(found: Draft, base: ImportChoices, token: str) -> ImportChoices:
    """Draw the choices for every table and return them as they stand.

    Args:
        found: The workbook.
        base: What is proposed: by a profile, by the headers, or what was chosen before.
        token: What ``base`` comes from; another one makes the widgets anew.
    """
    tables: dict[str, TableChoice] = {}
    for tab, table in zip(st.tabs([t.sheet for t in EMISSION_LIST]), EMISSION_LIST, strict=True):
        with tab:
            chosen = _table(found, table, base.tables.get(table.sheet), token)
            if chosen is not None:
                tables[table.sheet] = chosen
    return _declared(found, replace(base, tables=tables), token)


def _table(found: Draft, table: Table, base: TableChoice | None, token: str) -> TableChoice | None:
    mark = f"{token}_{table.sheet}"
    names = [sheet.name for sheet in found.sheets]
    left, middle, right = st.columns([2, 1, 1])
    title = left.selectbox(
        "工作表", [_ABSENT, *names], index=names.index(base.sheet) + 1 if base else 0,
        key=f"sheet_{mark}",
    )  # fmt: skip
    if title == _ABSENT:
        if not table.optional:
            st.warning(f"“{table.sheet}”必须有，请指定它在哪张工作表。")
        return None
    sheet = next(one for one in found.sheets if one.name == title)
    same = base is not None and base.sheet == title
    top = int(middle.number_input(
        "表头首行", 1, max(1, len(sheet.rows)), (base.top if same and base else 0) + 1,
        key=f"top_{mark}_{title}",
    ))  # fmt: skip
    height = int(right.number_input(
        "表头行数", 1, 3, base.height if same and base else 1, key=f"height_{mark}_{title}",
    ))  # fmt: skip
    proposed, match = import_choices.choice_at(sheet, table.sheet, top - 1, height)
    if same and base and (base.top, base.height) == (top - 1, height):
        proposed = base
    sure = {one.column: one.confidence for one in match.columns}
    places = _columns(table, sheet, proposed, sure, f"{mark}_{title}_{top}_{height}")
    unit, shares = _meaning(table, proposed, places, mark)
    return TableChoice(title, top - 1, height, places, unit, shares)


def _columns(
    table: Table, sheet: RawSheet, proposed: TableChoice, sure: dict[str, float], mark: str
) -> dict[str, int]:
    headers = column_match.headers_at(sheet, proposed.top, proposed.height)
    names = list_tables.header_names(headers)
    base = list_tables.match_rows(table, dict(proposed.columns), sure, names)
    if table is LINES and "enterprise_id" not in proposed.columns:
        linked = names.get(proposed.columns.get(LINK, -1), list_tables.NONE)
        base.loc[LINK] = [_LINK_LABEL, "", linked, ""]
    edited = st.data_editor(
        base, hide_index=True, key=f"columns_{mark}", height=320,
        disabled=["清单列", "必填", "把握"],
        column_config={
            "文件中的列": st.column_config.SelectboxColumn(
                options=[list_tables.NONE, *names.values()], required=True, width="large"
            ),
        },
    )  # fmt: skip
    place_of = {name: place for place, name in names.items()}
    places = {
        str(column): place_of[name]
        for column, name in edited["文件中的列"].items()
        if name in place_of
    }
    missing = [c.header for c in table.columns if c.required and c.name not in places]
    if missing:
        st.caption(f"必填而未对应：{'、'.join(missing)}")
    used = list(places.values())
    if twice := {names[place] for place in used if used.count(place) > 1}:
        st.warning(f"{'、'.join(sorted(twice))} 对应了不止一列，请核对。")
    unread = [name for place, name in names.items() if place not in used]
    if unread:
        st.caption(f"不读入的列：{'、'.join(unread[:20])}{'等' if len(unread) > 20 else ''}")
    return places


def _meaning(
    table: Table, proposed: TableChoice, places: dict[str, int], mark: str
) -> tuple[UnitChoice | None, ShareStyle]:
    unit, days = None, 0
    columns = st.columns([1, 1, 2])
    if any(name in places for name in EMISSION_COLUMNS):
        options = list(EmissionUnit)
        known = proposed.unit
        unit = columns[0].selectbox(
            "排放量单位", options, index=options.index(known.unit) if known else None,
            format_func=lambda one: EmissionUnit(one).label, key=f"unit_{mark}",
            placeholder="请选择，不作猜测",
        )  # fmt: skip
        if unit is not None and EmissionUnit(unit).yearly:
            days = int(columns[1].number_input(
                "统一折算天数", 0, LONGEST_YEAR, int(known.days or 0) if known else 0,
                key=f"days_{mark}", help="用于没有填上年运行天数的行；0 为不声明",
            ))  # fmt: skip
    shares = proposed.shares
    if any(column.unit == "%" and column.name in places for column in table.columns):
        shares = ShareStyle(columns[2].radio(
            "比例的写法", list(ShareStyle), index=list(ShareStyle).index(shares), horizontal=True,
            format_func=lambda one: ShareStyle(one).label, key=f"shares_{mark}",
        ) or shares)  # fmt: skip
    choice = UnitChoice(EmissionUnit(unit), days or None) if unit is not None else None
    return choice, shares


def _declared(found: Draft, choices: ImportChoices, token: str) -> ImportChoices:
    """What is declared about the workbook as a whole."""
    merged = import_choices.merged_columns(found.sheets, choices)
    fill = choices.fill_down
    if merged:
        fill = st.checkbox(
            f"按合并单元格向下填充（{merged} 处纵向合并，合并格的值用于其覆盖的每一行）",
            value=fill, key=f"fill_{token}",
        )  # fmt: skip
    listed, lines = (choices.tables.get(table.sheet) for table in (ENTERPRISES, LINES))
    numbering = choices.numbering
    if listed is not None and "enterprise_id" not in listed.columns:
        options = [Numbering.NAME]
        if "credit_code" in listed.columns:
            options.insert(0, Numbering.CREDIT_CODE)
        index = options.index(numbering) if numbering in options else 0
        numbering = Numbering(st.radio(
            "企业编号", options, index=index, key=f"numbering_{token}",
            format_func=lambda one: Numbering(one).label,
        ))  # fmt: skip
    else:
        numbering = Numbering.COLUMN
    number_lines = lines is not None and "line_id" not in lines.columns
    if number_lines:
        st.caption("没有生产线编号列：沿用现行版同一企业、同一工序的编号，新生产线顺次编号。")
    return replace(choices, fill_down=fill, numbering=numbering, number_lines=number_lines)


def token_of(*parts: Any) -> str:
    """Return a short mark of what proposals come from, for the keys of the widgets."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:12]
