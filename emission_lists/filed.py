"""What the measure an enterprise filed counts: its declared share, else what its words say."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.vocabulary import AlertLevel
from emission_lists.grammar.activity import Window
from emission_lists.grammar.effect import IDLE, Mode, effect
from emission_lists.rule_matrix import read
from emission_lists.traits import Traits

CONTRADICTION = 0.005
"""Difference between the declared share and the words from which it is shown."""


@dataclass(frozen=True)
class FiledMeasure:
    """A filed measure and what of it counts."""

    text: str
    declared: float | None
    of_words: float | None
    """Share the words alone give up; None where they do not say it in full."""
    note: str
    """Contradiction, or why nothing counts; in Chinese, empty where there is nothing to say."""

    @property
    def share(self) -> float | None:
        """Share that counts: the declared one, else that of the words."""
        return self.of_words if self.declared is None else self.declared


def filed_measure(
    text: str,
    declared: float | None,
    traits: Traits,
    level: AlertLevel,
    window: Window | None = None,
    process: str = "",
) -> FiledMeasure:
    """Read one filed measure.

    Words count only where every part is understood, speaks of this line and gives a share; half
    by line gives none for one line. Caps and transport bans give up nothing and are no gap.
    """
    of_words, why = _of_words(text, traits, level, window, process)
    if declared is None:
        note = "" if of_words is not None or not text else why
    elif of_words is not None and abs(of_words - declared) > CONTRADICTION:
        note = f"备案比例{declared:.0%}与文字所述{of_words:.0%}不一致，请核实"
    else:
        note = ""
    return FiledMeasure(text, declared, of_words, note)


def counted_shares(
    lines: pd.DataFrame,
    level: AlertLevel,
    traits: Sequence[Traits],
    key: npt.NDArray[np.int32],
    window: Window | None = None,
) -> pd.Series:
    """Return the share that counts of every line's filed measure; missing where none does.

    Only texts without a declared share are read, each distinct one once.
    """
    declared = lines[f"filed_{level}_share"].astype(float)
    text = lines[f"filed_{level}"].fillna("").astype(str)
    asked = np.flatnonzero((declared.isna() & (text != "")).to_numpy())
    if not len(asked):
        return declared
    found = declared.to_numpy(copy=True)
    words, process = text.iloc[asked].tolist(), lines["process"].iloc[asked].astype(str).tolist()
    known: dict[tuple[str, int, str], float] = {}
    for place, said, own in zip(asked.tolist(), words, process, strict=True):
        at = (said, int(key[place]), own)
        if at not in known:
            share = filed_measure(said, None, traits[at[1]], level, window, own).share
            known[at] = np.nan if share is None else share
        found[place] = known[at]
    return pd.Series(found, index=lines.index)


def _of_words(
    text: str, traits: Traits, level: AlertLevel, window: Window | None, process: str
) -> tuple[float | None, str]:
    parsed = read(text)
    if not parsed.understood:
        return None, "备案文字未全部读懂，未计减排" if text else ""
    found = effect(parsed, traits, level, window, process)
    if found.open:
        return None, "备案文字：" + "；".join(found.open)
    if found.mode is Mode.BY_LINE:
        return None, "备案文字按生产线计，未写明本线停否，按 0 计"
    if found.mode is Mode.OWN:
        return None, "备案文字只写自主减排，未写比例"
    if not found.binds and any(measure.kind not in IDLE for measure in parsed.measures):
        return None, "备案文字所写的设备或情形与本线不符"
    return found.cut, ""
