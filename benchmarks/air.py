"""AQI of many city-days against a loop over the table."""

import numpy as np
import pandas as pd

from air_quality.aqi import daily_aqi
from benchmarks.timing import Result, compare
from data import parameters

_COLUMNS = {
    "pm25": "pm25_24h", "pm10": "pm10_24h", "so2": "so2_24h", "no2": "no2_24h", "co": "co_24h",
    "o3_mda8": "o3_mda8",
}  # fmt: skip


def run() -> list[Result]:
    rng = np.random.default_rng(0)
    days = pd.date_range("2026-03-01", periods=20_000 // 10, freq="D")
    daily = pd.DataFrame(
        {"city": np.repeat([f"c{n}" for n in range(10)], len(days)), "day": np.tile(days, 10)}
    )
    for name in _COLUMNS:
        daily[name] = rng.gamma(2, 40 if name != "co" else 0.5, len(daily))
    return [
        compare(
            f"AQI of {len(daily):,} city-days", "Python loop with numpy.interp",
            lambda: _loop(daily), lambda: daily_aqi(daily),
        )
    ]  # fmt: skip


def _loop(daily: pd.DataFrame) -> list[int]:
    found = []
    for row in daily.to_dict("records"):
        table = parameters.on("air_quality/iaqi_breakpoints", row["day"].date()).value
        worst = 0.0
        for name, column in _COLUMNS.items():
            limits = getattr(table, column)
            value = round(row[name], 1 if name == "co" else 0)
            worst = max(worst, np.interp(value, limits, table.iaqi[: len(limits)]))
        found.append(int(np.ceil(round(worst, 9))))
    return found
