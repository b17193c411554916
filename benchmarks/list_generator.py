"""Lists of any size: the sample list over and over, every copy with amounts of its own."""

import numpy as np
import pandas as pd

from data import samples
from data.samples.names import credit_code
from data.tables import CITY_TOTALS, EMISSION_LIST, ENTERPRISES, LINES, OTHER_SOURCES
from data.vocabulary import Emitted

_EMISSIONS = [pollutant.column for pollutant in Emitted]


def make(enterprises: int, lines: int, seed: int = 1) -> dict[str, pd.DataFrame]:
    """Return the sheets of a list that passes every check, sorted by enterprise.

    Args:
        enterprises: Number of enterprises, at most ``lines``.
        lines: Number of production lines; every enterprise has one at least.
        seed: The same seed gives the same list.
    """
    rng = np.random.default_rng(seed)
    listed, single, totals = samples.enterprises()
    other = samples.other_sources()
    plants = listed.iloc[np.arange(enterprises) % len(listed)].reset_index(drop=True)
    number = np.arange(1, enterprises + 1)
    plants["enterprise_id"] = [f"QY{n:07d}" for n in number]
    plants["enterprise"] += [f"{n // len(listed) + 1}厂" for n in number]
    plants["credit_code"] = [credit_code(int(n)) for n in number]
    permitted = plants["discharge_permit"] != ""
    plants["discharge_permit"] = (plants["credit_code"] + "001P").where(permitted, "")

    # Each plant copies the lines of its pattern, more than once where more lines are wanted.
    position = pd.Series(range(len(listed)), index=listed["enterprise_id"])
    pattern = single.groupby(single["enterprise_id"].map(position)).indices
    extra = rng.multinomial(lines - enterprises, np.full(enterprises, 1 / enterprises))
    taken = [
        pattern[n % len(listed)][np.arange(1 + more) % len(pattern[n % len(listed)])]
        for n, more in enumerate(extra)
    ]
    chosen = single.iloc[np.concatenate(taken)].reset_index(drop=True)
    owner = np.repeat(np.arange(enterprises), 1 + extra)
    place = np.concatenate([np.arange(1, 2 + more) for more in extra])
    chosen["enterprise_id"] = plants["enterprise_id"].to_numpy()[owner]
    chosen["line_id"] = chosen["enterprise_id"] + [f"-{n:02d}" for n in place]
    chosen["process"] += [f"{n}#" for n in place]
    noise = rng.lognormal(0, 0.2, (lines, len(_EMISSIONS)))
    chosen[_EMISSIONS] = (chosen[_EMISSIONS] * noise).round(1)

    totals = totals.copy()
    totals[_EMISSIONS] *= np.ceil(1.1 * chosen[_EMISSIONS].sum().max() / totals[_EMISSIONS].iloc[0])
    return dict(
        zip(
            (table.sheet for table in EMISSION_LIST),
            (plants[ENTERPRISES.names], chosen[LINES.names], totals[CITY_TOTALS.names],
             other[OTHER_SOURCES.names]),
            strict=True,
        )
    )  # fmt: skip
