"""Measured dust: load on roads (以克论净) and monthly dustfall of counties."""

from datetime import date

import pandas as pd

from data.parameters import DatedValue
from emission_lists.regimes.daily import DailySituation, rule, words
from emission_lists.regimes.regime import RegimeKind, empty_rows
from emission_lists.regimes.registers import DUSTFALL, ROAD_DUST
from emission_lists.regimes.verdicts import Verdicts

NAME = "dust"
ROAD_RULE, FALL_RULE = "道路积尘", "降尘量"


def roads(
    situation: DailySituation, listed: pd.DataFrame, limits: DatedValue | None
) -> pd.DataFrame:
    """Compare the measured dust of every road with the limit of its class, g/m².

    Above the limit binds, the limit itself does not. A road of the list without a measurement and a
    measurement without class or value are 待核. Roads of counties the limits are not laid down for
    get no row.

    Args:
        situation: With the register of measured roads.
        listed: Roads of the emission list; matched with the register by identifier or name.
        limits: ``regimes/dust_road``.
    """
    if limits is None:
        return empty_rows()
    measured = situation.register(ROAD_DUST.sheet)
    known: set[str] = set(words(measured, "road")) if len(measured) else set()
    by_name = dict(zip(listed["source"], listed["source_id"], strict=True))
    unmeasured = listed[~(listed["source_id"].isin(known) | listed["source"].isin(known))]
    frames = [
        pd.DataFrame(
            {
                "subject_id": words(measured, "road").replace(by_name),
                "name": words(measured, "road"),
                "county": words(measured, "county"),
                "road_class": words(measured, "road_class"),
                "dust": pd.to_numeric(measured["dust"], errors="coerce").astype(float),
            }
        )
        if len(measured)
        else pd.DataFrame(),
        pd.DataFrame(
            {
                "subject_id": unmeasured["source_id"].astype(str),
                "name": unmeasured["source"].astype(str),
                "county": words(unmeasured, "county"),
                "road_class": "",
                "dust": float("nan"),
            }
        ),
    ]
    together = pd.concat([part for part in frames if len(part)] or frames[1:], ignore_index=True)
    if limits.value.counties:
        together = together[together["county"].isin(limits.value.counties)]
    if together.empty:
        return empty_rows()
    limit = together["road_class"].map({str(k): v for k, v in limits.value.limits.items()})
    limit = limit.astype(float)
    reference = str(limits.reference)
    after = limits.value.consequence or "超过限值后的处置条文未载"
    said = [
        f"{road_class}道路积尘 {dust:g} g/m²，限值 {most:g} g/m²"
        for road_class, dust, most in zip(
            together["road_class"], together["dust"], limit, strict=True
        )
    ]
    verdicts = Verdicts(NAME, "道路", together)
    verdicts.take(
        together["dust"] > limit, RegimeKind.DUTY, rule=ROAD_RULE, reference=reference,
        measure=[f"清扫保洁，积尘降至 {most:g} g/m² 及以下" for most in limit],
        why=[f"{text}；{after}" for text in said],
    )  # fmt: skip
    verdicts.take(
        together["dust"] <= limit, RegimeKind.OUTSIDE, rule=ROAD_RULE, reference=reference,
        why=[f"{text}，未超过" for text in said],
    )  # fmt: skip
    verdicts.take(
        together["dust"].isna(), RegimeKind.UNDECIDED, rule=ROAD_RULE, reference=reference,
        missing="道路积尘实测值", why="没有实测积尘，请在台账“道路积尘”表补充",
    )  # fmt: skip
    verdicts.take(
        True, RegimeKind.UNDECIDED, rule=ROAD_RULE, reference=reference, missing="道路类别",
        why="没有填道路类别（核心、普通、其他），不能确定限值",
    )  # fmt: skip
    return verdicts.frame()


def counties(situation: DailySituation, in_force: DatedValue | None) -> pd.DataFrame:
    """Compare the monthly dustfall of counties with the limit of that month, t/(km²·month).

    The limit is that of the first day of the month measured, not of the day of evaluation: months
    before the stricter limit keep the old one. Above the limit binds; missing values are 待核.
    """
    measured = situation.register(DUSTFALL.sheet)
    if in_force is None or measured.empty:
        return empty_rows()
    months = [
        day.date().replace(day=1) if pd.notna(day) else situation.day.replace(day=1)
        for day in pd.to_datetime(measured["month"])
    ]
    rules = [_limit(month, situation.city) for month in months]
    limit = pd.Series([one.value.limit if one else float("nan") for one in rules])
    amount = pd.to_numeric(measured["dustfall"], errors="coerce").astype(float)
    amount = amount.reset_index(drop=True)
    reference = [str(one.reference) if one else "" for one in rules]
    names = words(measured, "county").reset_index(drop=True)
    said = [
        f"{month.year}年{month.month}月降尘量 {value:g}，限值 {most:g} t/(km²·月)"
        for month, value, most in zip(months, amount, limit, strict=True)
    ]
    verdicts = Verdicts(
        NAME, "县（市、区）", pd.DataFrame({"subject_id": names, "name": names, "county": names})
    )
    verdicts.take(
        amount > limit, RegimeKind.DUTY, rule=FALL_RULE, reference=reference, why=said,
        measure=[one.value.consequence if one else "" for one in rules],
    )  # fmt: skip
    verdicts.take(
        amount <= limit, RegimeKind.OUTSIDE, rule=FALL_RULE, reference=reference,
        why=[f"{text}，未超过" for text in said],
    )  # fmt: skip
    verdicts.take(
        limit.isna(), RegimeKind.UNDECIDED, rule=FALL_RULE, missing="该月的降尘限值（未定）",
        why="该月没有已录入的限值",
    )  # fmt: skip
    verdicts.take(
        True, RegimeKind.UNDECIDED, rule=FALL_RULE, reference=reference, missing="降尘量实测值",
        why="没有降尘量，请在台账“降尘”表补充",
    )  # fmt: skip
    return verdicts.frame()


def _limit(month: date, city: str) -> DatedValue | None:
    return rule("dust_fall", month, city)
