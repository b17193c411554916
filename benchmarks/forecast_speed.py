"""Time of a forecast of six pollutants from a stored fit: ``python -m benchmarks.forecast_speed``.

A made-up city of three years with hours, weather and a chemistry model; everything is made here, so
the figures need no data. Medians of CPU time of one thread.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from air_quality.averaging import daily_concentrations
from forecasting import History, Knowledge, fit, forecast
from forecasting.knowledge import DAY, POLLUTANTS, issue_moment
from forecasting.reasons import explain

CITY, DAYS, LEADS, ROUNDS = "示例", 1000, 7, 7
START = pd.Timestamp(2023, 1, 1)


def history() -> History:
    rng = np.random.default_rng(1)
    day = pd.date_range(START, periods=DAYS, freq="D")
    season = np.cos(2 * np.pi * day.day_of_year.to_numpy() / 365.25)
    names = ("rh_mean", "ws_mean", "t_mean", "u_mean", "v_mean", "rain_mm", "p_mean")
    weather = pd.DataFrame(rng.normal(5, 2, (DAYS, len(names))), columns=list(names)).abs()
    weather = weather.assign(city=CITY, day=day, t_mean=12 - 14 * season)
    pm25 = (7 + 2 * season + rng.normal(0, 1.5, DAYS)).clip(1) ** 2
    hours = pd.date_range(START + pd.Timedelta(hours=1), periods=24 * DAYS, freq="h")
    hourly = pd.DataFrame({"place": CITY, "hour": hours})
    for name, scale in {
        "pm25": 1,
        "pm10": 1.5,
        "so2": 0.2,
        "no2": 0.7,
        "co": 0.02,
        "o3": 1,
    }.items():
        hourly[name] = np.repeat(pm25 * scale, 24) * rng.uniform(0.8, 1.2, 24 * DAYS)
    archive = pd.concat(
        weather.assign(issue_day=weather["day"] - lead * DAY, lead_days=lead).drop(columns="day")
        for lead in range(1, LEADS + 1)
    )
    return History(
        daily_concentrations(hourly), hourly, weather, archive.reset_index(drop=True), {}
    )


def guidance(record: History) -> pd.DataFrame:
    daily = record.daily.set_index("day")[[name for name in POLLUTANTS if name in record.daily]]
    parts = [
        (0.8 * daily).assign(init_time=daily.index - lead * DAY + pd.Timedelta(hours=20))
        for lead in range(1, 6)
    ]
    runs = pd.concat(parts).reset_index(names="day").assign(city=CITY, model="模式")
    return runs[runs["init_time"] > START + (DAYS - 240) * DAY]


def median(work: Callable[[], object]) -> float:
    times = []
    for turn in range(ROUNDS + 1):
        start = time.process_time()
        work()
        if turn:
            times.append(time.process_time() - start)
    return statistics.median(times)


def run() -> list[tuple[str, float, float]]:
    """What, median CPU seconds, and the time it may take."""
    record = history()
    issue = issue_moment(START + (DAYS - 10) * DAY, 8)
    fitted, told, now = fit(record, issue), guidance(record), Knowledge.cut(record, issue)
    made = forecast(record, issue, LEADS, fitted=fitted)
    return [
        ("forecast from a stored fit, six pollutants, 500 joint paths",
         median(lambda: forecast(record, issue, LEADS, fitted=fitted)), 0.2),
        ("the same with a chemistry model corrected and weighed",
         median(lambda: forecast(record, issue, LEADS, fitted=fitted, guidance=told)), 0.5),
        ("what drives it: 128 combinations of 7 groups, 8 lead days, 2 pollutants",
         median(lambda: explain(fitted, now, CITY, made.quantiles)), 0.5),
    ]  # fmt: skip


def table(results: list[tuple[str, float, float]]) -> str:
    lines = ["| what | CPU s | may take, s |", "|---|---|---|"]
    lines += [f"| {name} | {taken:.3f} | {limit:g} |" for name, taken, limit in results]
    return "\n".join(lines)


def main() -> None:
    print(table(run()))


if __name__ == "__main__":
    main()
