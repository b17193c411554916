"""Three levels of a large list with totals, against a plain Python loop over the same rules.

``python -m benchmarks.curtailment [LINES]`` prints the full table (150,000 lines unless told, the
larger size 1,500,000); ``make bench`` runs a moderate size. Both sides get the list as they like it
best: the loop a list of dictionaries and a dictionary of decisions, ours the list made ready.
"""

import argparse
import tracemalloc
from collections import defaultdict
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.timing import Result, compare, table
from data import samples
from data.vocabulary import RESPONSE_LEVELS, Emitted, PerformanceGrade
from emission_lists.cube import cube, what_if
from emission_lists.curtailment import policy
from emission_lists.evaluation import totals
from emission_lists.grammar.effect import Mode
from emission_lists.measures import MeasureTable, measure_table
from emission_lists.situations import Situations, situations

DAY, CITY = date(2026, 11, 24), "990100"
_PROCESSES = pd.read_csv(Path(samples.__file__).with_name("processes.csv"))
_KG = [pollutant.column for pollutant in Emitted]
_Row = dict[str, Any]


def synthetic(count: int, seed: int = 0) -> pd.DataFrame:
    """Make a list of about so many lines, five to an enterprise; values are not realistic."""
    rng = np.random.default_rng(seed)
    plants = max(count // 5, 1)
    plant = np.sort(rng.integers(0, plants, count))
    drawn = _PROCESSES.iloc[rng.integers(0, len(_PROCESSES), plants)]["industry"].to_numpy()[plant]
    usual = _PROCESSES.groupby("industry")["process"].agg(list)
    place = rng.random(count)
    grades = np.array([g.value for g in PerformanceGrade])
    weights = np.array([0.02, 0.08, 0.2, 0.05, 0.35, 0.1, 0.05, 0.1, 0.05])
    levels = dict(zip(RESPONSE_LEVELS, (0.6, 1.0, 1.3), strict=True))
    share = np.where(rng.random(count) < 0.15, np.nan, rng.random(count) * 0.5)
    return pd.DataFrame(
        {
            "line_id": np.char.add("L", np.arange(count).astype(str)),
            "enterprise_id": np.char.add("QY", plant.astype(str)),
            "county": np.array([f"县{n}" for n in range(12)])[plant % 12],
            "process": [
                usual[industry][int(at * len(usual[industry]))]
                for industry, at in zip(drawn, place, strict=True)
            ],
            "industry": drawn,
            "grade": rng.choice(grades, count, p=weights),
            "grade_until": pd.NaT,
            "supply_floor": np.where(rng.random(count) < 0.05, 0.6, np.nan),
            "minimum_load": np.where(rng.random(count) < 0.2, 0.7, np.nan),
            "already_off": np.where(rng.random(count) < 0.1, 0.5, np.nan),
            "built_up_km": np.where(rng.random(count) < 0.1, np.nan, rng.random(count) * 40),
            **{name: rng.gamma(1.0, 40.0, count) for name in _KG},
            **{f"filed_{level}": "" for level in levels},
            **{f"filed_{level}_share": share * factor for level, factor in levels.items()},
        }
    )


def tables() -> tuple[MeasureTable, ...]:
    """The example rules at the three levels."""
    return tuple(measure_table(level, DAY, CITY, "example") for level in RESPONSE_LEVELS)


def as_rows(listed: Situations) -> list[_Row]:
    """The list as plain Python has it: one dictionary per line, in the same order."""
    plants = listed.enterprise[listed.segment]
    names = ("floor", "running", "ceiling")
    columns: dict[str, list[Any]] = {name: getattr(listed, name).tolist() for name in names}
    columns |= {"room": listed.room.tolist(), "part": listed.part.tolist()}
    columns |= {"traits": [listed.traits[n] for n in listed.key.tolist()]}
    columns |= {"enterprise": plants.tolist(), "industry": listed.industry[listed.segment].tolist()}
    columns |= {"county": listed.county[listed.segment].tolist(), "kind": listed.kinds.tolist()}
    columns |= {name: ran.tolist() for name, ran in zip(_KG, listed.ran, strict=True)}
    columns |= {f"filed_{level}": share.tolist() for level, share in listed.filed.items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def loop(rows: list[_Row], listed: Situations, at: tuple[MeasureTable, ...]) -> list[_Row]:
    """The same rules line by line: totals by enterprise, county and industry, and of the city."""
    found = []
    for one in at:
        decided = {
            t: (d.mode, d.cut, d.apart) for t, d in ((t, one.decide(t)) for t in listed.traits)
        }
        filed = f"filed_{one.level}"
        cuts: list[float] = []
        groups: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            mode, cut, apart = decided[row["traits"]]
            if mode == Mode.BY_LINE:
                key = (row["enterprise"], row["industry"], row["kind"] if apart else 0)
                if row["running"] > 0:
                    groups[key].append(number)
                cuts.append(0.0)
                continue
            if mode == Mode.STOP:
                cut = row["room"]
            elif mode == Mode.SHARE:
                cut = min(cut, row["part"])
            elif mode == Mode.CEILING:
                over = cut if row["ceiling"] == 1 else 1 - (1 - cut) * row["ceiling"]
                cut = min(max(over, 0.0), row["part"])
            else:
                cut = 0.0
            cuts.append(max(cut, row[filed]))
        for members in groups.values():
            by_rule, ruled, by_filing = 0.0, [], 0.0
            for rank, number in enumerate(members):
                row = rows[number]
                cut = decided[row["traits"]][1]
                if len(members) == 1:
                    share = min(cut, row["part"])
                else:
                    share = row["room"] if rank < ceil(round(len(members) * cut, 9)) else 0.0
                ruled.append(share)
                weight = row["pm_kg"] + row["so2_kg"] + row["nox_kg"] + row["vocs_kg"]
                by_rule += weight * share
                by_filing += weight * row[filed]
            stricter = by_filing > by_rule * (1 + 1e-9)
            for number, share in zip(members, ruled, strict=True):
                cuts[number] = rows[number][filed] if stricter else share
        sums: _Row = {
            name: defaultdict(lambda: [0.0] * 4) for name in ("enterprise", "county", "industry")
        }
        whole = [0.0] * 4
        for row, cut in zip(rows, cuts, strict=True):
            for n, name in enumerate(_KG):
                amount = row[name] * cut
                sums["enterprise"][row["enterprise"]][n] += amount
                sums["county"][row["county"]][n] += amount
                sums["industry"][row["industry"]][n] += amount
                whole[n] += amount
        found.append({**sums, "city": whole})
    return found


def run(count: int = 30_000, rounds: int = 3) -> list[Result]:
    """Time both at one size."""
    made = synthetic(count)
    listed = situations(made, DAY, CITY)
    at = tables()
    rows = as_rows(listed)
    ours, theirs = totals(listed, at), loop(rows, listed, at)
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one.city.to_numpy(), other["city"], rtol=1e-9)
    orange = at[1]
    summed = cube(listed, orange.level)
    np.testing.assert_allclose(what_if(summed, orange).to_numpy()[0], ours[1].city, rtol=1e-9)
    policy(orange, listed)
    name = f"{count:,} lines x 3 levels x 4 pollutants with totals"
    return [
        compare(
            name, "Python loop over dictionaries", lambda: loop(rows, listed, at),
            lambda: totals(listed, at), rounds=rounds,
        ),
        compare(
            f"ten what-if totals of {count:,} lines from the cube",
            "full evaluations of one level",
            lambda: [totals(listed, (orange,)) for _ in range(10)],
            lambda: [what_if(summed, orange, "industry") for _ in range(10)],
            rounds=max(rounds, 7),
        ),
    ]  # fmt: skip


def memory(count: int) -> str:
    """Most memory beyond the list made ready, while it is evaluated."""
    listed, at = situations(synthetic(count), DAY, CITY), tables()
    totals(listed, at)
    tracemalloc.start()
    totals(listed, at)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    held = sum(
        value.nbytes for value in vars(listed).values() if isinstance(value, np.ndarray)
    ) + sum(share.nbytes for by in (listed.filed, listed.counted) for share in by.values())
    return f"{count:,} lines: {peak / 1e6:.0f} MB while evaluated, {held / 1e6:.0f} MB held ready"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("lines", type=int, nargs="*", default=[150_000])
    ask.add_argument("--rounds", type=int, default=3)
    options = ask.parse_args()
    for count in options.lines:
        print(table(run(count, options.rounds)))
        print(memory(count))


if __name__ == "__main__":
    main()
