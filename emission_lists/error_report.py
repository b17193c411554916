"""The user's own workbook handed back: wrong cells marked, columns 问题 and 建议 at the right."""

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from xlsxwriter.utility import xl_col_to_name

from data.columns import CellIssue, as_text
from emission_lists.error_advice import advice
from emission_lists.raw_workbook import RawSheet
from emission_lists.workbook_weight import fits_openpyxl

PROBLEM, ADVICE, FINDINGS = "问题", "建议", "检查结果"
_WRONG, _REMARK = "FFC7CE", "FFEB9C"
_MOST_ROWS = 20_000
"""Rows with findings that are marked at most in a rewritten workbook."""
_MOST_CELLS = 2_000_000
"""Cells of a workbook that is rewritten whole; of a larger one only rows with findings are."""
_MOST_LISTED = 100_000
"""Findings listed at most."""
_LONGEST = 1000
_AUTHOR = "清单检查"

_Row = dict[int, list[CellIssue]]


def report(
    content: bytes,
    sheets: Sequence[RawSheet],
    issues: Sequence[CellIssue],
    header_rows: Mapping[str, int],
) -> bytes:
    """Mark what is wrong in the user's workbook.

    Every wrong cell is coloured (red: has to be corrected; yellow: a remark) and carries the
    finding as a comment; each row with findings gets 问题 and 建议 behind its last column; a sheet
    检查结果 lists everything, also what belongs to no row. Formats, formulas and other sheets stay,
    except in a very large or odd workbook, of which the values alone are kept.

    Args:
        content: The workbook as it was handed in.
        sheets: Its sheets as read.
        issues: Findings under the names of the user's own sheets.
        header_rows: Last header row of each sheet, as Excel counts.
    """
    placed: dict[str, _Row] = defaultdict(lambda: defaultdict(list))
    for issue in issues:
        if issue.row is not None:
            placed[issue.sheet][issue.row].append(issue)
    if fits_openpyxl(content):
        try:
            return _marked(content, sheets, issues, placed, header_rows)
        except Exception:
            # openpyxl gives up on workbooks that other programs wrote a little differently, with
            # errors of any kind. The findings are worth more than the formats.
            pass
    return _rewritten(sheets, issues, placed, header_rows)


def findings_rows(issues: Sequence[CellIssue]) -> list[tuple[str, ...]]:
    """Return the findings one a row: severity, sheet, row, column, header, problem, advice, found."""
    rows: list[tuple[str, ...]] = [
        (
            "须改正" if issue.blocking else "提示",
            issue.sheet,
            "" if issue.row is None else str(issue.row),
            issue.column,
            issue.header,
            issue.message,
            advice(issue),
            issue.found,
        )
        for issue in issues[:_MOST_LISTED]
    ]
    if len(issues) > _MOST_LISTED:
        rest = f"另有 {len(issues) - _MOST_LISTED:,} 处未列出，请先改正以上各处"
        rows.append(("", "", "", "", "", rest, "", ""))
    return rows


_HEADS = ("程度", "工作表", "行", "列", "列名", PROBLEM, ADVICE, "现填")


def _marked(
    content: bytes,
    sheets: Sequence[RawSheet],
    issues: Sequence[CellIssue],
    placed: Mapping[str, _Row],
    header_rows: Mapping[str, int],
) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    fills = {
        True: PatternFill("solid", fgColor=_WRONG),
        False: PatternFill("solid", fgColor=_REMARK),
    }
    widths = {sheet.name: sheet.width for sheet in sheets}
    for name, rows in placed.items():
        sheet, behind = book[name], widths[name] + 1
        for place, head in enumerate((PROBLEM, ADVICE)):
            cell = sheet.cell(header_rows.get(name, 1), behind + place, head)
            cell.font = Font(bold=True)
            cell.fill = fills[True]
            sheet.column_dimensions[xl_col_to_name(behind + place - 1)].width = 50
        for row, found in rows.items():
            for place, text in enumerate(_said(found)):
                sheet.cell(row, behind + place).value = text
            for letter, blocking, text in _by_cell(found):
                cell = _own(sheet, sheet[f"{letter}{row}"])
                cell.fill = fills[blocking]
                before = f"{cell.comment.text}\n" if cell.comment else ""
                cell.comment = Comment(before + text, _AUTHOR, height=120, width=320)
    if FINDINGS in book.sheetnames:  # of an earlier report
        del book[FINDINGS]
    listing = book.create_sheet(FINDINGS)
    for line in (_HEADS, *findings_rows(issues)):
        listing.append([_harmless(text) for text in line])
    for place, width in enumerate((8, 14, 8, 6, 24, 50, 50, 24), 1):
        listing.column_dimensions[xl_col_to_name(place - 1)].width = width
    for cell in listing[1]:
        cell.font = Font(bold=True)
    listing.freeze_panes = "A2"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _own(sheet: Any, cell: Any) -> Any:
    """The cell itself, of a merged area the one that holds the value."""
    if not isinstance(cell, MergedCell):
        return cell
    for area in sheet.merged_cells.ranges:
        if cell.coordinate in area:
            return sheet.cell(area.min_row, area.min_col)
    return cell


def _rewritten(
    sheets: Sequence[RawSheet],
    issues: Sequence[CellIssue],
    placed: Mapping[str, _Row],
    header_rows: Mapping[str, int],
) -> bytes:
    """The same values in a new workbook without the formats; of a huge one the rows with findings."""
    whole = sum(len(sheet.rows) * sheet.width for sheet in sheets) <= _MOST_CELLS
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": False, "strings_to_formulas": False,
                                      "strings_to_urls": False}) as book:  # fmt: skip
        looks = {
            True: book.add_format({"bg_color": f"#{_WRONG}"}),
            False: book.add_format({"bg_color": f"#{_REMARK}"}),
            None: None,
        }
        bold = book.add_format({"bold": True})
        for raw in sheets:
            if raw.name == FINDINGS:
                continue
            sheet, rows = book.add_worksheet(raw.name), placed.get(raw.name, {})
            last_header = header_rows.get(raw.name, 1)
            chosen = range(1, len(raw.rows) + 1)
            numbers = chosen if whole else [
                *range(1, min(last_header, len(raw.rows)) + 1),
                *sorted(row for row in rows if row > last_header)[:_MOST_ROWS],
            ]  # fmt: skip
            heads = (PROBLEM, ADVICE) if whole else (PROBLEM, ADVICE, "原行号")
            for line, number in enumerate(numbers):
                found = _by_cell(rows.get(number, []))
                _write_row(sheet, line, raw.rows[number - 1], {a: b for a, b, _ in found}, looks)
                if number == last_header and rows:
                    for place, head in enumerate(heads):
                        sheet.write_string(line, raw.width + place, head, bold)
                elif number in rows:
                    said = _said(rows[number])
                    for place, text in enumerate((*said, str(number))[: len(heads)]):
                        sheet.write_string(line, raw.width + place, text)
                for letter, _, text in found:
                    sheet.write_comment(f"{letter}{line + 1}", text)
        listing = book.add_worksheet(FINDINGS)
        for number, words in enumerate((_HEADS, *findings_rows(issues))):
            for place, text in enumerate(words):
                listing.write_string(number, place, text, bold if number == 0 else None)
        listing.set_column(5, 6, 50)
    return target.getvalue()


def _write_row(
    sheet: xlsxwriter.worksheet.Worksheet,
    line: int,
    cells: Sequence[Any],
    marks: Mapping[str, bool],
    looks: Mapping[bool | None, Any],
) -> None:
    for place, cell in enumerate(cells):
        look = looks[marks.get(xl_col_to_name(place)) if marks else None]
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            sheet.write_number(line, place, cell, look)
        elif cell != "":
            sheet.write_string(line, place, as_text(cell)[:32_000], look)
        elif look is not None:
            sheet.write_blank(line, place, None, look)


def _said(found: Sequence[CellIssue]) -> tuple[str, str]:
    """Problem and advice of one row, each finding once."""
    problems = dict.fromkeys(
        f"{'' if issue.blocking else '（提示）'}{issue.header or '本行'}：{issue.message}"
        for issue in found
    )
    remedies = dict.fromkeys(f"{issue.header or '本行'}：{advice(issue)}" for issue in found)
    return "；".join(problems)[:_LONGEST], "；".join(remedies)[:_LONGEST]


def _by_cell(found: Sequence[CellIssue]) -> list[tuple[str, bool, str]]:
    """Column letter, whether anything blocks, and the text, for each cell of a row."""
    cells: dict[str, list[CellIssue]] = defaultdict(list)
    for issue in found:
        if issue.column:
            cells[issue.column].append(issue)
    return [
        (
            letter,
            any(issue.blocking for issue in own),
            "\n".join(f"{issue.message}\n建议：{advice(issue)}" for issue in own)[:_LONGEST],
        )
        for letter, own in cells.items()
    ]


def _harmless(text: str) -> str:
    """Keep a text that looks like a formula from being taken as one."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
