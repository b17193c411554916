"""Skill of every model on real files, beside persistence, by lead day.

``python -m benchmarks.forecast_skill --observations FILE… --from D --to D [--forecast-weather FILE]``
takes the files of the UCI Beijing set; the days given are target days.
"""

import argparse
import time
from pathlib import Path

import pandas as pd

from data import sources
from data.sources.weather import read_forecast_archive, read_observed
from forecasting import models, records
from forecasting.backtest import backtest
from forecasting.knowledge import DAY, History
from forecasting.verification import table

_SHOWN = {
    "rmse": "RMSE µg/m³",
    "skill": "skill against persistence",
    "warn_csi": "CSI, warned at chance 0.3",
    "coverage_90": "days inside 5-95 %",
    "pinball2": "pinball × 2",
}


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--observations", type=Path, nargs="+", required=True)
    ask.add_argument("--forecast-weather", type=Path)
    ask.add_argument("--observed-weather", type=Path)
    ask.add_argument("--from", dest="start", type=pd.Timestamp, required=True)
    ask.add_argument("--to", dest="end", type=pd.Timestamp, required=True)
    ask.add_argument(
        "--models", nargs="+", default=list(models.MODELS), choices=list(models.MODELS)
    )
    ask.add_argument("--lead-days", type=int, default=7)
    options = ask.parse_args()
    history = _history(options)
    observed = history.daily[history.daily["city"].isin(history.targets)]
    observed = observed[observed["day"].between(options.start, options.end)]
    last_days = history.daily[history.daily["day"] < options.start]
    for pollutant in ("pm25", "o3_mda8"):
        rows = {}
        for name in options.models:
            begin = time.process_time()
            issued = pd.date_range(options.start - options.lead_days * DAY, options.end - DAY)
            made = backtest(
                models.create(name, (pollutant,), options.lead_days),
                history,
                issued,
                options.lead_days,
            )
            seconds = time.process_time() - begin
            wanted = made[made["day"].between(options.start, options.end)]
            scores = table(wanted, pd.concat([last_days, observed]), pollutant)
            for score, label in _SHOWN.items():
                rows[label, name] = scores.loc[score]
            rows["CPU s", name] = pd.Series({options.lead_days: seconds})
        print(f"\n{pollutant}, {options.start:%Y-%m-%d} to {options.end:%Y-%m-%d}")
        print(pd.DataFrame(rows).T.sort_index(level=0, sort_remaining=False).round(2).to_string())


def _history(options: argparse.Namespace) -> History:
    hourly = sources.read(options.observations, sources.Format.PRSA).hourly
    archive = options.forecast_weather and read_forecast_archive(options.forecast_weather)[0]
    weather = options.observed_weather and read_observed(options.observed_weather)[0]
    return records.of_stations(
        records.Sources(hourly=hourly, weather=weather, forecast_weather=archive)
    )


if __name__ == "__main__":
    main()
