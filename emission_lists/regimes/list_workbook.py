"""The list of a regime as an Excel file: who is bound, who is exempt and why, what is missing."""

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pandas as pd
import xlsxwriter

from emission_lists.regimes.regime import Regime, RegimeKind

_HEADERS: tuple[tuple[str, str, float], ...] = (
    ("subject", "类别", 10), ("subject_id", "编号", 16), ("name", "生产线/工序/排放源", 24),
    ("enterprise_id", "企业编号", 14), ("enterprise", "企业名称", 30), ("county", "县区", 10),
    ("kind", "措施类型", 10), ("share", "比例", 8), ("window", "时段", 14), ("since", "自", 12),
    ("until", "至", 12), ("measure", "措施", 50), ("rule", "规则", 20), ("reference", "依据", 50),
    ("why", "理由", 44), ("missing", "缺少的资料", 24),
)  # fmt: skip
_SHEETS: tuple[tuple[str, Callable[[Regime], pd.DataFrame]], ...] = (
    ("执行名单", lambda regime: regime.bound),
    ("豁免和自主", lambda regime: _of_kinds(regime, RegimeKind.EXEMPT, RegimeKind.SELF)),
    ("待核", lambda regime: regime.undecided),
    ("提倡", lambda regime: _of_kinds(regime, RegimeKind.ADVICE)),
    ("不适用", lambda regime: _of_kinds(regime, RegimeKind.OUTSIDE)),
)


def write(regime: Regime, city_name: str, made: str) -> bytes:
    """Return the workbook; the same list gives the same bytes.

    Args:
        regime: The list.
        city_name: As printed.
        made: Number and origin of the list, as printed below the title.
    """
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": regime.title, "created": pd.Timestamp(regime.day)})
        for name, rows_of in _SHEETS:
            _rows(book, name, f"{city_name} {regime.title} {name}　{made}", rows_of(regime))
        _notes(book, regime, city_name, made)
    return target.getvalue()


def _of_kinds(regime: Regime, *kinds: RegimeKind) -> pd.DataFrame:
    return regime.rows[regime.rows["kind"].isin([str(kind) for kind in kinds])]


def _rows(book: Any, name: str, title: str, rows: pd.DataFrame) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
    text = book.add_format({"valign": "top", "text_wrap": True, "num_format": "@"})
    share = book.add_format({"valign": "top", "num_format": "0.0%"})
    sheet.write_string(0, 0, f"{title}　共 {len(rows)} 条", bold)
    for at, (column, header, width) in enumerate(_HEADERS):
        sheet.set_column(at, at, width)
        sheet.write_string(1, at, header, head)
        for row, value in enumerate(rows[column].tolist(), 2):
            if column == "share":
                if not pd.isna(value):
                    sheet.write_number(row, at, value, share)
            else:
                sheet.write_string(row, at, _text(column, value), text)
    sheet.freeze_panes(2, 3)
    sheet.autofilter(1, 0, 1 + len(rows), len(_HEADERS) - 1)


def _text(column: str, value: Any) -> str:
    if column == "kind":
        return RegimeKind(value).label
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _notes(book: Any, regime: Regime, city_name: str, made: str) -> None:
    sheet = book.add_worksheet("依据与说明")
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 110)
    lines: Sequence[tuple[str, str]] = [
        ("城市", city_name),
        ("制度", regime.title + (f"（{regime.season}）" if regime.season else "")),
        ("判定日期", regime.day.isoformat()),
        ("名单", made),
        *([] if regime.applied else [("未执行", regime.why_not)]),
        *(("依据", f"{one.reference}（{one.edition} 起）") for one in regime.rules),
        *(("说明", remark) for remark in regime.remarks),
        ("注意", "本名单的豁免只对本制度有效，与重污染天气应急减排的豁免互不通用"),
    ]
    for row, (what, said) in enumerate(lines):
        sheet.write_string(row, 0, what)
        sheet.write_string(row, 1, said)
