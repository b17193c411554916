"""Haulage of enterprises: gate systems, records, bulk haul, night zones, emission stages."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data.parameters import DatedValue
from data.parameters.shapes_daily_regimes import StageBan
from data.vocabulary import AlertLevel
from emission_lists.regimes.daily import said
from emission_lists.regimes.regime import RegimeKind, empty_rows
from emission_lists.regimes.verdicts import Verdicts

NAME = "vehicles"
GATES, RECORDS, BULK = "门禁视频系统", "门禁视频数据保存", "大宗货物清洁运输"
NIGHT, STAGES = "夜间新能源车辆", "按排放阶段禁行"
_IDENTITY = ["enterprise_id", "enterprise", "county"]


def identity(plants: pd.DataFrame) -> pd.DataFrame:
    """Return the identity of rows about enterprises."""
    known = plants[_IDENTITY]
    return known.assign(subject_id=known["enterprise_id"], name=known["enterprise"])


def gates(
    plants: pd.DataFrame, by_trips: DatedValue | None, by_user: DatedValue | None
) -> pd.DataFrame:
    """Say who must have a gate system and lacks it.

    Bound are key truck users (是) and those from so many truck trips a day on; the number itself
    binds. Who has one has done his duty; where it is not known whether there is one, or how many
    trips there are, the enterprise is 待核. Below the number an enterprise gets no row.
    """
    if plants.empty or (by_trips is None and by_user is None):
        return empty_rows()
    most = by_trips.value.trips_per_day if by_trips else np.inf
    user = (plants["key_truck_user"] == "是") & (by_user is not None)
    trips = plants["trucks_per_day"]
    unknown = trips.isna() & ~user & (by_trips is not None)
    concerned = user | (trips >= most) | unknown
    verdicts = Verdicts(NAME, "企业", identity(plants))
    reference = np.where(
        user,
        str(by_user.reference) if by_user else "",
        str(by_trips.reference) if by_trips else "",
    )
    measure = by_user.value.measure if by_user else "建设门禁视频系统并联网"
    why = [
        f"日均货车进出 {count:g} 辆次" if count >= most else "已列入重点用车企业" for count in trips
    ]
    has = plants["gate_system"]
    given: dict[str, Any] = {"rule": GATES, "reference": reference}
    verdicts.take(concerned & (has == "是"), RegimeKind.OUTSIDE, **given,
                  why=[f"{text}，已建门禁视频系统" for text in why])  # fmt: skip
    verdicts.take(unknown, RegimeKind.UNDECIDED, **given, missing="日均货车进出",
                  why="不知日均货车进出辆次，不能判断是否须建")  # fmt: skip
    verdicts.take(concerned & (has == "否"), RegimeKind.DUTY, **given, measure=measure,
                  why=[f"{text}，尚无门禁视频系统" for text in why])  # fmt: skip
    verdicts.take(concerned, RegimeKind.UNDECIDED, **given, missing="门禁视频系统",
                  why=[f"{text}，清单未填有无门禁视频系统" for text in why])  # fmt: skip
    rows = verdicts.frame()
    return rows[concerned.to_numpy()]


def records(
    plants: pd.DataFrame, by_trips: DatedValue | None, keep: DatedValue | None, day: date
) -> pd.DataFrame:
    """Bind who has a gate system, and every key truck user, to keep its records."""
    if plants.empty or keep is None:
        return empty_rows()
    most = by_trips.value.trips_per_day if by_trips else np.inf
    bound = (
        (plants["gate_system"] == "是")
        | (plants["key_truck_user"] == "是")
        | (plants["trucks_per_day"] >= most)
    )
    years = keep.value.years
    first = (pd.Timestamp(day) - pd.DateOffset(years=years)).date()
    verdicts = Verdicts(NAME, "企业", identity(plants[bound]))
    verdicts.take(
        True, RegimeKind.DUTY, rule=RECORDS, reference=str(keep.reference),
        measure=f"门禁和视频数据保存不少于{years}年，{first}以来的记录须可查",
        why="有门禁视频系统或须建系统",
    )  # fmt: skip
    return verdicts.frame()


def bulk(plants: pd.DataFrame, haul: DatedValue | None) -> pd.DataFrame:
    """Say who hauls bulk goods from the threshold on, and whether the clean share is met.

    Where no share is laid down only haulage that is clean as a whole needs nothing more; every
    other enterprise is bound to clean haulage. A key truck user whose haulage is not known is 待核.
    """
    if plants.empty or haul is None:
        return empty_rows()
    least, share = haul.value.haul_from, haul.value.clean_share
    amount, clean = plants["bulk_haul"], plants["rail_share"]
    bound = amount >= least
    unknown = amount.isna() & (plants["key_truck_user"] == "是")
    needed = 1.0 if share is None else share
    demand = "条文未载比例" if share is None else f"要求 {share:.0%}"
    why = [
        f"大宗货物年运输量 {tonnes:g} 万t/a，清洁运输比例 {part:.0%}，{demand}"
        for tonnes, part in zip(amount, clean, strict=True)
    ]
    given: dict[str, Any] = {"rule": BULK, "reference": str(haul.reference)}
    verdicts = Verdicts(NAME, "企业", identity(plants))
    verdicts.take(unknown, RegimeKind.UNDECIDED, **given, missing="大宗货物年运输量",
                  why="不知大宗货物年运输量，不能判断是否适用")  # fmt: skip
    verdicts.take(bound & clean.isna(), RegimeKind.UNDECIDED, **given, missing="清洁运输比例",
                  why=[f"大宗货物年运输量 {tonnes:g} 万t/a，清洁运输比例未填" for tonnes in amount])  # fmt: skip
    verdicts.take(bound & (clean >= needed), RegimeKind.OUTSIDE, **given,
                  why=[f"{text}，已达到" for text in why])  # fmt: skip
    verdicts.take(bound, RegimeKind.DUTY, **given, why=why,
                  measure=f"{haul.value.measure}；{haul.value.meanwhile}")  # fmt: skip
    rows = verdicts.frame()
    concerned: list[bool] = (bound | unknown).tolist()
    return rows[concerned]


def night(zone: DatedValue | None) -> pd.DataFrame:
    """Give the night zone its row; without hours it is 待核."""
    if zone is None:
        return empty_rows()
    value, reference = zone.value, str(zone.reference)
    counties = "、".join(value.counties)
    place = pd.DataFrame([{"subject_id": value.zone, "name": value.zone, "county": counties}])
    verdicts = Verdicts(NAME, "区域", place)
    known = value.from_hour is not None and value.to_hour is not None
    window = f"{value.from_hour:02d}:00-{value.to_hour:02d}:00" if known else ""
    verdicts.take(known, RegimeKind.BAN, measure=value.measure, window=window, rule=NIGHT,
                  reference=reference, why=value.zone)  # fmt: skip
    verdicts.take(True, RegimeKind.UNDECIDED, rule=NIGHT, reference=reference,
                  missing="夜间起止时刻和区域边界", why=f"{value.measure}；条文未载时刻")  # fmt: skip
    return verdicts.frame()


def stages(plants: pd.DataFrame, level: AlertLevel, bans: DatedValue | None) -> pd.DataFrame:
    """Apply the bans by emission stage of a level: on enterprises of a trade, or on roads."""
    found: tuple[StageBan, ...] | None = bans.value.levels.get(level) if bans else None
    if bans is None or not found:
        return empty_rows()
    parts = []
    for ban in found:
        given: dict[str, Any] = {"rule": STAGES, "reference": str(bans.reference)}
        measure = said(ban.measure, ban.exceptions)
        counties = "、".join(ban.counties)
        if not ban.industries:
            place = pd.DataFrame(
                [{"subject_id": ban.where, "name": ban.vehicles, "county": counties}]
            )
            verdicts = Verdicts(NAME, "道路交通", place)
            verdicts.take(True, RegimeKind.BAN, measure=measure, why=ban.where, **given)
            parts.append(verdicts.frame())
            continue
        own = plants["industries"].map(lambda ones, ban=ban: bool({*ones} & {*ban.industries}))
        if ban.counties:
            own &= plants["county"].isin(ban.counties)
        trips = plants["trucks_per_day"]
        above = trips > (ban.trips_above if ban.trips_above is not None else -1.0)
        if ban.trips_above is None:
            above |= trips.isna()
        concerned = own.astype(bool) & (above | trips.isna())
        verdicts = Verdicts(NAME, "企业", identity(plants))
        verdicts.take(own & above, RegimeKind.BAN, measure=measure, **given,
                      why=[f"{ban.where}；日均货车进出 {count:g} 辆次" for count in trips])  # fmt: skip
        verdicts.take(concerned, RegimeKind.UNDECIDED, **given, missing="日均货车进出",
                      why=f"{ban.where}；不知日均货车进出辆次")  # fmt: skip
        parts.append(verdicts.frame()[concerned.to_numpy()])
    return pd.concat(parts, ignore_index=True)
