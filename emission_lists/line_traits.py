"""Which kind of line each row of a list is, and its cells as numbers and texts."""

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import reference
from data.vocabulary import PerformanceGrade
from emission_lists import place_rules, processes
from emission_lists.traits import UNFILLED, Traits, barred

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


def traits_of(
    lines: pd.DataFrame, day: date, city: str, distances: bool
) -> tuple[tuple[Traits, ...], Ints]:
    """Return the kinds of line in a list, and the kind of each line.

    Args:
        lines: The list; optional columns may be missing.
        day: Day that decides expiry, penalties and the stricter rules.
        city: Division code.
        distances: Whether every line is told apart by its distance to the built-up area.

    Raises:
        ValueError: An industry or grade that is not in the reference table.
    """
    industries, grades = list(reference.industry_names()), [g.value for g in PerformanceGrade]
    given = codes_of(texts(lines, "grade"), grades, "绩效等级")
    falls, years = barred(day, city)
    if "penalised_on" in lines and years and lines["penalised_on"].notna().any():
        when = pd.to_datetime(lines["penalised_on"])
        since = pd.Timestamp(day) - pd.DateOffset(years=years)
        hit = ((when > since) & (when <= pd.Timestamp(day))).to_numpy()
        to = np.array([grades.index(falls.get(grade, grade)) for grade in grades])
        given = np.where(hit, to[given], given)
    expired = (pd.to_datetime(lines["grade_until"]) < pd.Timestamp(day)).to_numpy()
    kinds = processes.codes(lines["process"])
    industry = codes_of(texts(lines, "industry"), industries, "行业")
    bands: list[float | None] = [None, 0.0, *_distances(day, city)]
    km = number(lines, "built_up_km")
    if not distances:
        km = np.where(_near_matters(industry, kinds, day, city), km, np.nan)
    band = np.where(np.isnan(km), 0, 1 + np.searchsorted(np.array(bands[1:-1]), km, side="left"))
    oven_kind = processes.NAMES.index("焦炉")
    height = np.where(kinds == oven_kind, np.round(number(lines, "oven_height"), 2), np.nan)
    heights, of_height = np.unique(height, return_inverse=True)
    parts: list[tuple[npt.NDArray[Any], list[Any]]] = [
        (industry, industries),
        (given, grades),
        (expired.astype(np.int64), [False, True]),
        (kinds.astype(np.int64), list(processes.NAMES)),
        (band, bands),
        (of_height, [None if np.isnan(h) else float(h) for h in heights]),
        *(_labels(lines, *asked) for asked in (
            ("quenching", np.isin(industry, [industries.index("焦化"), industries.index("长流程联合钢铁")])),
            ("duty", share(lines, "supply_floor") > 0, UNFILLED),
            ("treatment_done", np.ones(len(lines), bool)),
        )),
    ]  # fmt: skip
    flat = np.zeros(len(lines), np.int64)
    for codes, words in parts:
        flat = flat * max(len(words), 1) + codes
    distinct, key = np.unique(flat, return_inverse=True)
    made = []
    for code in distinct.tolist():
        values, rest = [], code
        for _, words in reversed(parts):
            rest, place = divmod(rest, max(len(words), 1))
            values.append(words[place])
        made.append(Traits(*reversed(values)))
    return tuple(made), key.astype(np.int32)


def _labels(
    lines: pd.DataFrame, name: str, asked: npt.NDArray[np.bool_], unfilled: str = ""
) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Codes of a text column; empty where it is not asked, so that fewer lines differ."""
    text = texts(lines, name)
    text = text.where(text != "", unfilled)
    codes, words = pd.factorize(text.where(asked, ""), sort=True)
    return codes.astype(np.int64), [str(word) for word in words]


def _distances(day: date, city: str) -> list[float]:
    """Distances the stricter rules ask for beyond 0, then one that stands for farther away."""
    asked = {
        condition.within_km
        for _, rule, _ in place_rules.rules_on(day, city)
        for condition in rule.any
        if condition.within_km
    }
    return [*sorted(asked), max(asked, default=0.0) + 1]


def _near_matters(
    industry: npt.NDArray[np.int64], kinds: npt.NDArray[np.int16], day: date, city: str
) -> npt.NDArray[np.bool_]:
    """Lines that a stricter rule may ask for their distance; the others need not be told apart."""
    names = list(reference.industry_names())
    matters = np.zeros(len(industry), bool)
    for _, rule, _ in place_rules.rules_on(day, city):
        for condition in rule.any:
            if condition.within_km is None:
                continue
            trades = [names.index(one) for one in condition.industries]
            units = [processes.NAMES.index(one) for one in condition.processes]
            concerned = np.isin(industry, trades) if trades else np.ones(len(industry), bool)
            if units:  # in a trade asked for, equipment nobody can tell may be the one
                concerned &= np.isin(kinds, [0, *units] if trades else units)
            matters |= concerned
    return matters


def number(lines: pd.DataFrame, name: str) -> Floats:
    """Return a column as numbers; one that is not there is missing throughout."""
    if name not in lines:
        return np.full(len(lines), np.nan)
    return np.asarray(pd.to_numeric(lines[name]).astype(float).to_numpy(), float)


def share(lines: pd.DataFrame, name: str) -> Floats:
    """Return a column of shares, a missing one as 0.

    Raises:
        ValueError: A share outside 0 to 1; names the column.
    """
    found = np.nan_to_num(number(lines, name))
    if ((found < 0) | (found > 1)).any():
        raise ValueError(f"{name} 有小于 0 或大于 1 的比例，请核对清单")
    return found


def texts(lines: pd.DataFrame, name: str) -> pd.Series:
    """Return a column as text; one that is not there is empty throughout."""
    if name not in lines:
        return pd.Series("", index=lines.index, dtype=str)
    return lines[name].fillna("").astype(str)


def codes_of(values: pd.Series, known: list[str], what: str) -> npt.NDArray[np.int64]:
    """Place of each value among those known. An unknown one is named, never taken as the last."""
    place, distinct = pd.factorize(values)
    found = pd.Index(known, dtype=str).get_indexer(pd.Index(distinct.astype(str)))
    if (found < 0).any() or (place < 0).any():
        unknown = "、".join(sorted({str(value) for value in distinct[found < 0]})[:5]) or "空"
        raise ValueError(f"{what}不在名目中：{unknown}")
    codes: npt.NDArray[np.int64] = found[place] if len(found) else np.empty(0, np.int64)
    return codes
