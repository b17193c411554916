"""What is told to the public: the daily forecast bulletin, and the monthly ranking of places."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from air_quality import aqi as index
from data.parameters.shapes_air_quality import AqiLevel
from data.parameters.shapes_forecast import BulletinRule, RangeWidth

_HIGHEST, _LOWEST = 500, 1
_WEEKDAYS = "一二三四五六日"
_MIN_DAYS = {2: 25}
_MIN_DAYS_OTHERWISE = 27


class BulletinError(ValueError):
    """A bulletin that cannot be written; the text says what to do."""


@dataclass(frozen=True)
class BulletinDay:
    """What is told of one day."""

    day: date
    lead_days: int
    aqi_low: int
    aqi_high: int
    levels: tuple[AqiLevel, ...]
    """From the level of the lower end to that of the upper end."""
    primary: tuple[str, ...]
    """Primary pollutants as the standard writes them; empty where none is expected."""
    edition: str
    """Edition of HJ 633 the day is judged by."""
    revised: bool
    """Whether a forecaster revised the day."""

    @property
    def span(self) -> str:
        """AQI as a range."""
        return f"{self.aqi_low}—{self.aqi_high}"

    def words(self, name: str) -> str:
        """Say an attribute of the levels (``name``, ``numeral``, ``colour``), first to last."""
        ends = dict.fromkeys(
            str(getattr(level, name)) for level in (self.levels[0], self.levels[-1])
        )
        return "至".join(ends)


@dataclass(frozen=True)
class Bulletin:
    """One public forecast of a city."""

    city_code: str
    city: str
    run_id: int
    issue: datetime
    """Time up to which the run knew observations."""
    published: datetime
    due: datetime
    """When the bulletin of that day has to be out."""
    days: tuple[BulletinDay, ...]
    revised_by: str
    """Forecaster who revised it; empty without revision."""
    width: str
    """The width of the range and where it comes from, in words."""
    reference: str

    @property
    def late(self) -> bool:
        """Whether it is past the hour it is due by."""
        return self.published > self.due


def aqi_range(centre: float, width: RangeWidth) -> tuple[int, int]:
    """Return the published range around a centre: whole numbers rounded up, within 1 to 500.

    Args:
        centre: Expected AQI.
        width: How far it reaches to either side.

    Source: HJ 633—2026 4.2.6 (rounded up); the width is practice, not a rule.
    """
    half = width.half if width.mode == "absolute" else width.half * centre
    # Ten digits: sums such as 150.00000000000003 must not become 151.
    low, high = (math.ceil(round(centre + sign * half, 9)) for sign in (-1, 1))
    return min(max(low, _LOWEST), _HIGHEST), max(min(high, _HIGHEST), _LOWEST)


def compose(
    outlook: pd.DataFrame,
    *,
    city_code: str,
    city: str,
    run_id: int,
    issue: datetime,
    published: datetime,
    rule: BulletinRule,
    width: RangeWidth,
    editions: Mapping[date, str],
    days: int | None = None,
    revised_days: Collection[date] = (),
    revised_by: str = "",
    width_reference: str = "",
    reference: str = "",
) -> Bulletin:
    """Write the bulletin of a run for the days after the day of publication.

    Args:
        outlook: ``lead_days, day, aqi_p50, primary`` of the run, revised where it was.
        city_code: Division code.
        city: Its name.
        run_id: Number of the run.
        issue: Time up to which the run knew observations.
        published: Local time of publication; its day is today, which does not count.
        rule: Least number of days and hour it is due by.
        width: Width of the AQI range.
        editions: Edition of HJ 633 by day.
        days: Days to tell; None takes the least number.
        revised_days: Days a forecaster revised.
        revised_by: His name.
        width_reference: Where the width comes from.
        reference: The clause the bulletin follows.

    Raises:
        BulletinError: The run does not reach far enough.
    """
    wanted = max(days or rule.min_days, rule.min_days)
    rows = outlook.sort_values("day")
    rows = rows[(rows["day"].dt.date > published.date()) & rows["aqi_p50"].notna()].head(wanted)
    expected = [published.date() + timedelta(days=n) for n in range(1, rule.min_days + 1)]
    if [day.date() for day in rows["day"]][: rule.min_days] != expected:
        last = f"{outlook['day'].max():%Y-%m-%d}" if len(outlook) else "无"
        raise BulletinError(
            f"第 {run_id} 号预报只到 {last}，不足 {published:%Y-%m-%d} 之后 {rule.min_days} 天，请重新起报"
        )
    told = tuple(
        _day(row, width, editions, revised=row["day"].date() in revised_days)
        for row in rows.to_dict("records")
    )
    due = datetime.combine(published.date(), datetime.min.time()) + timedelta(hours=rule.by_hour)
    half = f"±{width.half:g}" if width.mode == "absolute" else f"±{width.half:.0%}"
    by = revised_by if any(day.revised for day in told) else ""
    return Bulletin(
        city_code, city, run_id, issue, published, due, told, by,
        f"中心值{half}" + (f"，{width_reference}" if width_reference else ""), reference,
    )  # fmt: skip


def text(bulletin: Bulletin) -> str:
    """Write the bulletin as plain Chinese text, one line a day."""
    lines = [
        f"{bulletin.city}环境空气质量预报",
        f"发布时间：{_moment(bulletin.published)}（{_timely(bulletin)}）",
        "",
    ]
    lines += [_sentence(day) for day in bulletin.days]
    lines += [
        "",
        f"资料：本工具预报第 {bulletin.run_id} 号，{_moment(bulletin.issue)}起报{_revised(bulletin)}",
    ]
    editions = dict.fromkeys(day.edition for day in bulletin.days)
    lines.append(f"AQI 按 {'、'.join(editions)} 计算，向上取整；范围为{bulletin.width}")
    if bulletin.reference:
        lines.append(f"发布依据：{bulletin.reference}")
    return "\n".join(lines) + "\n"


def table(bulletin: Bulletin) -> pd.DataFrame:
    """Lay the bulletin out as one row a day, Chinese headers, as on screen and in the CSV file."""
    return pd.DataFrame(
        [
            {
                "城市": bulletin.city,
                "日期": f"{day.day:%Y-%m-%d}",
                "AQI下限": day.aqi_low,
                "AQI上限": day.aqi_high,
                "级别": day.words("numeral"),
                "类别": day.words("name"),
                "颜色": day.words("colour"),
                "首要污染物": "、".join(day.primary) or "无",
                "订正": "经人工订正" if day.revised else "",
                "执行标准": day.edition,
                "预报编号": bulletin.run_id,
                "起报时间": f"{bulletin.issue:%Y-%m-%d %H:%M}",
                "发布时间": f"{bulletin.published:%Y-%m-%d %H:%M}",
                "时限": _timely(bulletin),
            }
            for day in bulletin.days
        ]
    )


def files(bulletin: Bulletin) -> dict[str, bytes]:
    """Return the bulletin as files by name: text and CSV, both UTF-8 with mark for Excel."""
    stem = f"{bulletin.city}空气质量预报_{bulletin.published:%Y%m%d%H%M}"
    return {
        f"{stem}.txt": text(bulletin).encode("utf-8-sig"),
        f"{stem}.csv": table(bulletin).to_csv(index=False).encode("utf-8-sig"),
    }


def ranking(
    daily: pd.DataFrame, month: date, county_of: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Rank places of a month by their mean PM2.5, cleanest first.

    Args:
        daily: Daily contract of stations, counties or cities (``city`` names the place).
        month: Any day of the month.
        county_of: County of each station; the county's daily value is the mean of its stations.
            Places it does not name are left out. None ranks the places themselves.

    Returns:
        ``place``, ``days`` (with PM2.5), ``pm25_mean`` and ``o3_p90`` (90th percentile of MDA8),
        µg/m³, ``good_days`` (AQI up to 100), ``valid`` and ``rank``; equal means share a rank. A
        place with fewer than 27 days of PM2.5 (25 in February) is not valid and has no rank.

    Source: GB 3095—2026 table 4 (days of a month); HJ 663 (percentile by linear
        interpolation, recalled).
    """
    days = pd.DatetimeIndex(daily["day"])
    rows = daily[(days.year == month.year) & (days.month == month.month)]
    rows = rows.rename(columns={"city": "place"})
    if county_of is not None:
        rows = rows.assign(place=rows["place"].map(county_of)).dropna(subset=["place"])
    values = [name for name in rows.columns if name not in ("place", "day")]
    rows = rows.groupby(["place", "day"], as_index=False)[values].mean(numeric_only=True)
    judged = index.daily_aqi(rows.rename(columns={"place": "city"}))
    rows["good"] = (judged["aqi"] <= 100).fillna(value=False).astype(bool).to_numpy()
    rows["o3"] = rows.get("o3_mda8", np.nan)
    groups = rows.groupby("place")
    result = pd.DataFrame(
        {
            "days": groups["pm25"].count(),
            "pm25_mean": groups["pm25"].mean(),
            "o3_p90": groups["o3"].quantile(0.9),
            "good_days": groups["good"].sum(),
        }
    )
    result["valid"] = result["days"] >= _MIN_DAYS.get(month.month, _MIN_DAYS_OTHERWISE)
    result["rank"] = result["pm25_mean"].where(result["valid"]).rank(method="min").astype("Int64")
    return result.reset_index().sort_values(["rank", "place"], ignore_index=True)


def _day(
    row: Mapping[str, Any], width: RangeWidth, editions: Mapping[date, str], *, revised: bool
) -> BulletinDay:
    day = row["day"].date()
    low, high = aqi_range(float(row["aqi_p50"]), width)
    named = index.levels(day).levels
    levels = tuple(level for level in named if level.high >= low and level.low <= high)
    primary = tuple(part for part in (row["primary"] or "").split("+") if part)
    return BulletinDay(
        day, int(row["lead_days"]), low, high, levels,
        primary if high > 50 else (), editions[day], revised,
    )  # fmt: skip


def _sentence(day: BulletinDay) -> str:
    primary = "、".join(day.primary) or "无"
    mark = "（经人工订正）" if day.revised else ""
    return (
        f"{day.day.month}月{day.day.day}日（周{_WEEKDAYS[day.day.weekday()]}）：AQI {day.span}，"
        f"{day.words('numeral')}，{day.words('name')}，{day.words('colour')}，首要污染物：{primary}{mark}"
    )


def _timely(bulletin: Bulletin) -> str:
    due = f"{bulletin.due.hour or 24}:00"
    return f"晚于 {due} 时限" if bulletin.late else f"{due} 时限之前"


def _revised(bulletin: Bulletin) -> str:
    return f"，经人工订正（{bulletin.revised_by}）" if bulletin.revised_by else ""


def _moment(time: datetime) -> str:
    return f"{time.year}年{time.month}月{time.day}日{time:%H:%M}"
