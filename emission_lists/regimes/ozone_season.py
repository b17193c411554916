"""Ozone season (臭氧季): who works outside which hours, by which clause, and what is due by when.

Not an alert: nothing is curtailed, work is moved out of the hours of strong sun. Exemptions of an
alert or of staggered production have no meaning here.
"""

from datetime import date

import numpy as np
import pandas as pd

from emission_lists.regimes import ozone_carbon
from emission_lists.regimes.facts import number_of, text_of, with_facts
from emission_lists.regimes.ozone_rules import InForce, activities_of, doing, in_force
from emission_lists.regimes.regime import Regime, RegimeKind, RuleUsed, empty_rows
from emission_lists.regimes.situation import Situation
from emission_lists.regimes.verdicts import Verdicts

NAME, TITLE = "ozone_season", "臭氧季错时管控"


def evaluate(situation: Situation) -> Regime:
    """Say which lines and other sources keep off which hours of a day, and what is due.

    VOC processes of the named trades run outside the hours, outdoor coating and, in built-up areas,
    painting, marking and asphalt work are banned within them; petrol stations are encouraged to
    refuel off peak; activated carbon has to be changed by the day laid down. Where the city has a
    rule for hot days rich in ozone, its wider hours hold on days that meet it; where ozone or
    temperature of the day is not known that is said, and the hours of the season hold.

    Args:
        situation: City, day, lines, other sources; ozone and temperature of the day as forecast or
            observed; facts of the regime.

    Returns:
        In the season a row per line and source, and one more where another clause speaks to it
        (活性炭, 错峰加油, 高温高臭氧时段). Before the season only what is due is listed; after it nothing.
    """
    force = in_force(situation)
    if isinstance(force, str):
        return Regime(NAME, TITLE, situation.city, situation.day, applied=False, why_not=force)
    lines, sources = with_facts(situation)
    parts = [ozone_carbon.due(NAME, force, lines, situation.day)]
    if force.in_hours:
        parts += [_lines(force, lines), _sources(force, sources), _petrol(force, sources)]
        if force.hot is not None:
            of_lines = _hot(force, lines, Verdicts.of_lines(NAME, lines), situation.day)
            of_sources = Verdicts.of_sources(NAME, sources)
            parts += [of_lines, _hot(force, sources, of_sources, situation.day)]
    filled = [part for part in parts if len(part)]
    return Regime(
        NAME, TITLE, situation.city, situation.day, str(situation.day.year),
        rows=pd.concat(filled, ignore_index=True) if filled else empty_rows(),
        rules=tuple(
            RuleUsed.of(one) for one in (force.rules, force.hot.rule if force.hot else None) if one
        ),
        remarks=_remarks(force, situation),
    )  # fmt: skip


def hours_of(regime: Regime) -> pd.DataFrame:
    """Return the hours each line or source keeps off, all clauses together.

    Returns:
        One row per bound subject with hours: ``subject_id``, ``start`` and ``end`` (clock hours of
        the day), ``reference`` (every clause, joined by ；).
    """
    kept = regime.bound[regime.bound["window"] != ""]
    hours = kept["window"].str.extract(r"(\d+):00-(\d+):00").astype(int)
    together = kept.assign(start=hours[0], end=hours[1]).groupby("subject_id", sort=False)
    return together.agg(
        start=("start", "min"), end=("end", "max"),
        reference=("reference", lambda texts: "；".join(dict.fromkeys(texts))),
    ).reset_index()  # fmt: skip


def _lines(force: InForce, lines: pd.DataFrame) -> pd.DataFrame:
    verdicts = Verdicts.of_lines(NAME, lines)
    rule = force.season.processes
    industry, other = text_of(lines, "industry"), _unnamed_trade(lines)
    trades = {name: trade for trade, names in rule.industries.items() for name in names}
    # A trade of the table is told by its industry; names are searched only outside the table.
    oil = other & doing(
        activities_of(lines, force.season, "enterprise", "process"), rule.activities
    )
    named = industry.isin(trades).to_numpy() | oil
    vocs = number_of(lines, "vocs_kg").to_numpy()
    source, hours = force.source(rule.clause), force.season.hours
    verdicts.take(
        named & np.isnan(vocs), RegimeKind.UNDECIDED, rule="VOCs排放未填", reference=source,
        why="错时只及涉VOCs工序，VOCs日排放量未填，不作推定", missing="VOCs日排放量",
    )  # fmt: skip
    verdicts.take(
        named & (vocs > 0), RegimeKind.WINDOW, window=hours.text, since=force.first,
        until=force.last, rule="错时生产", reference=source,
        why=[trades.get(one, "油品储运销") for one in industry],
        measure=f"涉VOCs工序错时生产，每日{hours.start}时至{hours.end}时不作业",
    )  # fmt: skip
    verdicts.take(named, RegimeKind.OUTSIDE, why="该线不排放VOCs，错时只及涉VOCs工序")
    verdicts.take(verdicts.open, RegimeKind.OUTSIDE, why="不属臭氧季错时的行业和作业")
    return verdicts.frame()


def _sources(force: InForce, sources: pd.DataFrame) -> pd.DataFrame:
    verdicts = Verdicts.of_sources(NAME, sources)
    season, outdoor = force.season, force.season.outdoor
    found = activities_of(sources, season, "source")
    place = text_of(sources, "in_built_up").to_numpy()
    told = (text_of(sources, "activity") != "").to_numpy()
    sites = text_of(sources, "kind").isin(outdoor.kinds).to_numpy() & ~told
    inside = doing(found, outdoor.built_up)
    hours, source = season.hours, force.source(outdoor.clause)
    times = f"每日{hours.start}时至{hours.end}时"
    here, there = "、".join(outdoor.everywhere), "、".join(outdoor.built_up)
    by_place = {
        "是": f"{times}禁止{here}、{there}",
        "否": f"{times}禁止{here}",
        "": f"{times}禁止{here}；位于建成区的，并禁止{there}",
    }
    verdicts.take(
        sites | doing(found, outdoor.everywhere), RegimeKind.BAN, window=hours.text,
        since=force.first, until=force.last, measure=[by_place[one] for one in place],
        rule="户外作业禁限", reference=source, missing=np.where(place == "", "是否位于建成区", ""),
    )  # fmt: skip
    verdicts.take(
        inside & (place == "是"), RegimeKind.BAN, measure=f"{times}禁止{there}",
        window=hours.text, since=force.first, until=force.last, rule="建成区户外作业禁限",
        reference=source,
    )  # fmt: skip
    verdicts.take(
        inside & (place == ""), RegimeKind.UNDECIDED, rule="建成区户外作业禁限", reference=source,
        why=f"{there}只在建成区禁止，位置未填，不作推定", missing="是否位于建成区",
    )  # fmt: skip
    verdicts.take(
        doing(found, season.processes.activities), RegimeKind.WINDOW, rule="错时作业",
        why="油品储运销", measure=f"油品储运销涉VOCs作业错时进行，{times}不作业",
        window=hours.text, since=force.first, until=force.last,
        reference=force.source(season.processes.clause),
    )  # fmt: skip
    verdicts.take(verdicts.open, RegimeKind.OUTSIDE, why="不属臭氧季错时的排放源和作业")
    return verdicts.frame()


def _hot(force: InForce, frame: pd.DataFrame, verdicts: Verdicts, day: date) -> pd.DataFrame:
    """Rows of the rule for hot days rich in ozone, beside those of the season, never in their place."""
    assert force.hot is not None
    rule, hours = force.hot.value, force.hot.value.hours
    if "source_id" in frame:
        found = activities_of(frame, force.season, "source")
        fits = text_of(frame, "kind").isin(rule.kinds).to_numpy()
    else:
        found = activities_of(frame, force.season, "enterprise", "process")
        industry = text_of(frame, "industry").isin(rule.industries).to_numpy()
        fits = industry & ~(number_of(frame, "vocs_kg") <= 0).to_numpy()
    named = "source_id" in frame or _unnamed_trade(frame)
    fits = fits | (doing(found, rule.activities) & named)
    source = force.hot_source()
    if force.hot.met:
        verdicts.take(
            fits, RegimeKind.WINDOW, window=hours.text, since=day, until=day, reference=source,
            rule="高温高臭氧时段", measure=f"涉VOCs作业错时管控，当日{hours.start}时至{hours.end}时不作业",
            why=f"气温达到{rule.temperature_from:g}℃且臭氧达到{rule.o3_from:g}µg/m³",
        )  # fmt: skip
    elif force.hot.met is None:
        verdicts.take(
            fits, RegimeKind.UNDECIDED, rule="高温高臭氧时段", reference=source,
            why="当日是否达到高温高臭氧条件不详，不作推定", missing=force.hot.missing,
        )  # fmt: skip
    return verdicts.frame()[~verdicts.open]


def _unnamed_trade(lines: pd.DataFrame) -> np.ndarray:
    return np.asarray((text_of(lines, "industry") == "其他涉气工业").to_numpy())


def _petrol(force: InForce, sources: pd.DataFrame) -> pd.DataFrame:
    rule = force.season.petrol
    found = activities_of(sources, force.season, "source")
    stations = sources[doing(found, [rule.activity])]
    verdicts = Verdicts.of_sources(NAME, stations)
    verdicts.take(
        verdicts.open, RegimeKind.ADVICE, measure=rule.measure, since=force.first,
        until=force.last, rule="鼓励错峰加油", reference=force.source(rule.clause), why="鼓励，不强制",
    )  # fmt: skip
    return verdicts.frame()


def _remarks(force: InForce, situation: Situation) -> tuple[str, ...]:
    remarks = [force.rules.note]
    if not force.in_hours:
        remarks.append(f"错时要求自{force.first}起至{force.last}止，此前只列活性炭更换期限")
    if force.hot is not None:
        remarks.append(force.hot.rule.note)
        if force.hot.met is None:
            remarks.append(
                f"{force.hot.missing}不详，高温高臭氧时段条件无法判定，先按{force.season.hours.text}执行；"
                "取得数值后请重新核定"
            )
        else:
            word = "达到" if force.hot.met else "未达到"
            remarks.append(f"{situation.day} {word}高温高臭氧时段条件（{force.hot_source()}）")
    return tuple(filter(None, remarks))
