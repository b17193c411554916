"""How much skill is lost when input hours are missing at random.

``python -m benchmarks.missing_hours --observations FILE… --forecast-weather FILE --observed-weather
FILE --from D --to D`` takes the files of the UCI Beijing set; the days given are issue days. The same
backtest runs on the whole record and on one from which a share of the hours was taken, for fitting
as for forecasting; both are judged against the whole record.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from data import sources
from data.sources.weather import read_forecast_archive, read_observed
from forecasting import models, records
from forecasting.backtest import backtest
from forecasting.verification import table


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--observations", type=Path, nargs="+", required=True)
    ask.add_argument("--forecast-weather", type=Path)
    ask.add_argument("--observed-weather", type=Path)
    ask.add_argument("--from", dest="start", type=pd.Timestamp, required=True)
    ask.add_argument("--to", dest="end", type=pd.Timestamp, required=True)
    ask.add_argument("--model", default="blend", choices=list(models.MODELS))
    ask.add_argument("--share", type=float, default=0.1, help="share of hours taken away")
    ask.add_argument("--together", action="store_true", help="take hours of all stations at once")
    ask.add_argument("--seed", type=int, default=0)
    options = ask.parse_args()
    read = sources.read(options.observations, sources.Format.PRSA)
    whole = records.Sources(
        hourly=read.hourly,
        weather=options.observed_weather and read_observed(options.observed_weather)[0],
        forecast_weather=options.forecast_weather
        and read_forecast_archive(options.forecast_weather)[0],
    )
    holed = replace(whole, hourly=_holed(read.hourly, options))
    truth, rows = None, {}
    for name, frames in (("whole", whole), ("holed", holed)):
        history = records.of_stations(frames)
        if truth is None:
            truth = history.daily[history.daily["city"].isin(history.targets)]
        model = models.create(options.model, ("pm25",), 7)
        made = backtest(model, history, pd.date_range(options.start, options.end), 7)
        rows[name] = table(made, truth, "pm25").loc["rmse"]
    shown = pd.DataFrame(rows)
    shown["ratio"] = shown["holed"] / shown["whole"]
    how = "hours of all stations at once" if options.together else "station hours"
    print(f"PM2.5 RMSE µg/m³, {options.model}, {options.share:.0%} of {how} removed")
    print(shown.T.round(3).to_string())
    print(f"mean ratio {shown['ratio'].mean():.3f}")


def _holed(hourly: pd.DataFrame, options: argparse.Namespace) -> pd.DataFrame:
    generator = np.random.default_rng(options.seed)
    if options.together:
        hours = hourly["hour"].drop_duplicates().to_numpy()
        gone = hours[generator.random(len(hours)) < options.share]
        return hourly[~hourly["hour"].isin(gone)]
    return hourly[generator.random(len(hourly)) >= options.share]


if __name__ == "__main__":
    main()
