"""What a source worked out itself, held against our own arithmetic."""

import pandas as pd

from air_quality.aqi import hourly_aqi
from air_quality.averaging import moving_8h, moving_24h

_LABELS = {
    "pm25_24h": "PM2.5_24h",
    "pm10_24h": "PM10_24h",
    "so2_24h": "SO2_24h",
    "no2_24h": "NO2_24h",
    "co_24h": "CO_24h",
    "o3_8h": "O3_8h",
    "aqi": "AQI",
}
_TOLERANCE = {"co_24h": 0.1, "aqi": 2.0}
"""Sources publish rounded values; ours come from rounded hours. Others: 1 µg/m³."""


def compare_published(hourly: pd.DataFrame, published: pd.DataFrame | None) -> list[str]:
    """Say, per kind of value, on how many hours the source and we differ.

    Args:
        hourly: Hourly contract.
        published: ``place``, ``hour`` and any of ``aqi pm25_24h pm10_24h so2_24h no2_24h
            co_24h o3_8h`` as the source gives them; None: nothing to compare.

    Returns:
        One Chinese sentence per kind that both have. Differences beyond 1 µg/m³ (CO 0.1 mg/m³,
        AQI 2) count, the largest is named. Windows that reach before the first hour are
        compared only where we have enough hours.
    """
    if published is None or published.empty or hourly.empty:
        return []
    ours = _ours(hourly, [name for name in _LABELS if name in published])
    both = published.merge(ours, on=["place", "hour"], suffixes=("_theirs", "_ours"))
    return [sentence for name in _LABELS if (sentence := _sentence(both, name))]


def _ours(hourly: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    result = hourly[["place", "hour"]].copy()
    daylong = [name.removesuffix("_24h") for name in names if name.endswith("_24h")]
    if daylong:
        means = moving_24h(hourly, daylong)
        result = result.assign(**{f"{name}_24h": means[name] for name in daylong})
    if "o3_8h" in names:
        result["o3_8h"] = moving_8h(hourly)["o3"]
    if "aqi" in names:
        result["aqi"] = hourly_aqi(hourly)["aqi"].to_numpy(dtype=float, na_value=float("nan"))
    return result


def _sentence(both: pd.DataFrame, name: str) -> str:
    if f"{name}_ours" not in both:
        return ""
    ours, theirs = both[f"{name}_ours"], both[f"{name}_theirs"]
    gap = (ours - theirs).abs().dropna()
    if gap.empty:
        return f"{_LABELS[name]}：来源有数，本系统有效小时不足，未能核对"
    differing = gap[gap > _TOLERANCE.get(name, 1.0) + 1e-9]
    if differing.empty:
        return f"{_LABELS[name]}：核对 {len(gap)} 个时次，与本系统计算一致"
    worst = both[both.index == differing.idxmax()].iloc[0]
    return (
        f"{_LABELS[name]}：核对 {len(gap)} 个时次，{len(differing)} 个与本系统计算不一致，"
        f"最大差在 {worst['place']} {worst['hour']:%Y-%m-%d %H:%M}，"
        f"来源 {worst[f'{name}_theirs']:g}、本系统 {worst[f'{name}_ours']:.1f}"
    )
