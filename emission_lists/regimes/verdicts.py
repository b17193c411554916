"""Filling the rows of a regime rule by rule."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from emission_lists.regimes.regime import BINDING, COLUMNS, RegimeKind


class Verdicts:
    """Fills the rows of a regime rule by rule: the first rule that fits a row holds.

    >>> lines = pd.DataFrame({"line_id": ["L1"], "process": ["1号焦炉"], "enterprise_id": ["QY1"]})
    >>> verdicts = Verdicts.of_lines("staggered", lines)
    >>> verdicts.take([True], RegimeKind.STOP, measure="停产治理", rule="未完成治理", share=1.0)
    >>> verdicts.frame()[["subject_id", "kind", "share", "bound"]].values.tolist()
    [['L1', 'stop', 1.0, True]]
    """

    def __init__(self, regime: str, subject: Sequence[str] | str, identity: pd.DataFrame) -> None:
        """Begin with every row outside the regime.

        Args:
            regime: Key of the regime.
            subject: What a row is, one word for all or one per row.
            identity: Columns ``subject_id name enterprise_id enterprise county``; missing ones are
                taken as empty. Its index is kept.
        """
        self.index = identity.index
        rows = len(identity)
        self._open = np.ones(rows, dtype=bool)
        self._columns: dict[str, np.ndarray] = {
            name: np.full(rows, "", dtype=object) for name in COLUMNS
        }
        self._columns["regime"][:] = regime
        self._columns["subject"][:] = subject
        self._columns["kind"][:] = RegimeKind.OUTSIDE.value
        self._columns["share"] = np.full(rows, np.nan)
        self._columns["since"][:] = None
        self._columns["until"][:] = None
        for name in ("subject_id", "name", "enterprise_id", "enterprise", "county"):
            if name in identity:
                self._columns[name] = identity[name].fillna("").astype(str).to_numpy(dtype=object)

    @classmethod
    def of_lines(cls, regime: str, lines: pd.DataFrame) -> "Verdicts":
        """Begin with the production lines of a list (LINES merged with ENTERPRISES)."""
        identity = lines.rename(columns={"line_id": "subject_id", "process": "name"})
        return cls(regime, "生产线", identity)

    @classmethod
    def of_sources(cls, regime: str, sources: pd.DataFrame) -> "Verdicts":
        """Begin with the other sources of a list (OTHER_SOURCES); ``subject`` is their kind."""
        identity = sources.rename(columns={"source_id": "subject_id", "source": "name"})
        kinds = sources["kind"].astype(str).tolist() if "kind" in sources else ""
        return cls(regime, kinds, identity)

    @property
    def open(self) -> np.ndarray:
        """Rows no rule has taken yet."""
        return self._open.copy()

    def take(
        self,
        where: Any,
        kind: RegimeKind,
        *,
        measure: Any = "",
        share: Any = None,
        window: Any = "",
        since: date | None = None,
        until: date | None = None,
        rule: Any = "",
        reference: Any = "",
        why: Any = "",
        missing: Any = "",
    ) -> None:
        """Give a verdict to the rows that fit and are still open.

        Every value is one for all or an array over all rows; ``share`` None is missing.
        """
        fits = self._open & np.asarray(where, dtype=bool)
        given = {
            "kind": kind.value, "measure": measure, "window": window, "rule": rule,
            "reference": reference, "why": why, "missing": missing,
        }  # fmt: skip
        for name, value in given.items():
            self._put(name, fits, value)
        self._put("share", fits, np.nan if share is None else share)
        for name, day in (("since", since), ("until", until)):
            self._columns[name][fits] = day
        self._open &= ~fits

    def note_missing(self, where: Any, what: str) -> None:
        """Add the name of missing data to rows, whatever their verdict."""
        fits = np.asarray(where, dtype=bool)
        held = self._columns["missing"]
        held[fits] = [f"{text}、{what}" if text else what for text in held[fits]]

    def frame(self) -> pd.DataFrame:
        """Return the rows with ``COLUMNS``, on the index of the lines or sources."""
        kinds = self._columns["kind"]
        binding = {kind.value for kind in BINDING}
        columns = {
            **self._columns,
            "bound": np.array([kind in binding for kind in kinds], dtype=bool),
            "exempt": np.array([kind == RegimeKind.EXEMPT for kind in kinds], dtype=bool),
        }
        return pd.DataFrame({name: columns[name] for name in COLUMNS}, index=self.index)

    def _put(self, name: str, fits: np.ndarray, value: Any) -> None:
        per_row = isinstance(value, np.ndarray | pd.Series | list)
        self._columns[name][fits] = np.asarray(value)[fits] if per_row else value
