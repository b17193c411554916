"""What the sample list says beyond names and emissions: transport, permits, equipment, stops."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from data.samples.names import CENTRE
from data.samples.randomness import Array, Flags
from data.vocabulary import RESPONSE_LEVELS, Emitted, PerformanceGrade

G = PerformanceGrade
_HERE = Path(__file__).parent
_KM_PER_DEGREE = 111.2
_TOWN_KM = 7.0
"""Radius of the made-up built-up area."""

_TRUCK_USERS = (
    "钢铁|铁合金|焦化|石灰窑|铝|炭素|冶炼|有色|水泥|砖瓦窑|陶瓷|耐火|玻璃|岩矿棉|石油化工|氮肥"
    "|混凝土|洗选|砂石"
)
_OTHER_INDUSTRIES = {
    "长流程联合钢铁": ("焦化、石灰窑", 0.75),
    "焦化": ("煤炭洗选", 0.35),
    "水泥熟料": ("水泥粉磨站及制品", 0.6),
    "氧化铝": ("火力发电", 0.7),
    "铸造": ("工业涂装", 0.2),
    "工程机械整机制造": ("工业涂装", 0.5),
}
_DUTY = {"集中供热": "供热", "火力发电": "供电", "垃圾焚烧发电": "协同处置", "焦化": "供气"}


@cache
def _equipment() -> pd.DataFrame:
    texts = {"fuel": str, "treatment": str, "standby": str}
    return pd.read_csv(_HERE / "equipment.csv", dtype=texts, keep_default_na=False)


def enterprise_detail(
    listed: pd.DataFrame, industry: pd.Series, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the enterprises with park, permit, transport and second contact filled in.

    Args:
        listed: Enterprises with county, coordinates, credit code and trucks a day.
        industry: Main industry of each, in the same order.
        rng: Source of chance, kept for this purpose.
    """
    draws = rng.random((8, len(listed)))
    trucks = listed["trucks_per_day"].to_numpy()
    heavy = industry.str.contains(_TRUCK_USERS).to_numpy()
    permitted = draws[0] < 0.92
    bulk = np.round(trucks * 30 * 330 / 1e4, 1)
    by_rail = heavy & (bulk >= 100)
    usual = {name: pair[0] for name, pair in _OTHER_INDUSTRIES.items()}
    chance = industry.map({name: pair[1] for name, pair in _OTHER_INDUSTRIES.items()}).fillna(0)
    return listed.assign(
        park=np.where(draws[1] < 0.2 + 0.4 * heavy, listed["county"] + "演示园区", ""),
        built_up_km=_from_town(listed),
        discharge_permit=np.where(permitted, listed["credit_code"] + "001P", ""),
        permit_duties=np.where(permitted, np.where(draws[2] < 0.97, "是", "否"), ""),
        other_industries=np.where(draws[3] < chance, industry.map(usual).fillna(""), ""),
        rail_share=np.where(
            heavy, np.round((0.3 * draws[4] + np.where(by_rail, 0.6, 0.0)) / 0.05) * 0.05, np.nan
        ).round(2),
        gate_system=np.where((trucks >= 10) & (draws[5] < 0.97), "是", "否"),
        key_truck_user=np.where(heavy & (trucks >= 10), "是", "否"),
        bulk_haul=np.where(heavy, bulk, np.nan),
        second_contact=np.where(draws[6] < 0.6, "值班室", ""),
        second_phone=np.where(
            draws[6] < 0.6, [f"0000-{int(2_000_000 + 6e6 * d)}" for d in draws[7]], ""
        ),
    )


def line_detail(
    lines: pd.DataFrame, duty: pd.Series, today: date, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the lines with capacities, equipment, losses, evidence and what is off already.

    Args:
        lines: Lines with process, industry, grade, capacity, meters and emissions.
        duty: Whether the enterprise of each line is 保障类.
        today: Day the list is made for; stops and penalties lie around it.
        rng: Source of chance, kept for this purpose.
    """
    count = len(lines)
    draws = rng.random((9, count))
    equipment = _equipped(lines["process"])
    capacity = lines["capacity"]
    output = (capacity * (0.55 + 0.4 * draws[0])).round(2)
    size = np.exp(0.5 * rng.standard_normal(count))
    loss = _rounded(equipment["loss"].fillna(0.1).to_numpy() * 1e5 * size)
    oven = (lines["process"].str.contains("焦炉")).to_numpy()
    height = np.array((4.3, 5.5, 6.25, 7.65))[np.searchsorted((0.03, 0.5, 0.85), draws[1])]
    # What is filed can be done, and what supply needs is safe.
    filed = lines[[f"filed_{level}_share" for level in RESPONSE_LEVELS]].max(axis=1)
    safe = np.minimum(1 - filed.fillna(0.0), lines["supply_floor"].fillna(1.0))
    single = ~lines["process"].str.contains("号")
    best = lines["grade"].isin([G.A, G.B, G.B_MINUS, G.LEADING]).to_numpy()
    detailed = lines.assign(
        eia_capacity=capacity,
        permit_capacity=np.where(draws[2] < 0.85, capacity, (capacity * 0.9).round(2)),
        last_output=np.minimum(output, (capacity * 0.9).round(2)),
        running_days=np.round(365 * (0.6 + 0.38 * draws[3])),
        standby=equipment["standby"].where(single, ""),
        fuel=equipment["fuel"],
        treatment=equipment["treatment"],
        stop_hours=equipment["stop_hours"],
        restart_hours=equipment["restart_hours"],
        minimum_load=np.minimum(equipment["minimum_load"], safe.round(2)),
        duty=np.where(duty, lines["industry"].map(_DUTY).fillna("供热"), "无"),
        loss_per_day=loss,
        loss_low=_rounded(loss * 0.7),
        loss_high=_rounded(loss * 1.4),
        evidence=_evidence(lines, draws[4]),
        oven_height=np.where(oven, height, np.nan),
        quenching=np.where(oven, np.where(draws[5] < 0.7, "干湿备用", "干法"), ""),
        treatment_done=np.where(best | (draws[6] < 0.7), "是", "否"),
        penalised_on=_penalties(~best & (draws[7] < 0.03), today, draws[7]),
    )
    return _already_off(detailed, duty.to_numpy(), today, draws[8])


def _from_town(listed: pd.DataFrame) -> Array:
    east = (listed["longitude"] - CENTRE[0]) * _KM_PER_DEGREE * np.cos(np.radians(CENTRE[1]))
    north = (listed["latitude"] - CENTRE[1]) * _KM_PER_DEGREE
    away: Array = np.hypot(east, north).sub(_TOWN_KM).clip(lower=0).round(1).to_numpy()
    return away


def _equipped(process: pd.Series) -> pd.DataFrame:
    """Equipment by the first keyword that the name of the line holds; unknown ones stay empty."""
    known = _equipment()
    by_name = {}
    for name in process.unique():
        bare = name.partition("号")[2] or name
        hit = next((n for n, word in enumerate(known["keyword"]) if word in bare), -1)
        by_name[name] = hit
    found = known.reindex(process.map(by_name)).set_axis(process.index, axis="index")
    return found.fillna({"fuel": "", "treatment": "", "standby": ""})


def _evidence(lines: pd.DataFrame, draw: Array) -> pd.Series:
    """Channels as a cell holds them: meter, stack monitor, control room or photographs."""
    stack = (lines["so2_kg"] + lines["nox_kg"] > 60).to_numpy()
    metered = (lines["meter_id"] != "").to_numpy()
    cell = pd.Series(np.where(metered, "用电量、", ""), index=lines.index, dtype=str)
    cell += np.where(stack, "在线监测、中控记录、", "")
    cell += np.where(~stack & (draw < 0.9), "照片、", "")
    return cell.str.removesuffix("、")


def _penalties(chosen: Flags, today: date, draw: Array) -> pd.Series:
    days = [today - timedelta(days=10 + int(d * 10_000) % 340) for d in draw]
    return pd.Series(pd.to_datetime(days)).astype("datetime64[us]").where(chosen)


def _already_off(lines: pd.DataFrame, duty: Flags, today: date, draw: Array) -> pd.DataFrame:
    """About one line in forty stands still in part or as a whole for other reasons."""
    season = date(today.year + (today.month > 3), 3, 15)
    cases = (
        # share of the lines, share that is off, reason, until
        (0.012, 0.3, "错峰生产", season),
        (0.006, 1.0, "计划检修", today + timedelta(days=25)),
        (0.005, 0.5, "市场停产", None),
        (0.002, 0.2, "许可限制", None),
    )
    small = lines[[p.column for p in Emitted]].sum(axis=1).rank(pct=True).to_numpy() < 0.97
    off = pd.Series(np.nan, index=lines.index)
    reason = pd.Series("", index=lines.index)
    until = pd.Series(pd.NaT, index=lines.index, dtype="datetime64[us]")
    low = 0.0
    for share, part, why, last in cases:
        chosen = small & ~duty & (draw >= low) & (draw < low + share)
        off[chosen], reason[chosen] = part, why
        if last:
            until[chosen] = pd.Timestamp(last)
        low += share
    return lines.assign(already_off=off, already_off_reason=reason, already_off_until=until)


def _rounded(yuan: Array) -> Array:
    """Amounts to the nearest 1,000 yuan."""
    thousands: Array = np.round(yuan / 1000) * 1000
    return thousands
