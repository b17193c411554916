"""Transport firms: who goes on the blacklist."""

from datetime import timedelta
from typing import Any

import pandas as pd

from data.parameters import DatedValue
from emission_lists.regimes.daily import DailySituation, words
from emission_lists.regimes.regime import RegimeKind, empty_rows
from emission_lists.regimes.registers import FIRMS
from emission_lists.regimes.verdicts import Verdicts

NAME = "vehicles"
BLACKLIST = "运输企业黑名单"


def blacklisted(situation: DailySituation, blacklist: DatedValue | None) -> pd.DataFrame:
    """List the transport firms whose share of vehicles over the limit reaches the threshold.

    The share is that of the firm's fleet, not of the vehicles tested. Where the fleet is not known
    a share of the tested below the threshold clears the firm all the same (the fleet is no
    smaller); at or above it the firm is 待核. So is a record older than the span or one that
    contradicts itself.
    """
    register = situation.register(FIRMS.sheet)
    if blacklist is None or register.empty:
        return empty_rows()
    numbers = {
        name: pd.to_numeric(register[name], errors="coerce").astype(float)
        for name in ("fleet", "tested", "over_limit")
    }
    fleet, tested, over = numbers["fleet"], numbers["tested"], numbers["over_limit"]
    until = pd.to_datetime(register.get("checked_until", pd.Series(pd.NaT, index=register.index)))
    least, span = blacklist.value.share_from, timedelta(days=blacklist.value.within_days)
    day = pd.Timestamp(situation.day)
    of_fleet, of_tested = over / fleet.where(fleet > 0), over / tested.where(tested > 0)
    # A tenth of a fleet is met exactly by whole vehicles; the division must not fall below it.
    reached, below = of_fleet >= least - 1e-12, of_fleet < least - 1e-12
    below |= fleet.isna() & ((of_tested < least - 1e-12) | (over == 0))
    wrong = (over > tested) | (over > fleet) | (tested > fleet) | (until > day)
    given: dict[str, Any] = {"rule": BLACKLIST, "reference": str(blacklist.reference)}
    why = [
        f"超标 {bad:g} 辆，车辆总数 {all_:g} 辆，占 {part:.1%}，门槛 {least:.0%}"
        for bad, all_, part in zip(over, fleet, of_fleet, strict=True)
    ]
    verdicts = Verdicts(
        NAME, "运输企业",
        pd.DataFrame({"subject_id": words(register, "firm"), "name": words(register, "firm"),
                      "county": words(register, "county")}),
    )  # fmt: skip
    verdicts.take(wrong, RegimeKind.UNDECIDED, **given, missing="前后一致的检测数据",
                  why="受检、超标、总数互相矛盾，或统计截止日晚于查询日，请核对台账")  # fmt: skip
    verdicts.take(until < day - span, RegimeKind.UNDECIDED, **given, missing="一年内的检测数据",
                  why=f"统计截止日早于查询日 {blacklist.value.within_days} 天以上")  # fmt: skip
    verdicts.take(reached, RegimeKind.DUTY, **given, why=why, measure="列入运输企业黑名单")
    verdicts.take(below, RegimeKind.OUTSIDE, **given, why="超标车辆比例低于门槛")
    verdicts.take(over.isna() | tested.isna() & fleet.isna(), RegimeKind.UNDECIDED, **given,
                  missing="检测数据", why="没有超标车辆数或受检车辆数")  # fmt: skip
    verdicts.take(True, RegimeKind.UNDECIDED, **given, missing="车辆总数",
                  why="占受检车辆的比例达到门槛，但条文以车辆总数为分母，请补车辆总数")  # fmt: skip
    return verdicts.frame()
