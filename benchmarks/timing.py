"""Interleaved timing: baseline and ours in turn, medians of CPU time, so a busy machine says little."""

import resource
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


def cpu() -> float:
    """CPU seconds of this process and of the processes it started and waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def compare(
    name: str,
    baseline: str,
    other: Callable[[], object],
    ours: Callable[[], object],
    rounds: int = ROUNDS,
) -> Result:
    """Time both in turn; of several rounds the first of each is not counted."""
    times: dict[str, list[float]] = {"other": [], "ours": []}
    first = min(rounds - 1, 1)
    for turn in range(rounds + first):
        for key, work in (("other", other), ("ours", ours)):
            start = cpu()
            work()
            if turn >= first:
                times[key].append(cpu() - start)
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
