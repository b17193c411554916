"""What a forecast costs: ``python -m benchmarks.forecast_cost [--data FOLDER]``.

Fit and forecast of seven lead days and two pollutants of Beijing with its twelve stations, one
thread; then a forecast from the stored fit. CPU seconds and peak memory of this process alone, of
which the record read from files is stated apart.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import joblib
import pandas as pd
from threadpoolctl import threadpool_limits

from benchmarks import real_data
from forecasting import models
from forecasting.knowledge import Knowledge, issue_moment
from forecasting.models.base import Model

FIT_LIMIT_S, FIT_LIMIT_MB, STORED_LIMIT_S = 15, 500, 0.2
LEADS = 7
_DAY = pd.Timestamp("2016-02-22")
_ROUNDS = 5


def measure(folder: Path) -> str:
    """Measure here and return a Markdown table; meant for a process of its own."""
    history = real_data.beijing(folder)
    now = Knowledge.cut(history, issue_moment(_DAY))
    held = _peak_mb()
    with threadpool_limits(limits=1):
        begin = time.process_time()
        fitted = models.create("blend", ("pm25", "o3_mda8"), LEADS).fit(now)
        fit_s = time.process_time() - begin
        fitted.predict(now, LEADS)
        both_s, peak = time.process_time() - begin, _peak_mb()
        stored_s = _from_stored(fitted, now)
    return "\n".join(
        [
            "| Beijing, 7 lead days, PM2.5 and O3 | measured | at most |",
            "|---|---|---|",
            f"| fit and forecast, CPU s (fit alone {fit_s:.1f}) | {both_s:.1f} | {FIT_LIMIT_S} |",
            f"| peak memory, MB (the record alone {held:.0f}) | {peak:.0f} | {FIT_LIMIT_MB} |",
            f"| forecast from a stored fit, CPU s | {stored_s:.2f} | {STORED_LIMIT_S} |",
        ]
    )


def in_a_process_of_its_own(folder: Path) -> str:
    """Measure where nothing else has taken memory."""
    command = [sys.executable, "-m", "benchmarks.forecast_cost", "--data", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout or done.stderr


def _from_stored(fitted: Model, now: Knowledge) -> float:
    """Median CPU seconds of a forecast by a fit read from its file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fit.joblib"
        joblib.dump(fitted, path)
        stored: Model = joblib.load(path)
    taken = []
    for _ in range(_ROUNDS):
        begin = time.process_time()
        stored.predict(now, LEADS)
        taken.append(time.process_time() - begin)
    return sorted(taken)[_ROUNDS // 2]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print; a missing data set is said in words."""
    ask = argparse.ArgumentParser(description=__doc__)
    real_data.add_option(ask)
    try:
        print(measure(ask.parse_args().data))
    except real_data.MissingDataError as problem:
        print(problem)


if __name__ == "__main__":
    main()
