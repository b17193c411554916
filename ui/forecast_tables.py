"""Frames of the forecast page as shown: triggers, models, revisions, weather index, past spells."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from data.vocabulary import PRIMARY_ORDER, AlertLevel, Pollutant
from forecasting.revision import QUANTITIES, Revision
from services.forecast_runs import StoredForecast
from services.revisions import RevisedForecast
from ui import formats

_UNITS = {each.daily: each.unit for each in PRIMARY_ORDER}
_PARTS = {"stagnation": "静稳", "humidity": "湿度", "mixing": "混合", "accumulation": "累积"}


def revised_days(forecast: RevisedForecast) -> pd.DataFrame:
    """Show the AQI of every day as forecast and as revised."""
    columns = ["day", "aqi_p10", "aqi_p50", "aqi_p90", "chance_above_200"]
    before, after = (run.outlook[columns] for run in (forecast.original, forecast.revised))
    rows = []
    for old, new in zip(before.to_dict("records"), after.to_dict("records"), strict=True):
        values = forecast.in_force.get(old["day"].date(), {})
        rows.append(
            {
                "日期": formats.day(old["day"].date()),
                "原预报 AQI": _whole(old["aqi_p50"]),
                "原范围": f"{old['aqi_p10']:.0f}—{old['aqi_p90']:.0f}",
                "订正": "；".join(quantity_value(name, value) for name, value in values.items()),
                "订正后 AQI": _whole(new["aqi_p50"]),
                "订正后范围": f"{new['aqi_p10']:.0f}—{new['aqi_p90']:.0f}",
                "订正后 AQI>200": formats.chance(new["chance_above_200"]),
            }
        )
    return pd.DataFrame(rows)


def revisions(found: Sequence[Revision]) -> pd.DataFrame:
    """Show every revision of a run, newest first."""
    return pd.DataFrame(
        [
            {
                "编号": each.id,
                "时间": f"{each.made_at:%Y-%m-%d %H:%M}",
                "预报员": each.forecaster,
                "内容": "；".join(
                    f"{item.day:%m-%d} {quantity_value(item.quantity, item.value)}"
                    for item in each.values
                ),
                "理由": each.reason,
            }
            for each in reversed(found)
        ]
    )


def quantity_value(quantity: str, value: float | None) -> str:
    """Write a revised number with name and unit.

    >>> quantity_value("pm25", 180.0), quantity_value("aqi", None)
    ('PM2.5 180 µg/m³', 'AQI 撤回订正')
    """
    if value is None:
        return f"{QUANTITIES[quantity]} 撤回订正"
    return f"{QUANTITIES[quantity]} {value:g} {_UNITS.get(quantity, '')}".rstrip()


def judged_revisions(rows: pd.DataFrame) -> pd.DataFrame:
    """Show original and revised values beside what was observed; days to come have none yet."""
    verdicts = {True: "订正更近", False: "原预报更近"}
    return pd.DataFrame(
        {
            "日期": [formats.day(day.date()) for day in rows["day"]],
            "项目": rows["quantity"].map(QUANTITIES).to_numpy(),
            "原预报": rows["original"].round(1).to_numpy(),
            "订正": rows["revised"].round(1).to_numpy(),
            "实况": rows["observed"].round(1).to_numpy(),
            "检验": [
                "待实况" if math.isnan(seen) else verdicts.get(better, "相当")
                for seen, better in zip(
                    rows["observed"], rows["better"].astype(object), strict=True
                )
            ],
        }
    )


def weather_index(rows: pd.DataFrame) -> pd.DataFrame:
    """Show the index of each day with the points each part gives."""
    shown = pd.DataFrame(
        {
            "日期": [formats.day(day.date()) for day in rows["day"]],
            "来源": ["实况" if seen else "预报" for seen in rows["observed"]],
            "指标": rows["index"].round(0).to_numpy(),
            "条件": rows["name"].fillna("—").to_numpy(),
        }
    )
    for part, label in _PARTS.items():
        shown[f"{label}(分)"] = rows[f"share_{part}"].round(1).to_numpy()
    shown["距上次清除(天)"] = rows["days_since_clearing"].to_numpy()
    return shown


def index_classes(classes: pd.DataFrame) -> pd.DataFrame:
    """Show how often days of each class were heavily polluted."""
    return pd.DataFrame(
        {
            "条件": classes["name"],
            "天数": classes["days"],
            "PM2.5>150 的天数": classes["heavy_days"],
            "占该类天数": [formats.percent(value) for value in classes["heavy_share"]],
            "占全部重污染日": [formats.percent(value) for value in classes["captured"]],
            "PM2.5 平均(µg/m³)": classes["pm25_mean"].round(1),
        }
    )


def similar_spells(rows: pd.DataFrame) -> pd.DataFrame:
    """Show similar past spells and how each ended."""
    return pd.DataFrame(
        {
            "时段": [
                f"{a:%Y-%m-%d} 至 {b:%m-%d}"
                for a, b in zip(rows["start"], rows["end"], strict=True)
            ],
            "差异": rows["distance"].astype(float).round(2),
            "前一日 PM2.5(µg/m³)": rows["pm25_before"].astype(float).round(0),
            "最高 PM2.5(µg/m³)": rows["peak_pm25"].astype(float).round(0),
            "最高 AQI": rows["peak_aqi"].astype(float),
            "污染天数": rows["polluted_days"],
            "污染过程": [
                f"{a:%m-%d} 至 {b:%m-%d}" if pd.notna(a) else "未形成污染"
                for a, b in zip(rows["polluted_from"], rows["polluted_until"], strict=True)
            ],
            "如何结束": rows["ended_by"].replace("", "—").to_numpy(),
        }
    )


def trigger_days(rows: pd.DataFrame) -> pd.DataFrame:
    """Show the chance of each level on every day and at all; highest level last."""
    shown = []
    for level, mine in rows.groupby("level", sort=False):
        days = {
            formats.day(day.date()): formats.chance(chance)
            for day, chance in zip(mine["day"], mine["inside"], strict=True)
        }
        ever = formats.chance(float(mine["ever"].iloc[0]))
        shown.append({"级别": f"{AlertLevel(str(level)).label}及以上", **days, "任一时段": ever})
    return pd.DataFrame(shown)


def models(rows: pd.DataFrame, ours: pd.DataFrame, pollutant: Pollutant) -> pd.DataFrame:
    """Show chemistry models beside our median, by day."""
    medians = ours.set_index("day")["p50"]
    unit, places = pollutant.unit, 1 if pollutant is Pollutant.CO else 0
    return pd.DataFrame(
        {
            "日期": [formats.day(day.date()) for day in rows["day"]],
            "模式": rows["model"].to_numpy(),
            "起报": [f"{time:%m-%d %H:%M}" for time in rows["init_time"]],
            f"原值({unit})": rows["raw"].round(places).to_numpy(),
            f"订正值({unit})": rows["corrected"].round(places).to_numpy(),
            "过去对数": rows["pairs"].to_numpy(),
            "权重": rows["weight"].round(2).to_numpy(),
            f"本工具中位({unit})": medians.reindex(rows["day"]).round(places).to_numpy(),
        }
    )


def sources(forecast: StoredForecast, states: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Show what a run stood on, and the newest there is now.

    Args:
        forecast: The run.
        states: ``name, newest, state`` of each source now.
    """
    words = {"fresh": "及时", "late": "迟到", "missing": "缺失"}
    now = {each["name"]: each for each in states}
    weather = forecast.newest_weather
    used = [
        ("实况", formats.hour(forecast.newest_hour) if forecast.newest_hour else "无小时值"),
        ("气象预报", f"{weather:%m月%d日}发布" if weather else "无，按历史规律外推"),
    ]
    rows = []
    for name, told in used:
        state = now.get(name, {})
        newest = str(state.get("newest") or "").replace("T", " ")
        rows.append((name, told, newest or "—", words.get(str(state.get("state")), "—")))
    for model, values in forecast.guidance.groupby("model"):
        start = values["init_time"].max()
        used_for = "已采用" if values["weight"].max() >= 0.005 else "仅供对照"
        rows.append((f"空气质量模式 {model}", f"{start:%m月%d日%H时}起报，{used_for}", "—", "—"))
    if forecast.guidance.empty:
        rows.append(("空气质量模式", "无", "—", "—"))
    return pd.DataFrame(rows, columns=["资料", "本次起报所用", "现有最新", "现在的时效"])


def _whole(value: float) -> str:
    return "—" if math.isnan(value) else f"{value:.0f}"
