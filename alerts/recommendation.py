"""The level an outlook calls for: its chance, its window and the clause that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from alerts.criteria import Criterion, Window, highest, judge_days
from data.vocabulary import RESPONSE_LEVELS, AlertLevel, Response

UPPER_QUANTILE = 0.9
"""Upper end of the forecast range (预报结果上限): the 90th percentile of each day."""


@dataclass(frozen=True)
class Recommendation:
    """What the outlook calls for, and how sure that is."""

    level: AlertLevel | None
    response: Response
    start: datetime | None
    end: datetime | None
    """Window of the recommended response; missing where nothing is called for."""
    criterion: str
    reference: str
    chances: dict[AlertLevel, float]
    """Chance that the criterion of this level or a higher one is met, 0 to 1."""
    level_of_median: AlertLevel | None
    level_of_upper: AlertLevel | None
    act_chance: float
    notice_chance: float
    """Chance of a level being met by AQI with O3 (or dust) counted in, 0 to 1."""
    reasons: tuple[str, ...]


def recommend(
    paths: pd.DataFrame,
    observed: Mapping[date, float],
    criteria: Sequence[Criterion],
    *,
    issue: datetime,
    act_chance: float,
    merge_gap_hours: int,
) -> Recommendation:
    """Turn joint sample paths into a recommended level.

    The chance of a level is the share of paths that meet its criterion or a stricter one, never a
    product of daily chances. Recommended is the highest level whose chance reaches ``act_chance``.

    Args:
        paths: One row per ``path`` and ``day`` with ``aqi`` (all pollutants) and ``aqi_pm`` (what
            curtailment acts on: without O3, and without PM10 under dust). Every path has the same
            days, without gaps.
        observed: ``aqi_pm`` of complete days before the first day of the paths; an episode that
            already runs counts from its first day.
        criteria: Strictest first.
        issue: Time of the recommendation; a window never starts before it.
        act_chance: Chance from which a level is recommended, 0 to 1.
        merge_gap_hours: See :func:`alerts.criteria.judge_days`.

    Raises:
        ValueError: No paths, or paths of unequal length.
    """
    if paths.empty:
        raise ValueError("没有预报路径，不能判断预警级别；请先起报")
    wide = paths.pivot(index="path", columns="day", values="aqi_pm")
    full = paths.pivot(index="path", columns="day", values="aqi")
    if wide.isna().any().any():
        raise ValueError("预报路径长短不一，不能判断预警级别；请重新起报")
    first = pd.Timestamp(wide.columns[0]).date()
    before = _running_episode(observed, first, criteria, merge_gap_hours)
    origin = first - timedelta(days=len(before))

    def called_for(values: Sequence[float]) -> Window | None:
        windows = judge_days([*before, *values], origin, criteria, merge_gap_hours)
        # An episode that is over before the first forecast day calls for nothing any more.
        begin = datetime.combine(first, datetime.min.time())
        return highest([window for window in windows if window.end > begin])

    outcomes = [called_for(row) for row in wide.to_numpy().tolist()]
    chances = {level: _share(outcomes, level) for level in RESPONSE_LEVELS}
    with_all = [called_for(row) for row in full.to_numpy().tolist()]
    lowest = min(RESPONSE_LEVELS, key=lambda level: level.severity)
    notice_chance = _share(with_all, lowest)
    median = called_for(wide.median().tolist())
    upper = called_for(wide.quantile(UPPER_QUANTILE).tolist())

    level = next((lv for lv in reversed(RESPONSE_LEVELS) if chances[lv] >= act_chance), None)
    if level is not None:
        response, basis = Response.CURTAILMENT, _reaching(outcomes, level)
    elif notice_chance >= act_chance:
        response, basis = Response.HEALTH_NOTICE, _reaching(with_all, lowest)
    else:
        response, basis = Response.NONE, []
    start, end = _typical_window(basis, issue)
    criterion = _most_common([window.criterion for window in basis])
    return Recommendation(
        level=level,
        response=response,
        start=start,
        end=end,
        criterion=criterion.text if criterion else "",
        reference=criterion.reference if criterion else criteria[0].reference,
        chances=chances,
        level_of_median=median.level if median else None,
        level_of_upper=upper.level if upper else None,
        act_chance=act_chance,
        notice_chance=notice_chance,
        reasons=_reasons(level, response, chances, act_chance, _above(before, criteria)),
    )


def _base(criteria: Sequence[Criterion]) -> int:
    """Lowest AQI that any criterion looks at."""
    return min(c.above_aqi or c.from_aqi or 0 for item in criteria for c in item.conditions)


def _above(days: Sequence[float], criteria: Sequence[Criterion]) -> int:
    return sum(value > _base(criteria) for value in days)


def _running_episode(
    observed: Mapping[date, float],
    first: date,
    criteria: Sequence[Criterion],
    merge_gap_hours: int,
) -> list[float]:
    """AQI of the observed days that may belong to an episode still running, oldest first.

    Days are taken back from the day before ``first`` until two days in a row are clean or missing,
    since one clean day does not part two episodes.
    """
    bound = _base(criteria)
    allowed = max(0, -(-merge_gap_hours // 24) - 1)
    days: list[float] = []
    clean, day = 0, first - timedelta(days=1)
    while clean <= allowed:
        value = observed.get(day, float("nan"))
        clean = 0 if value > bound else clean + 1
        days.append(value)
        day -= timedelta(days=1)
    return days[::-1]


def _share(outcomes: Sequence[Window | None], level: AlertLevel) -> float:
    return len(_reaching(outcomes, level)) / len(outcomes)


def _reaching(outcomes: Sequence[Window | None], level: AlertLevel) -> list[Window]:
    return [window for window in outcomes if window and window.level.severity >= level.severity]


def _typical_window(
    windows: Sequence[Window], issue: datetime
) -> tuple[datetime | None, datetime | None]:
    """Most frequent first day and median last day of the windows that count."""
    if not windows:
        return None, None
    starts = [max(window.start, issue) for window in windows]
    start = max(set(starts), key=lambda day: (starts.count(day), -day.timestamp()))
    ends = sorted(window.end for window in windows)
    end = ends[int(np.floor(len(ends) / 2))]
    return start, max(end, start + timedelta(hours=24))


def _most_common(criteria: Sequence[Criterion]) -> Criterion | None:
    return max(criteria, key=criteria.count) if criteria else None


def _reasons(
    level: AlertLevel | None,
    response: Response,
    chances: Mapping[AlertLevel, float],
    act_chance: float,
    running: int,
) -> tuple[str, ...]:
    said = [
        f"{item.label}条件达到的概率 {chances[item]:.0%}"
        + (f"，达到启动门槛 {act_chance:.0%}" if chances[item] >= act_chance else "")
        for item in RESPONSE_LEVELS
    ]
    if level is None and response is Response.HEALTH_NOTICE:
        said.append("超标由臭氧或沙尘引起，不启动颗粒物应急减排，发布健康提示")
    if running:
        said.append(f"此前已出现 {running} 个污染日，计入持续时间")
    return tuple(said)
