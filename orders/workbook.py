"""All orders of an alert as one Excel file: by order, by line, who got none, and the sources.

Amounts are written to 16 digits and shown with one decimal; text is always written as text, so that
nothing a list contains is ever taken for a formula.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from data.vocabulary import Emitted
from orders import wording
from orders.drafting import NotOrdered
from orders.fields import DEMO_MARK
from orders.issue import Issue
from orders.order import Order, OrderedLine

_HEADER_ROW = 1
_KG = "#,##0.0"


@dataclass(frozen=True)
class _Column:
    header: str
    """With the unit in brackets."""
    width: float
    value: Callable[[Any], str | float]
    format: str = ""
    """Number format; empty for text."""
    summed: bool = False


@dataclass(frozen=True)
class _Line:
    order: Order
    line: OrderedLine


def _amounts(
    title: str, value: Callable[[Emitted], Callable[[Any], float]], *, summed: bool = False
) -> list[_Column]:
    return [_Column(f"{title}{p.label}(kg/d)", 14, value(p), _KG, summed) for p in Emitted]


_ORDERS = (
    _Column("指令编号", 24, lambda order: order.number),
    _Column("企业编号", 12, lambda order: order.enterprise_id),
    _Column("企业名称", 34, lambda order: order.enterprise),
    _Column("统一社会信用代码", 22, lambda order: order.credit_code),
    _Column("县区", 12, lambda order: order.county),
    _Column("行业", 18, lambda order: order.industry),
    _Column("生产线数(条)", 12, lambda order: len(order.lines), "0", True),
    *_amounts("应减", lambda p: lambda order: order.ordered_kg[p], summed=True),
    *_amounts("自主承诺", lambda p: lambda order: order.declared_kg[p], summed=True),
    _Column("执行时段", 36, lambda order: order.issue.window),
    _Column("运输要求", 40, lambda order: "；".join(order.transport)),
    _Column("联系人", 12, lambda order: order.contact),
    _Column("联系电话", 16, lambda order: order.phone),
    _Column("校验码", 18, lambda order: order.check_code),
)
_LINES = (
    _Column("指令编号", 24, lambda row: row.order.number),
    _Column("企业编号", 12, lambda row: row.order.enterprise_id),
    _Column("企业名称", 34, lambda row: row.order.enterprise),
    _Column("县区", 12, lambda row: row.order.county),
    _Column("生产线编号", 16, lambda row: row.line.line_id),
    _Column("生产线/工序", 24, lambda row: row.line.process),
    _Column("行业", 16, lambda row: row.line.industry),
    _Column("绩效等级", 10, lambda row: row.line.grade),
    _Column("保障类", 8, lambda row: "是" if row.line.protected else "否"),
    _Column("措施类型", 12, lambda row: row.line.kind.label),
    _Column("措施", 40, lambda row: row.line.measure),
    _Column("减排比例(%)", 12, lambda row: row.line.cut_fraction, "0.0%"),
    *_amounts("日排放", lambda p: lambda row: getattr(row.line, p.column), summed=True),
    *_amounts("日减排", lambda p: lambda row: row.line.cut_kg(p), summed=True),
    _Column("规则", 18, lambda row: row.line.rule),
    _Column("依据", 50, lambda row: row.line.reference),
    _Column("核查要点", 40, lambda row: row.line.verification),
    _Column("电表编号", 14, lambda row: row.line.meter_id),
)
_NOT_ORDERED = (
    _Column("企业编号", 12, lambda one: one.enterprise_id),
    _Column("企业名称", 34, lambda one: one.enterprise),
    _Column("县区", 12, lambda one: one.county),
    _Column("生产线数(条)", 12, lambda one: one.lines, "0"),
    _Column("未出令原因", 70, lambda one: one.reason),
)
_SOURCES = (
    _Column("用途", 14, lambda source: source[0]),
    _Column("出处", 90, lambda source: source[1]),
    _Column("涉及指令(份)", 14, lambda source: source[2], "0"),
)


def summary(issue: Issue, orders: Sequence[Order], not_ordered: Sequence[NotOrdered]) -> bytes:
    """Return the Excel summary as bytes; the same orders give the same bytes.

    Args:
        issue: The alert the orders carry out; its time of issue is the file's date.
        orders: In the order in which they are to be listed.
        not_ordered: Enterprises without an order.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": issue.title, "created": issue.issued_at.replace(tzinfo=None)})
    lines = [_Line(order, line) for order in orders for line in order.lines]
    _sheet(book, issue, "指令汇总", _ORDERS, orders)
    _sheet(book, issue, "逐线措施", _LINES, lines)
    _sheet(book, issue, "未出令", _NOT_ORDERED, not_ordered)
    _sheet(book, issue, "依据", _SOURCES, _sources(issue, orders))
    book.close()
    return buffer.getvalue()


def _sources(issue: Issue, orders: Sequence[Order]) -> list[tuple[str, str, int]]:
    used = Counter(reference for order in orders for reference in order.references)
    start = ("启动条件" if issue.level else "执行依据", wording.printable(issue.basis), len(orders))
    return [start, *(("措施与运输", reference, count) for reference, count in used.items())]


def _sheet(
    book: Any, issue: Issue, name: str, columns: Sequence[_Column], rows: Iterable[Any]
) -> None:
    sheet = book.add_worksheet(name)
    title = book.add_format({"bold": True, "font_size": 14})
    header = book.add_format(
        {"bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True, "valign": "vcenter"}
    )
    text = book.add_format({"valign": "top", "text_wrap": True, "num_format": "@"})
    total = book.add_format({"bold": True, "top": 1})
    mark = f"（{DEMO_MARK}）" if issue.demo else ""
    listed = f"{'预警' if issue.level else '名单'}编号 {issue.alert_number}"
    heading = f"{issue.city_name} {issue.title} {name}{mark}　{listed}"
    sheet.write_string(0, 0, f"{heading}　{issue.window}", title)
    sheet.set_row(_HEADER_ROW, 32)
    formats, sums = [], [0.0] * len(columns)
    for at, column in enumerate(columns):
        number = {"num_format": column.format, "valign": "top"}
        formats.append(book.add_format(number) if column.format else text)
        sheet.set_column(at, at, column.width)
        sheet.write_string(_HEADER_ROW, at, column.header, header)
    last = _HEADER_ROW
    for last, row in enumerate(rows, start=_HEADER_ROW + 1):
        for at, column in enumerate(columns):
            value = column.value(row)
            if isinstance(value, str):
                sheet.write_string(last, at, value, formats[at])
            else:
                sheet.write_number(last, at, value, formats[at])
                sums[at] += value
    sheet.freeze_panes(_HEADER_ROW + 1, 3 if len(columns) > 5 else 0)
    sheet.autofilter(_HEADER_ROW, 0, last, len(columns) - 1)
    if any(column.summed for column in columns):
        sheet.write_string(last + 1, 0, "合计", total)
        for at, column in enumerate(columns):
            if column.summed:
                form = book.add_format({"bold": True, "top": 1, "num_format": column.format})
                sheet.write_number(last + 1, at, sums[at], form)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.set_footer("&C第 &P 页 共 &N 页")
