"""How much skill is lost when input hours are missing at random.

``python -m benchmarks.missing_hours [--data FOLDER] [--from D --to D] [--together]`` takes the hourly
set of Beijing; the days given are issue days. The same backtest runs on the whole record and on
one from which a share of the hours was taken, for fitting as for forecasting; both are judged against
the whole record. Asked for: the same RMSE within 3 % with 10 % of the hours gone.
"""

import argparse
from dataclasses import replace

import joblib
import numpy as np
import pandas as pd

from benchmarks import real_data
from forecasting import models, records
from forecasting.backtest import backtest
from forecasting.knowledge import HOURS_OF_DAY, History
from forecasting.verification import table

LEADS = 7


def main() -> None:
    """Backtest with and without holes and print the ratio of errors."""
    ask = argparse.ArgumentParser(description=__doc__)
    real_data.add_option(ask)
    ask.add_argument("--from", dest="start", type=pd.Timestamp, default="2015-11-01")
    ask.add_argument("--to", dest="end", type=pd.Timestamp, default="2016-02-21")
    ask.add_argument("--model", default="blend", choices=list(models.MODELS))
    ask.add_argument("--pollutant", default="pm25", choices=["pm25", "o3_mda8"])
    ask.add_argument("--issue-hour", type=int, default=HOURS_OF_DAY)
    ask.add_argument("--share", type=float, default=0.1, help="share of hours taken away")
    ask.add_argument("--together", action="store_true", help="take hours of all stations at once")
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--jobs", type=int, default=2)
    options = ask.parse_args()
    try:
        whole = real_data.beijing_sources(options.data)
    except real_data.MissingDataError as problem:
        print(problem)
        return
    assert whole.hourly is not None
    holed = replace(whole, hourly=_holed(whole.hourly, options))
    histories = {"whole": records.of_stations(whole), "holed": records.of_stations(holed)}
    truth = histories["whole"].daily
    truth = truth[truth["city"].isin(histories["whole"].targets)]
    made = joblib.Parallel(n_jobs=options.jobs)(
        joblib.delayed(_backtest)(history, options) for history in histories.values()
    )
    shown = pd.DataFrame(
        {
            name: table(rows, truth, options.pollutant, issue_hour=options.issue_hour).loc["rmse"]
            for name, rows in zip(histories, made, strict=True)
        }
    )
    shown["ratio"] = shown["holed"] / shown["whole"]
    how = "hours of all stations at once" if options.together else "station hours"
    print(
        f"{options.pollutant} RMSE µg/m³, {options.model}, issued at {options.issue_hour}:00, "
        f"{options.start:%Y-%m-%d} to {options.end:%Y-%m-%d}, {options.share:.0%} of {how} removed"
    )
    print(shown.T.round(3).to_string())
    print(f"mean ratio {shown['ratio'].mean():.3f}")


def _backtest(history: History, options: argparse.Namespace) -> pd.DataFrame:
    model = models.create(options.model, (options.pollutant,), LEADS)
    days = pd.date_range(options.start, options.end)
    return backtest(model, history, days, LEADS, issue_hour=options.issue_hour)


def _holed(hourly: pd.DataFrame, options: argparse.Namespace) -> pd.DataFrame:
    generator = np.random.default_rng(options.seed)
    if options.together:
        hours = hourly["hour"].drop_duplicates().to_numpy()
        gone = hours[generator.random(len(hours)) < options.share]
        return hourly[~hourly["hour"].isin(gone)]
    return hourly[generator.random(len(hourly)) >= options.share]


if __name__ == "__main__":
    main()
