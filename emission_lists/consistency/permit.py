"""The list against discharge permits: numbers, duties written into them, and who has one."""

import unicodedata
from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.columns import CellIssue
from data.tables import ENTERPRISES
from emission_lists.consistency.inspection import Inspection, at, blank, complete
from emission_lists.workbook import ListWorkbook

DUTIES_CLAUSE = "执行错峰和应急管控要求纳入排污许可证，太原市“十四五”生态建设与环境保护规划(三)2(6)"

REGISTER_COLUMNS = ["row", "enterprise", "credit_code", "permit", "duties"]
"""Columns of a permit register, see :mod:`emission_lists.consistency.permit_register`."""


def permits_hold_the_duties(case: Inspection) -> Iterator[CellIssue]:
    """Staggered production and emergency control stand in the discharge permit."""
    without = case.enterprises[case.enterprises["permit_duties"] == "否"]
    yield from at(
        without, ENTERPRISES, "permit_duties",
        f"许可证未载明应急管控要求（{DUTIES_CLAUSE}），请办理变更后再执行", blocking=False,
    )  # fmt: skip
    claimed = case.enterprises[
        (case.enterprises["permit_duties"] == "是") & blank(case.enterprises["discharge_permit"])
    ]
    yield from at(
        claimed, ENTERPRISES, "discharge_permit",
        "称许可证已载明管控要求，却没有许可证编号，请补填", blocking=False,
    )  # fmt: skip


def permits_stand_once(case: Inspection) -> Iterator[CellIssue]:
    """A discharge permit belongs to one enterprise."""
    given = case.enterprises[~blank(case.enterprises["discharge_permit"])]
    twice = given[given.duplicated("discharge_permit", keep="first")]
    yield from at(
        twice, ENTERPRISES, "discharge_permit", "与前面另一家企业的许可证编号相同，请核对",
        blocking=False,
    )  # fmt: skip


def permits_begin_with_the_credit_code(case: Inspection) -> Iterator[CellIssue]:
    """The number of a permit usually begins with the credit code of its holder (待核)."""
    rows = case.enterprises[
        ~blank(case.enterprises["discharge_permit"]) & ~blank(case.enterprises["credit_code"])
    ]
    odd = [
        len(permit) == 22 and permit[:18] != code
        for permit, code in zip(rows["discharge_permit"], rows["credit_code"], strict=True)
    ]
    yield from at(
        rows[np.array(odd, dtype=bool)], ENTERPRISES, "discharge_permit",
        "前 18 位与统一社会信用代码不同（编号通行写法，待核），请核对是否为本企业的许可证",
        blocking=False,
    )  # fmt: skip


def coverage(book: ListWorkbook, register: pd.DataFrame) -> list[CellIssue]:
    """Compare a list with the register of discharge permits of the same place.

    An enterprise is found by permit number, else by credit code, else by name without regard to
    width, blanks and brackets.

    Args:
        book: The list.
        register: ``row`` (of its file), ``enterprise``, ``credit_code``, ``permit`` and ``duties``
            (是, 否 or empty: whether the permit holds the duties of emergency control).

    Returns:
        Remarks, first those on enterprises of the list without permit, or whose permit lacks the
        duties or is told otherwise in the list; then holders of a permit that the list leaves
        out, under sheet ``排污许可名录`` with the row of the register.
    """
    listed = complete(book.enterprises, ENTERPRISES)
    place: dict[tuple[str, str], int] = {}
    for position, row in enumerate(register.to_dict("records")):
        for key in _keys(row["permit"], row["credit_code"], row["enterprise"]):
            place.setdefault(key, position)
    found = [
        next((place[key] for key in _keys(*names) if key in place), -1)
        for names in zip(
            listed["discharge_permit"], listed["credit_code"], listed["enterprise"], strict=True
        )
    ]
    at_register = pd.Series(found, index=listed.index)
    issues = [
        *at(
            listed[at_register < 0], ENTERPRISES, "enterprise",
            "在排污许可名录中找不到，属无证、登记管理或名称不一致，请核实", blocking=False,
        ),
        *_told_otherwise(listed, at_register, register),
    ]  # fmt: skip
    left_out = register[~register.reset_index(drop=True).index.isin(found)]
    return issues + [
        CellIssue(
            "企业名称",
            "持有排污许可证，但不在减排清单中，须全覆盖；请补入清单或说明不涉气",
            int(row["row"]),
            str(row["enterprise"] or row["permit"]),
            sheet="排污许可名录",
            blocking=False,
        )
        for row in left_out.to_dict("records")
    ]


def _told_otherwise(
    listed: pd.DataFrame, place: pd.Series, register: pd.DataFrame
) -> Iterator[CellIssue]:
    known = listed[place >= 0]
    duties = register["duties"].to_numpy()[place[place >= 0]]
    permit = register["permit"].to_numpy()[place[place >= 0]]
    differs = (known["permit_duties"].to_numpy() == "是") & (duties == "否")
    yield from at(
        known[differs], ENTERPRISES, "permit_duties",
        "清单称许可证已载明应急管控要求，名录记为未载明，请核对许可证", blocking=False,
    )  # fmt: skip
    missing = (duties == "否") & (known["permit_duties"].to_numpy() == "")
    yield from at(
        known[missing], ENTERPRISES, "permit_duties",
        f"名录记为许可证未载明应急管控要求（{DUTIES_CLAUSE}），请办理变更", blocking=False,
    )  # fmt: skip
    number = (known["discharge_permit"].to_numpy() != "") & (permit != "")
    number &= known["discharge_permit"].to_numpy() != permit
    yield from at(
        known[number], ENTERPRISES, "discharge_permit", "与排污许可名录中的编号不同，请核对",
        blocking=False,
    )  # fmt: skip


def _keys(permit: object, credit_code: object, name: object) -> list[tuple[str, str]]:
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", str(name)) if sign.isalnum())
    keys = [("permit", str(permit)), ("code", str(credit_code)), ("name", plain)]
    return [key for key in keys if key[1] not in ("", "nan")]
