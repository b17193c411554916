"""Activated carbon: who has to change it by the day laid down, and who has not."""

from datetime import date

import numpy as np
import pandas as pd

from emission_lists.regimes.facts import day_of, number_of, text_of
from emission_lists.regimes.ozone_rules import InForce
from emission_lists.regimes.regime import RegimeKind
from emission_lists.regimes.verdicts import Verdicts

_SIGN = "活性炭"


def due(regime: str, force: InForce, lines: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return a row for every line of the named trades that uses, or may use, activated carbon.

    Use is told by the facts, else by the treatment named in the list. A line of which neither is
    known stays undecided where it emits VOCs; one that does not use it gets no row.
    """
    rule = force.season.carbon
    named = text_of(lines, "industry").isin({n for ns in rule.industries.values() for n in ns})
    told, treatment = text_of(lines, "uses_carbon"), text_of(lines, "treatment")
    uses = (told == "是") | ((told == "") & treatment.str.contains(_SIGN, regex=False))
    unknown = (told == "") & (treatment == "") & (number_of(lines, "vocs_kg") > 0)
    listed = (named & (uses | unknown)).to_numpy()
    chosen = lines[listed]
    verdicts = Verdicts.of_lines(regime, chosen)
    source = force.source(rule.clause)
    verdicts.take(
        unknown.to_numpy()[listed], RegimeKind.UNDECIDED, rule="活性炭更换", reference=source,
        why="治理设施未填，是否使用活性炭不作推定", missing="治理设施（是否使用活性炭）",
    )  # fmt: skip
    changed = day_of(chosen, "carbon_changed_on")
    start = pd.Timestamp(day.year, 1, 1)
    done = ((changed >= start) & (changed <= pd.Timestamp(day))).to_numpy()
    verdicts.take(
        done, RegimeKind.OUTSIDE, rule="活性炭更换", reference=source,
        why=[f"本年已于{one:%Y-%m-%d}更换" if one == one else "" for one in changed],  # noqa: PLR0124
    )  # fmt: skip
    date_text = f"{force.carbon_due.month}月{force.carbon_due.day}日"
    late = day > force.carbon_due
    said = (
        f"活性炭应于{date_text}前更换，未见本年更换记录，立即更换并报送台账"
        if late
        else f"{date_text}前完成活性炭更换并留存台账"
    )
    verdicts.take(
        verdicts.open, RegimeKind.DUTY, measure=said, until=force.carbon_due, rule="活性炭更换",
        reference=source, why="逾期" if late else "",
        missing=np.where(changed.isna(), "活性炭更换日期", ""),
    )  # fmt: skip
    return verdicts.frame()
