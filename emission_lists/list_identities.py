"""Numbers for enterprises and lines of a workbook that has none: those in force, then the next."""

import re
from collections import Counter, defaultdict

import pandas as pd

_NUMBERED = re.compile(r"^QY(\d+)$")


def by_name(names: pd.Series, in_force: pd.DataFrame) -> pd.Series:
    """Give enterprises the number they have in force, new ones the next ``QY…``.

    Args:
        names: Name of the enterprise per row; rows with the same name are one enterprise, an
            empty name gets no number.
        in_force: ``enterprise_id`` and ``enterprise`` of the version in force; may be empty. A
            name that stands there more than once is taken as new, for no one can say which it is.

    Returns:
        Numbers on the same index.
    """
    unique = in_force[~in_force["enterprise"].duplicated(keep=False)]
    known = dict(zip(unique["enterprise"], unique["enterprise_id"], strict=True))
    taken = [int(m[1]) for one in in_force["enterprise_id"] if (m := _NUMBERED.match(str(one)))]
    following = max(taken, default=0) + 1
    for name in names[names != ""].unique():
        if name not in known:
            known[name] = f"QY{following:05d}"
            following += 1
    return names.map(known).fillna("").astype(str)


def line_numbers(lines: pd.DataFrame, in_force: pd.DataFrame) -> pd.Series:
    """Give lines the number they have in force, new ones the next of their enterprise.

    The n-th line of the same process of an enterprise is taken as the n-th one in force.

    Args:
        lines: ``enterprise_id`` and ``process`` per row.
        in_force: The same and ``line_id`` of the version in force; may be empty.

    Returns:
        Numbers on the index of ``lines``; empty where the enterprise is not known.
    """
    known: dict[tuple[str, str, int], str] = {}
    count: Counter[tuple[str, str]] = Counter()
    used: defaultdict[str, set[str]] = defaultdict(set)
    stored = in_force[["enterprise_id", "process", "line_id"]].itertuples(index=False, name=None)
    for enterprise, process, line in stored:
        known[enterprise, process, count[enterprise, process]] = line
        count[enterprise, process] += 1
        used[enterprise].add(line)
    count.clear()
    following: Counter[str] = Counter()
    numbers = []
    for enterprise, process in zip(lines["enterprise_id"], lines["process"], strict=True):
        if enterprise == "":
            numbers.append("")
            continue
        number = known.get((enterprise, process, count[enterprise, process]))
        count[enterprise, process] += 1
        while number is None:
            following[enterprise] += 1
            candidate = f"{enterprise}-{following[enterprise]:02d}"
            if candidate not in used[enterprise]:
                number = candidate
                used[enterprise].add(candidate)
        numbers.append(number)
    return pd.Series(numbers, index=lines.index, dtype=str)
