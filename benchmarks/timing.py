"""Interleaved timing: baseline and ours in turn, medians of CPU time, so a busy machine says little."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 5


@dataclass(frozen=True)
class Result:
    """Median CPU seconds of two ways of doing the same."""

    name: str
    baseline: str
    baseline_s: float
    ours_s: float

    @property
    def ratio(self) -> float:
        """How many times faster than the baseline."""
        return self.baseline_s / self.ours_s


def compare(
    name: str,
    baseline: str,
    other: Callable[[], object],
    ours: Callable[[], object],
    rounds: int = ROUNDS,
) -> Result:
    """Time both in turn; the first round of each is not counted."""
    times: dict[str, list[float]] = {"other": [], "ours": []}
    for turn in range(rounds + 1):
        for key, work in (("other", other), ("ours", ours)):
            start = time.process_time()
            work()
            if turn:
                times[key].append(time.process_time() - start)
    return Result(
        name, baseline, statistics.median(times["other"]), statistics.median(times["ours"])
    )


def table(results: list[Result]) -> str:
    """Return the results as lines of a Markdown table."""
    lines = [
        "| what | baseline | baseline, CPU s | ours, CPU s | times faster |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.name} | {r.baseline} | {r.baseline_s:.4f} | {r.ours_s:.4f} | {r.ratio:.1f} |"
        for r in results
    ]
    return "\n".join(lines)
