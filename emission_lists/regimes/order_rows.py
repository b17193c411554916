"""From what a regime says to rows that orders can be drafted from."""

from collections.abc import Iterable

import pandas as pd

from data.vocabulary import Emitted, MeasureKind
from emission_lists.regimes.facts import number_of, text_of
from emission_lists.regimes.regime import Regime, RegimeKind

_KINDS = {
    RegimeKind.STOP: MeasureKind.STOP,
    RegimeKind.LIMIT: MeasureKind.LIMIT,
    RegimeKind.BY_DEMAND: MeasureKind.LIMIT,
}
"""Kinds whose share is a cut of emission; all others order something else than a cut."""
_TEXTS = (
    "enterprise_id", "enterprise", "credit_code", "county", "address", "contact", "phone",
    "line_id", "process", "industry", "grade", "verification", "meter_id",
)  # fmt: skip


def to_order_rows(
    regime: Regime, lines: pd.DataFrame, sources: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the bound lines and sources as rows with the columns that orders are drafted from.

    Only what this regime binds goes out: who is exempt from it, is not addressed by it or cannot be
    judged gets no row, and no other regime nor the alert has a say. Several clauses for one line
    become one row. A cut in kg/d is counted for a stop and for a share of output only; moving work
    to other hours, a ban or a duty cuts nothing on paper. A share that is not known counts 0.
    A source outside industry is addressed under its own name; what binds an enterprise as a whole
    is one row of it (全厂).

    Args:
        regime: What the regime says.
        lines: The list it was judged on (LINES merged with ENTERPRISES).
        sources: Its other sources, where it has any.
    """
    bound = regime.bound
    held = [_held(lines, "line_id")]
    if sources is not None and len(sources):
        named = sources.rename(columns={"source_id": "line_id", "source": "process"})
        named = named.assign(
            enterprise_id=named["line_id"], enterprise=named["process"], industry=named["kind"]
        )
        held.append(_held(named, "line_id"))
    if len(lines):
        plants = lines.drop_duplicates("enterprise_id")
        whole = plants.assign(
            line_id=plants["enterprise_id"], process="全厂", grade="", meter_id=""
        )
        amounts = dict.fromkeys((p.column for p in Emitted), 0.0)
        held.append(_held(whole.assign(verification="", **amounts), "line_id"))
    listed = pd.concat(held).drop_duplicates("line_id").set_index("line_id", drop=False)
    merged = _merged(bound[bound["subject_id"].isin(listed.index)])
    rows = listed.loc[merged["subject_id"]].reset_index(drop=True)
    cut = merged["cut_fraction"].to_numpy()
    for name in ("kind", "measure", "cut_fraction", "rule", "reference"):
        rows[name] = merged[name].to_numpy()
    for pollutant in Emitted:
        rows[pollutant.cut_column] = rows[pollutant.column].fillna(0.0).to_numpy() * cut
    return rows.assign(transport="")


def _held(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {name: text_of(frame, name) for name in _TEXTS}
    protected = text_of(frame, "protected")
    columns["protected"] = protected.where(protected != "", "否")
    columns["supply_floor"] = number_of(frame, "supply_floor").fillna(0.0)
    columns |= {p.column: number_of(frame, p.column) for p in Emitted}
    return pd.DataFrame(columns, index=frame.index).astype({key: str})


def _merged(bound: pd.DataFrame) -> pd.DataFrame:
    """One row per subject: the strongest kind, all sentences and all sources."""
    kinds = [_KINDS.get(RegimeKind(kind), MeasureKind.NONE) for kind in bound["kind"]]
    share = bound["share"].astype(float).fillna(0.0)
    frame = bound.assign(
        cut_fraction=share.where(pd.Series(kinds, bound.index) != MeasureKind.NONE, 0.0),
        order_kind=[kind.value for kind in kinds],
    )
    order = frame["subject_id"].drop_duplicates()
    # Strongest first, so that the first kind is the one that goes on the order.
    frame = frame.sort_values("cut_fraction", ascending=False, kind="stable")
    several = frame["subject_id"].duplicated(keep=False)
    texts = ["measure", "rule", "reference"]
    parts = [frame.loc[~several, ["subject_id", "order_kind", "cut_fraction", *texts]]]
    if several.any():
        together = frame[several].groupby("subject_id", sort=False)
        first = together[["order_kind", "cut_fraction"]].first()
        parts.append(first.join(together[texts].agg(_joined)).reset_index())
    found = pd.concat(parts).set_index("subject_id").rename(columns={"order_kind": "kind"})
    return found.loc[order].reset_index()


def _joined(texts: Iterable[str]) -> str:
    return "；".join(dict.fromkeys(text for text in texts if text))
