"""What a filed text says in numbers, for a whole list at once.

Lists repeat themselves: 1号焦炉停产, 2号焦炉停产 … Each text is read with the line's own name taken
out, once per distinct text; of very many distinct ones only the most frequent are read.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from emission_lists.grammar.activity import remaining
from emission_lists.grammar.measure import Kind, Parsed
from emission_lists.grammar.parser import parse

MOST_TEXTS = 10_000
"""Distinct texts read in one inspection; each takes about a quarter of a millisecond."""

_OWN = "本生产线"
_NUMBERED = re.compile(r"\d+\s*[#号]")
_SILENT = frozenset({Kind.SELF, Kind.ADVICE, Kind.VERIFY, Kind.BASIS_RULE, Kind.NO_STARTSTOP})
"""Kinds that say nothing of how much a line runs, besides those of transport and cleaning."""
_BESIDE = (
    "transport_", "nrmm_", "cleaning", "inspection", "dust_", "odd_", "facility", "fuel_",
    "concentration", "emission_hold", "car_tail",
)  # fmt: skip
_BARE = frozenset({Kind.LOAD_CUT, Kind.LIMIT, Kind.OUTPUT_CUT, Kind.EMISSION_CUT})
"""Kinds that leave the number to another clause where they have none: 压减负荷，减排30%."""


@dataclass(frozen=True)
class Said:
    """What one text comes to."""

    cut: float = float("nan")
    """Share of the activity given up, 0 to 1; missing where the text does not say it as one."""
    measures: int = 0
    """Clauses understood."""
    understood: bool = False
    """Whether every part was understood."""


def declared(lines: pd.DataFrame, levels: list[str]) -> tuple[dict[str, pd.DataFrame], int]:
    """Read the filed texts of a list.

    Args:
        lines: ``process`` and ``filed_{level}``.
        levels: Levels to read.

    Returns:
        By level a frame ``cut, measures, understood`` on the index of ``lines`` (0 measures and
        understood where nothing is filed), and how many distinct texts were left unread; a line
        with such a text has ``measures`` -1.
    """
    texts = {level: _without_names(lines["process"], lines[f"filed_{level}"]) for level in levels}
    counts = Counter[str]()
    for of_level in texts.values():
        counts.update(of_level)
    counts.pop("", None)
    known: dict[str, Said] = {"": Said(understood=True)}
    known |= {text: said(text) for text, _ in counts.most_common(MOST_TEXTS)}
    unread = Said(measures=-1)
    found = {}
    for level, of_level in texts.items():
        place, distinct = pd.factorize(np.array(of_level, dtype=object))
        each = [known.get(text, unread) for text in distinct]
        found[level] = pd.DataFrame(
            {
                "cut": np.array([one.cut for one in each])[place],
                "measures": np.array([one.measures for one in each])[place],
                "understood": np.array([one.understood for one in each])[place],
            },
            index=lines.index,
        )
    return found, max(0, len(counts) - MOST_TEXTS)


@lru_cache(maxsize=50_000)
def said(text: str) -> Said:
    """Read one text from which the line's own name was taken out."""
    parsed = parse(text)
    return Said(_cut(text, parsed), len(parsed.measures), parsed.understood)


def _cut(text: str, parsed: Parsed) -> float:
    """Share given up, where the whole text was understood and comes to one share."""
    if not parsed.understood or _NUMBERED.search(text):
        return float("nan")  # another device than the line's own: no number for this line
    left: set[float] = set()
    for measure in parsed.measures:
        if measure.kind in _SILENT or measure.kind.value.startswith(_BESIDE):
            continue
        if measure.kind in _BARE and not measure.value:
            continue
        share = remaining(measure)
        if share is None or measure.condition or measure.exception:
            return float("nan")
        left.add(share)
    return round(1 - left.pop(), 12) if len(left) == 1 else float("nan")


def _without_names(processes: pd.Series, texts: pd.Series) -> list[str]:
    """Texts with the name of the line's own process taken out of them."""
    return [
        _without(process, text) if text else ""
        for process, text in zip(
            processes.astype(str).tolist(), texts.fillna("").astype(str).tolist(), strict=True
        )
    ]


def _without(process: str, text: str) -> str:
    if not process or process not in text:
        return text
    bracketed = text.replace(f"（{process}）", "").replace(f"({process})", "")
    return bracketed.replace(process, _OWN)
