"""What to do about a finding: one Chinese sentence for the person who fills the sheet."""

import difflib
import re
from functools import cache

from data.columns import CellIssue, Column
from data.tables import EMISSION_LIST

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def advice(issue: CellIssue) -> str:
    """Say what to fill in instead; a value is only ever proposed, never taken for granted.

    Args:
        issue: A finding with the header of the template.

    Returns:
        A sentence; the remedy of the message itself where the column adds nothing to it.
    """
    column = _columns().get(issue.header)
    if "公式的错误值" in issue.message:
        return "把公式算出的值粘贴为数值，或改正公式的引用"
    if column is None or issue.row is None:
        return _remedy(issue.message)
    example = f"，例：{column.example}" if column.example not in ("", None) else ""
    if issue.message.startswith("不能为空"):
        return f"补填“{column.label}”" + (f"（{column.help}）" if column.help else "") + example
    if issue.message.startswith("只能填"):
        near = _near(issue.found, column)
        return (
            f"可能是{near}，请核实后改填" if near else "从下拉列表或数据字典所列名目中选填"
        ) + example
    if issue.message.startswith("应为数字"):
        numbers = _NUMBER.findall(issue.found.replace(",", ""))
        unit = f" {column.unit}" if column.unit else ""
        if len(numbers) == 1:
            return f"若确为 {numbers[0]}{unit}，只填 {numbers[0]}；否则核实后填数字"
        return f"核实后只填一个数字，单位{unit or '见表头'}，不写文字{example}"
    if issue.message.startswith("应为日期"):
        return "改写成 2026-11-22 的样子" + ("；没有的留空" if not column.required else "")
    if issue.message.startswith("重复"):
        return f"核对是否同一{'条' if column.name == 'line_id' else '家'}重复填报；不是的改用不同的{column.label}"
    if issue.message.startswith("不能超过") and "字" in issue.message:
        return f"缩短到 {column.longest} 字以内"
    return _remedy(issue.message)


def _remedy(message: str) -> str:
    """The part of a message that says what to do."""
    for mark in ("请", "可选择"):
        if mark in message:
            return mark + message.split(mark, 1)[1]
    tail = re.split(r"[；，]", message)[-1]
    return tail if tail != message else "核实后改正"


def _near(found: str, column: Column) -> str:
    choices = [str(choice) for choice in column.choices]
    close = difflib.get_close_matches(found, choices, n=2, cutoff=0.5)
    close += [one for one in choices if found and (one in found or found in one)][:2]
    return "或".join(f"“{one}”" for one in dict.fromkeys(close[:2]))


@cache
def _columns() -> dict[str, Column]:
    """Columns by header; of a header in several tables the first, they mean the same."""
    found: dict[str, Column] = {}
    for table in EMISSION_LIST:
        for column in table.columns:
            found.setdefault(column.header, column)
    return found
