"""Who is on the list: each enterprise and line once, and by its right name."""

import unicodedata
from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.columns import CellIssue
from data.tables import ENTERPRISES, LINES
from data.vocabulary import Emitted
from emission_lists.consistency.inspection import Inspection, at, blank, not_filled

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = [pow(3, place, 31) for place in range(17)]


def lines_belong_to_listed_enterprises(case: Inspection) -> Iterator[CellIssue]:
    """Every production line names an enterprise of the first sheet."""
    listed = set(case.enterprises["enterprise_id"])
    orphans = case.lines[~case.lines["enterprise_id"].isin(listed)]
    yield from at(orphans, LINES, "enterprise_id", "在“企业”表中没有，请先补企业或改正编号")


def enterprises_have_lines(case: Inspection) -> Iterator[CellIssue]:
    """An enterprise without lines will be ordered nothing."""
    named = case.lines["enterprise_id"].unique()
    without = case.enterprises[~case.enterprises["enterprise_id"].isin(named)]
    yield from at(
        without, ENTERPRISES, "enterprise_id",
        "没有生产线，预警时不会出令；请补填生产线，或说明不涉气", blocking=False,
    )  # fmt: skip


def no_line_twice(case: Inspection) -> Iterator[CellIssue]:
    """The same process of the same enterprise with the same emissions stands once."""
    same = ["enterprise_id", "process", *(p.column for p in Emitted)]
    twice = case.lines[case.lines.duplicated(same, keep="first")]
    yield from at(twice, LINES, "process", "与前面一行企业、工序、排放量完全相同，疑似重复计列")


def credit_codes_are_genuine(case: Inspection) -> Iterator[CellIssue]:
    """A unified social credit code has 18 signs, the last of them a check sign (GB 32100—2015)."""
    given = case.enterprises[~blank(case.enterprises["credit_code"])]
    wrong = [not genuine(code) for code in given["credit_code"]]
    yield from at(
        given[np.array(wrong, dtype=bool)], ENTERPRISES, "credit_code",
        "不是有效的统一社会信用代码（18 位，末位校验码不符，GB 32100—2015），请对照营业执照改正",
        blocking=False,
    )  # fmt: skip


def genuine(code: str) -> bool:
    """Whether a unified social credit code has the right form and check sign (GB 32100—2015)."""
    if len(code) != 18 or any(sign not in _SIGNS for sign in code):
        return False
    total = sum(_SIGNS.index(sign) * w for sign, w in zip(code[:17], _WEIGHTS, strict=True))
    return _SIGNS[(31 - total % 31) % 31] == code[17]


def names_stand_once(case: Inspection) -> Iterator[CellIssue]:
    """Two numbers whose names differ at most by width, blanks or brackets are one enterprise."""
    names = case.enterprises["enterprise"].fillna("").astype(str)
    plain = names.map({name: _plain(name) for name in names.unique()})
    repeated = (plain != "") & plain.duplicated(keep="first")
    if not repeated.any():
        return
    first = pd.Series(plain.index, index=plain).groupby(level=0).first()
    exact = names.duplicated(keep="first")
    rows = case.enterprises[repeated]
    yield from at(
        rows, ENTERPRISES, "enterprise",
        [
            f"与第 {first[plain[row]]} 行企业名称"
            f"{'相同' if exact[row] else '只差全半角、空格或括号'}，疑似同一企业重复计列，请合并或改正名称"
            for row in rows.index
        ],
        blocking=False,
    )  # fmt: skip


def contacts_can_be_reached(case: Inspection) -> Iterator[CellIssue]:
    """An order nobody can be told of is not carried out."""
    phones = case.enterprises["phone"].fillna("").astype(str)
    without = case.enterprises[phones == ""]
    yield from not_filled(
        without, ENTERPRISES, "phone", "预警指令无法通知到人，请补填联系电话", of=len(phones)
    )
    digits = phones.str.replace(r"\D", "", regex=True).str.len()
    short = case.enterprises[(phones != "") & ((digits < 7) | (digits > 20))]
    yield from at(
        short, ENTERPRISES, "phone", "不像电话号码（数字位数不对），请核对", blocking=False
    )


def meters_stand_once(case: Inspection) -> Iterator[CellIssue]:
    """One meter for several lines cannot show which of them stopped."""
    lines = case.lines[~blank(case.lines["meter_id"])]
    shared = lines[lines.duplicated("meter_id", keep=False)]
    if shared.empty:
        return
    owners = shared.groupby("meter_id")["enterprise_id"].transform("nunique")
    yield from at(
        shared[owners > 1], LINES, "meter_id",
        "不同企业填了同一电表编号，至少一处填错，请核对", blocking=False,
    )  # fmt: skip
    yield from at(
        shared[owners == 1], LINES, "meter_id",
        "几条生产线共用一块电表，单条停产时用电量不能分辨；请换填分表编号，或另写核查手段",
        blocking=False,
    )  # fmt: skip


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKC", name)
    return "".join(sign for sign in text if sign.isalnum()).casefold()
