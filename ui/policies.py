"""Values of parameters in Chinese words, one line per number, for the page on policy."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pandas as pd
from pydantic import BaseModel

from data.parameters import DatedValue
from data.vocabulary import AlertLevel, Emitted, GradeScheme, MeasureKind, Pollutant
from ui.daily_words import DAILY_WORDS
from ui.season_words import SEASON_WORDS

_WORDS = {
    "above_aqi": "AQI 大于", "from_aqi": "AQI 达到", "hours": "小时数", "text": "条件", "all": "须同时满足",
    "levels": "", "chance": "概率", "below": "比值低于", "pm10_from": "PM10 自", "signatories": "",
    "industries": "", "others": "其他行业", "sets": "", "grades": "", "title": "名称", "kind": "措施",
    "share": "比例", "basis": "基准", "transport": "运输要求", "ozone": "臭氧", "dust": "沙尘",
    "example": "示例规则", "industry_clause": "行业表出处", "others_clause": "通用规定出处", "edition": "版本", "grade1": "一级", "grade2": "二级", "annual": "年平均",
    "daily": "24 小时平均", "hourly": "1 小时平均", "mda8": "日最大 8 小时平均", "iaqi": "分指数",
    "decimals": "浓度修约位数", "ug": "µg/m³ 项", "co_mg": "CO", "lowest_index": "指数下限",
    "above_table": "超出表列上限时的分指数", "publish_incomplete_above": "缺项时发布 AQI 的下限",
    "daily_o3_1h": "日报含 O3 1 小时最大值", "hourly_sliding_means": "实时报用滑动平均",
    "level": "级别", "numeral": "级别名称", "name": "类别", "low": "自", "high": "至", "colour": "颜色",
    "hex": "色值", "daily_min_hours": "日均值最少小时数", "eight_hour_min_hours": "8 小时均值最少小时数",
    "first_window_end": "首个 8 小时窗口止于（时）", "min_windows": "最少窗口数",
    "city_min_station_share": "城市值最少点位比例", "so2_24h": "SO2 日均", "so2_1h": "SO2 1 小时",
    "no2_24h": "NO2 日均", "no2_1h": "NO2 1 小时", "co_24h": "CO 日均", "co_1h": "CO 1 小时",
    "min_days": "最少天数", "by_hour": "时限（时）", "mode": "方式", "absolute": "固定 AQI 值", "half": "单侧宽度",
    "components": "分项", "label": "名称", "weight": "权重", "variables": "", "classes": "分类",
    "stagnation": "静稳", "humidity": "湿度", "mixing": "混合", "accumulation": "累积",
    "at_0": "得 0 分", "at_100": "得 100 分", "clearing": "清除日（达到任一项）", "min_known": "最少已知权重",
    "ws_mean": "平均风速（m/s）", "ws_max": "最大风速（m/s）", "ws_afternoon": "午后风速（m/s）",
    "rh_mean": "平均相对湿度（%）", "t_range": "气温日较差（℃）", "sunshine_h": "日照（h）", "rain_mm": "降水（mm）",
    "days_since_clearing": "距上次清除天数",
    "stricter_steps": "从严对象按低几级的措施", "rules": "", "samples": "", "clause": "条款", "effect": "作用",
    "any": "适用对象（满足其一）", "processes": "设备", "within_km": "距建成区不超过（km）",
    "oven_up_to": "炭化室高度不超过（m）", "quenching": "熄焦方式", "below_grade": "低于等级",
    "key_industries": "只限39个重点行业", "except_grades": "例外等级", "exception": "例外依据",
    "scope": "地方与时间", "industry": "行业", "grade": "等级", "source": "出处", "read": "把握",
    "note": "说明", "adoptable": "可供采用", "stricter": "从严", "order": "随令执行", "no_heat_floor": "供热负荷不再作为下限",
    "flag": "提示", "original": "原文", "quoted": "转引",
    "schemes": "", "steps": "由高到低", "indicators": "指标", "years": "年数", "falls_to": "受限等级改按",
    "advice": "健康提示", "day": "日", "form": "形成意见（小时）", "issue": "签发（小时）", "mirror": "响应上级调度（小时）",
    "o3_mda8": "O3 8 小时", "o3_1h": "O3 1 小时", "pm10_24h": "PM10 日均", "pm25_24h": "PM2.5 日均",
}  # fmt: skip
_WORDS |= SEASON_WORDS | DAILY_WORDS
_ENUMS: tuple[type[StrEnum], ...] = (AlertLevel, Emitted, Pollutant, MeasureKind, GradeScheme)


def described(values: tuple[DatedValue, ...]) -> pd.DataFrame:
    """List every number of a parameter with the day it came into force and its source."""
    rows = [
        {
            "施行日期": f"{dated.in_force_from}",
            "有效期至": f"{dated.until}" if dated.until else "",
            "项目": item or dated.description,
            "取值": found,
            "依据": str(dated.reference),
            "说明": dated.note,
        }
        for dated in values
        for item, found in _flat(dated.value, "")
    ]
    return pd.DataFrame(rows)


def word(key: object) -> str:
    """Return a key of a parameter in Chinese; grades and industry names stay as they are."""
    text = str(key)
    if text in _WORDS:
        return _WORDS[text]
    for enum in _ENUMS:
        if text in enum._value2member_map_:
            return str(getattr(enum(text), "label", text))
    return text


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, BaseModel):
        given = {name: getattr(value, name) for name in type(value).model_fields}
        value = {key: one for key, one in given.items() if one not in ("", None)}
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, " · ".join(part for part in (path, word(key)) if part))
    elif isinstance(value, tuple | list) and any(isinstance(i, BaseModel) for i in value):
        for number, inner in enumerate(value, 1):
            yield from _flat(inner, f"{path}（{number}）" if len(value) > 1 else path)
    elif isinstance(value, tuple | list):
        yield path, "、".join(_plain(item) for item in value)
    else:
        yield path, _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return "未核实，不取值"
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:g}" if isinstance(value, float) else word(value)
