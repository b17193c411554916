"""Dust: what stops a construction site by the hour, and what sites, roads and counties have to do.

The hourly stop holds with or without an alert; the measures of an alert come on top of it.
"""

from collections.abc import Callable
from typing import Any

import pandas as pd

from data.parameters import DatedValue
from data.parameters.shapes_daily_regimes import SiteMeasure, SiteMeasures
from emission_lists.regimes import dust_loads
from emission_lists.regimes.daily import DailySituation, made, rule, said, words
from emission_lists.regimes.pm10 import Reading, newest_valid, of_site
from emission_lists.regimes.regime import Regime, RegimeKind, empty_rows
from emission_lists.regimes.situation import Situation
from emission_lists.regimes.verdicts import Verdicts

NAME, TITLE = "dust", "扬尘管控"
SITE = "施工工地"
STOP_RULE, ALERT_RULE = "PM10小时值停工", "预警期间扬尘措施"
MISSING_PM10 = "数据缺失：PM10 小时值"
DUST_KINDS = (SITE, "道路", "堆场")


def evaluate(asked_about: Situation) -> Regime:
    """Judge every dust source of a city.

    Args:
        asked_about: A ``DailySituation``; a plain situation has no alert level and no registers.
            ``sources`` as in the list (a city without the sheet gives none), ``hourly`` with
            the newest hours of stations and site monitors, the alert level in force, and the
            registers of road dust and dustfall.

    Returns:
        Rows for construction sites (stop by PM10 and, during an alert, the measures of the level),
        roads and stockpiles (filed measures during an alert), measured roads and counties. A rule
        that is not laid down for the city binds nobody and is named in the remarks.
    """
    situation = DailySituation.of(asked_about)
    day, city = situation.day, situation.city
    stop, by_level = rule("dust_stop", day, city), rule("dust_sites", day, city)
    road, fall = rule("dust_road", day, city), rule("dust_fall", day, city)
    sources = _dusty(situation.sources)
    parts = [stops(situation, stop)]
    if situation.level is not None:
        parts.append(alert_measures(sources, situation.level.value, by_level))
    parts += [
        dust_loads.roads(situation, sources[sources["kind"] == "道路"], road),
        dust_loads.counties(situation, fall),
    ]
    remarks = [
        *_unset(situation, stop, by_level, road, fall),
        ""
        if len(sources)
        else "清单没有施工工地、道路、堆场等非工业源，请在清单的“非工业源”表补充",
    ]
    return made(NAME, TITLE, situation, parts, [stop, by_level, road, fall], remarks)


def readings(situation: DailySituation, limit: float) -> dict[str, Reading]:
    """Return what each construction site is judged by, by the site's identifier."""
    sites = _sites(situation.sources)
    found = newest_valid(situation.hourly, situation.moment)
    monitors = {*sites["source_id"], *sites["source"]}
    return {
        site: of_site(site, name, found, limit, monitors)
        for site, name in zip(sites["source_id"], sites["source"], strict=True)
    }


def stops(situation: DailySituation, stop: DatedValue | None) -> pd.DataFrame:
    """Stop every construction site whose newest valid hour of PM10 reaches the limit.

    A value that is older than it should be goes on stopping, and below the limit it decides
    nothing (待核); missing PM10 never releases a site in silence.
    """
    sites = _sites(situation.sources)
    if stop is None or sites.empty:
        return empty_rows()
    limit = stop.value.pm10_from
    of = readings(situation, limit)
    judged = [of[site] for site in sites["source_id"]]
    above = [one.stops(limit) for one in judged]
    late = [one.late for one in judged]
    reference = str(stop.reference)
    verdicts = Verdicts.of_sources(NAME, sites)
    resume = stop.value.resume or "复工条件条文未载"
    since = [one.hour.date() if one.hour else None for one in judged]
    verdicts.take(
        above, RegimeKind.STOP, measure=stop.value.measure, rule=STOP_RULE, reference=reference,
        why=[_why(one, f"达到停工值 {limit:g}；{resume}") for one in judged],
        missing=[MISSING_PM10 if one.late else "" for one in judged],
    )  # fmt: skip
    verdicts.take(
        late, RegimeKind.UNDECIDED, rule=STOP_RULE, reference=reference, missing=MISSING_PM10,
        why=[_why(one, "此前已停工的不得据此复工，请核对监测数据") for one in judged],
    )  # fmt: skip
    verdicts.take(
        True, RegimeKind.OUTSIDE, rule=STOP_RULE, reference=reference,
        why=[_why(one, f"低于停工值 {limit:g}；{resume}") for one in judged],
    )  # fmt: skip
    rows = verdicts.frame()
    rows["since"] = [day if stopped else None for day, stopped in zip(since, above, strict=True)]
    return rows


def alert_measures(sources: pd.DataFrame, level: str, by_level: DatedValue | None) -> pd.DataFrame:
    """Say what each dust source does while an alert of a level is in force.

    The city's text goes first, with that of the site's grade where one is known; where there is
    none the measure filed in the list holds; a site without either is 待核.
    """
    if sources.empty:
        return empty_rows()
    filed, basis = words(sources, f"measure_{level}"), words(sources, "cut_source")
    is_site = (sources["kind"] == SITE).to_numpy()
    rules: SiteMeasures | None = by_level.value if by_level else None
    grades = words(sources, "site_grade")
    text = [_of_grade(rules, str(grade), level) if site else None
            for grade, site in zip(grades, is_site, strict=True)]  # fmt: skip
    verdicts = Verdicts.of_sources(NAME, sources)
    verdicts.take(
        [one is not None for one in text], RegimeKind.STOP, rule=ALERT_RULE,
        measure=[said(one.measure, one.exceptions) if one else "" for one in text],
        reference=str(by_level.reference) if by_level else "",
        why=[_site_why(rules, str(grade), str(own)) for grade, own in zip(grades, filed, strict=True)],
    )  # fmt: skip
    verdicts.take(
        filed != "", RegimeKind.DUTY, rule=ALERT_RULE, measure=filed.tolist(),
        reference=[f"减排清单备案措施{f'（{text}）' if text else ''}" for text in basis],
        why="本市该级别没有已录入的规定，执行清单备案措施",
    )  # fmt: skip
    verdicts.take(
        is_site, RegimeKind.UNDECIDED, rule=ALERT_RULE, missing="该级别的工地措施（未定）",
        why="本市该级别没有已录入的规定，清单也未备案措施",
    )  # fmt: skip
    rows = verdicts.frame()
    return rows[rows["kind"] != RegimeKind.OUTSIDE]


def _of_grade(rules: SiteMeasures | None, grade: str, level: str) -> SiteMeasure | None:
    if rules is None:
        return None
    table: Any = (rules.grades or {}).get(grade, rules.levels)  # type: ignore[call-overload]
    found: SiteMeasure | None = table.get(level) or rules.levels.get(level)  # type: ignore[call-overload]
    return found


def _site_why(rules: SiteMeasures | None, grade: str, filed: str) -> str:
    said_of = f"工地等级 {grade}" if grade else "工地未评级"
    if rules is not None and rules.grades is None:
        said_of += "；各等级差别化措施未定，不因等级减免"
    return said_of + (f"；清单备案：{filed}" if filed else "")


def _why(reading: Reading, verdict: str) -> str:
    lacking = "，其后数据缺失" if reading.late and reading.hour else ""
    whose = "" if reading.own or not reading.place else "（工地未接入在线监测，条文以工地监测为准）"
    return f"{reading.words}{lacking}，{verdict}{whose}"


def _unset(situation: DailySituation, stop: Any, by_level: Any, road: Any, fall: Any) -> list[str]:
    unset = {"PM10 小时值停工": stop, "道路积尘限值": road, "降尘限值": fall}
    if situation.level is not None:
        unset["预警期间工地措施"] = by_level
    said_of: Callable[[str], str] = lambda name: f"{name}：本市没有已录入的规定（未定）"  # noqa: E731
    found = [said_of(name) for name, value in unset.items() if value is None]
    return found + [value.note for value in unset.values() if value is not None]


def _sites(sources: pd.DataFrame) -> pd.DataFrame:
    dusty = _dusty(sources)
    return dusty[dusty["kind"] == SITE]


def _dusty(sources: pd.DataFrame) -> pd.DataFrame:
    if sources.empty:
        return pd.DataFrame(columns=["source_id", "source", "kind", "county"])
    kept = sources[sources["kind"].astype(str).isin(DUST_KINDS)].reset_index(drop=True)
    return kept.assign(
        **{name: words(kept, name) for name in ("source_id", "source", "kind", "county")}
    )
