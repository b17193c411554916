"""Non-road machinery: control areas at all times, and stages that stop during an alert."""

from typing import Any

import pandas as pd

from data.parameters import DatedValue
from data.parameters.shapes_daily_regimes import MachineryBan, StageBan
from emission_lists.regimes.daily import DailySituation, said, words
from emission_lists.regimes.regime import RegimeKind, empty_rows
from emission_lists.regimes.registers import MACHINES, STAGES
from emission_lists.regimes.verdicts import Verdicts

NAME = "vehicles"
ZONE, ALERT = "非道路移动机械禁用区", "预警期间非道路移动机械"
_RANK = {stage: rank for rank, stage in enumerate(STAGES, 1)}
_CLEAN = ("电动", "氢能")


def zones(situation: DailySituation, ban: DatedValue | None) -> pd.DataFrame:
    """Judge every machine of the register against the ban in control areas, alert or not.

    Banned is a machine below the stage, uncoded or smoking, each as the rule names it. Machines
    outside the areas are not concerned, those on a task the rule excepts are exempt from this ban
    alone. What is not filled in and would decide leaves the machine 待核.
    """
    if ban is None or situation.register(MACHINES.sheet).empty:
        return empty_rows()
    machines = _machines(situation)
    value: MachineryBan = ban.value
    given: dict[str, Any] = {"rule": ZONE, "reference": str(ban.reference)}
    rank = machines["stage"].map(_RANK).astype(float)
    clean = machines["power"].isin(_CLEAN)
    least = _RANK[value.min_stage] if value.min_stage else None
    below = (rank < least) & ~clean if least else pd.Series(False, index=machines.index)
    uncoded = (machines["coded"] == "否") & value.uncoded
    smoking = (machines["smoking"] == "是") & value.smoking
    banned = below | uncoded | smoking
    reasons = [
        "、".join(
            word
            for word, fits in (
                (f"排放阶段 {stage}，低于{value.min_stage}", low),
                ("未编码登记", no_code),
                ("冒黑烟", smoke),
            )
            if fits
        )
        for stage, low, no_code, smoke in zip(
            machines["stage"], below, uncoded, smoking, strict=True
        )
    ]
    verdicts = Verdicts(NAME, "非道路移动机械", machines)
    inside = machines["in_zone"]
    verdicts.take(inside == "否", RegimeKind.OUTSIDE, **given, why="不在禁用区内")
    verdicts.take(
        banned & machines["task"].isin(value.exceptions), RegimeKind.EXEMPT, **given,
        why=[f"{task}任务除外；{why}" for task, why in zip(machines["task"], reasons, strict=True)],
    )  # fmt: skip
    verdicts.take(banned & (inside == ""), RegimeKind.UNDECIDED, **given, why=reasons,
                  missing="是否在禁用区内")  # fmt: skip
    verdicts.take(banned, RegimeKind.BAN, **given, why=reasons, measure=value.measure)
    if least is None:
        verdicts.take(True, RegimeKind.UNDECIDED, **given, missing="是否达标",
                      why=f"{value.measure}；条文未载排放阶段")  # fmt: skip
    lacking = [
        "、".join(
            word
            for word, fits in (
                ("排放阶段", no_stage),
                ("编码登记", no_code),
                ("是否冒黑烟", no_smoke),
            )
            if fits
        )
        for no_stage, no_code, no_smoke in zip(
            rank.isna() & ~clean,
            (machines["coded"] == "") & value.uncoded,
            (machines["smoking"] == "") & value.smoking,
            strict=True,
        )
    ]
    verdicts.take([text != "" for text in lacking], RegimeKind.UNDECIDED, **given, missing=lacking,
                  why="台账未填全，不能判断")  # fmt: skip
    verdicts.take(True, RegimeKind.OUTSIDE, **given, why="达到要求")
    return verdicts.frame()


def in_alert(situation: DailySituation, bans: DatedValue | None) -> pd.DataFrame:
    """Stop machines up to a stage while an alert of the level is in force."""
    if bans is None or situation.level is None or situation.register(MACHINES.sheet).empty:
        return empty_rows()
    ban: StageBan | None = bans.value.levels.get(situation.level)
    if ban is None or ban.max_stage is None:
        return empty_rows()
    machines = _machines(situation)
    given: dict[str, Any] = {"rule": ALERT, "reference": str(bans.reference)}
    rank = machines["stage"].map(_RANK).astype(float)
    clean = machines["power"].isin(_CLEAN) & ("清洁能源" in ban.exceptions)
    rescue = (machines["task"] == "抢险") & ("抢修" in ban.exceptions or "抢险" in ban.exceptions)
    verdicts = Verdicts(NAME, "非道路移动机械", machines)
    verdicts.take(clean, RegimeKind.EXEMPT, **given, why=ban.exceptions)
    verdicts.take(rank > _RANK[ban.max_stage], RegimeKind.OUTSIDE, **given,
                  why=f"排放阶段高于{ban.max_stage}")  # fmt: skip
    verdicts.take(rescue, RegimeKind.EXEMPT, **given, why=ban.exceptions)
    verdicts.take(rank.isna(), RegimeKind.UNDECIDED, **given, missing="排放阶段",
                  why="台账未填排放阶段")  # fmt: skip
    verdicts.take(True, RegimeKind.BAN, **given, measure=said(ban.measure, ban.exceptions),
                  why=[f"排放阶段 {stage}" for stage in machines["stage"]])  # fmt: skip
    return verdicts.frame()


def _machines(situation: DailySituation) -> pd.DataFrame:
    register = situation.register(MACHINES.sheet)
    texts = pd.DataFrame({name: words(register, name) for name in MACHINES.names})
    return texts.assign(
        subject_id=texts["machine_id"], name=texts["machine"], enterprise=texts["owner"]
    ).reset_index(drop=True)
