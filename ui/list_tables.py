"""Frames of the list page as shown: versions, matches, differences."""

from collections.abc import Sequence

import pandas as pd

from data.columns import Table
from emission_lists import difference
from emission_lists.difference import TableDifference
from emission_lists.error_advice import advice
from emission_lists.headers import Header
from services.list_imports import Checked
from services.list_versions import ListVersion

MOST = 500
"""Rows a table on the page shows at most; files hold all of them."""
NONE = "（没有这一列）"


def versions(stored: Sequence[ListVersion]) -> pd.DataFrame:
    """Show the versions of a list, newest first."""
    return pd.DataFrame(
        {
            "版本": [f"第 {one.number} 版" for one in stored],
            "状态": ["现行" if place == 0 else "历史" for place in range(len(stored))],
            "导入时间": [f"{one.imported_at:%Y-%m-%d %H:%M}" for one in stored],
            "导入人": [one.imported_by for one in stored],
            "来源文件": [one.source_file for one in stored],
            "备注": [len(one.remarks) for one in stored],
        }
    )


def changed(one: TableDifference) -> pd.DataFrame:
    """Show the first changed cells of a table."""
    return difference.shown(one).head(MOST)


def rows(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Show the first rows of a table as filled in, without columns that are empty throughout."""
    shown = difference.as_filled(frame.head(MOST), table)
    return shown.loc[:, (shown != "").any()]


def findings(checked: Checked) -> pd.DataFrame:
    """Show what is wrong with a workbook, what blocks first, with the remedy."""
    found = sorted(checked.issues, key=lambda issue: not issue.blocking)[:MOST]
    return pd.DataFrame(
        {
            "须改正": ["是" if issue.blocking else "提示" for issue in found],
            "工作表": [issue.sheet for issue in found],
            "行": [issue.row for issue in found],
            "列": [f"{issue.column} {issue.header}".strip() for issue in found],
            "问题": [issue.message for issue in found],
            "建议": [advice(issue) for issue in found],
            "现填": [issue.found for issue in found],
        }
    ).astype({"行": "Int64"})


def match_rows(
    table: Table, places: dict[str, int], confidence: dict[str, float], names: dict[int, str]
) -> pd.DataFrame:
    """Show each column of a table with the column of the file it was matched to."""
    return pd.DataFrame(
        {
            "清单列": [column.header for column in table.columns],
            "必填": ["是" if column.required else "" for column in table.columns],
            "文件中的列": [names.get(places.get(c.name, -1), NONE) for c in table.columns],
            "把握": [_sure(confidence.get(column.name)) for column in table.columns],
        },
        index=table.names,
    )


def header_names(headers: Sequence[Header]) -> dict[int, str]:
    """Name the columns of a sheet as a user finds them: letter and header."""
    from xlsxwriter.utility import xl_col_to_name

    return {header.place: f"{xl_col_to_name(header.place)} {header.text}" for header in headers}


def _sure(confidence: float | None) -> str:
    if confidence is None:
        return ""
    if confidence >= 1:
        return "与模板一致"
    if confidence >= 0.9:
        return "常用写法"
    return "写法相近" if confidence >= 0.8 else "近似，请核对"
