"""Cells as people fill them, brought to the form the check expects; what it means never changes."""

import re
import unicodedata
from functools import cache

import pandas as pd

from data.columns import Column
from data.tables import YES_NO

_EMPTY = {"/", "\\", "-", "--", "—", "——", "–", "无", "空", "无数据", "／", "N/A", "n/a"}
_FOREVER = {"长期", "长期有效", "永久"}
_YES = {"是", "√", "✓", "✔", "☑", "y", "yes", "true", "有", "1"}
_NO = {"否", "×", "✗", "✘", "x", "n", "no", "false", "无", "0", "没有"}
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff（）、，])\s+(?=[\u3400-\u9fff（）、，])")
_THOUSANDS = re.compile(r"^([+-]?\d{1,3})((?:,\d{3})+)(\.\d+)?$")
_FORMULA_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!",
                   "#CALC!", "#GETTING_DATA"}  # fmt: skip


def clean(cells: pd.Series, column: Column) -> pd.Series:
    """Bring the cells of one column to the form the check expects.

    Numbers lose inner blanks, thousands separators and, where the unit is %, a per cent sign;
    choices are compared without blanks, case and width; names lose blanks between Chinese signs;
    a dash or 无 in an optional number or date is an empty cell. Anything else stays, to be named.

    Args:
        cells: Cells as text.
        column: What the column is.

    Returns:
        Text on the same index.
    """
    texts = {text: _clean(text, column) for text in cells.unique()}
    return cells.map(texts)


def formula_errors(cells: pd.Series) -> pd.Series:
    """Tell which cells hold the error of a formula instead of a value."""
    return cells.isin(_FORMULA_ERRORS)


def _clean(text: str, column: Column) -> str:
    text = " ".join(text.split())
    if not text:
        return ""
    if column.choices:
        return _choice(text, column)
    if column.kind == "number":
        return _number(text, column)
    if column.kind == "date":
        gone = text in _EMPTY or text in _FOREVER
        return "" if gone and not column.required else text
    if column.unique or column.name.endswith("_id"):
        return "".join(unicodedata.normalize("NFKC", text).split())
    return _BETWEEN_CHINESE.sub("", text)


def _number(text: str, column: Column) -> str:
    if text in _EMPTY:
        return text if column.required else ""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace("，", ",")
    if column.unit == "%":
        plain = plain.removesuffix("%")
    if grouped := _THOUSANDS.match(plain):
        plain = plain.replace(",", "")
        return plain if grouped else text
    try:
        float(plain)
    except ValueError:
        return text
    return plain


def _choice(text: str, column: Column) -> str:
    if text in column.choices:
        return text
    if column.joined:
        parts = [part for part in re.split(r"[、,，;；/\s]+", text) if part]
        return "、".join(_one_choice(part, column.choices, column.name) for part in parts)
    if tuple(column.choices) == YES_NO:
        plain = _plain(text)
        text = "是" if plain in _YES else "否" if plain in _NO else text
    found = _one_choice(text, column.choices, column.name)
    return "" if found in _EMPTY and not column.required else found


def _one_choice(text: str, choices: tuple[str, ...], name: str) -> str:
    plain = _plain(text)
    known = _by_plain(choices)
    if plain in known:
        return known[plain]
    if "grade" in name and plain.removesuffix("级") in known:
        return known[plain.removesuffix("级")]
    return text


@cache
def _by_plain(choices: tuple[str, ...]) -> dict[str, str]:
    return {_plain(str(choice)): str(choice) for choice in choices}


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
