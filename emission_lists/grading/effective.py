"""Which grade a line has on a day, and why."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data import parameters
from data.vocabulary import PerformanceGrade
from emission_lists.grading import matching
from emission_lists.grading.history import GradeAct, barred_until
from emission_lists.grading.reasons import listed_reasons
from emission_lists.grading.schemes import standing

_GIVEN = ["grade", "grade_scheme", "grade_until"]


def effective(
    lines: pd.DataFrame, history: pd.DataFrame, day: date, city: str | None = None
) -> pd.DataFrame:
    """Put the grade in force on a day in place of the listed one.

    The newest record of the history that covers a line (its own, its industry's, its
    enterprise's) goes before the list, from its own day on; of records of one day the narrower,
    then the later recorded one. Where the newest record has expired, the lowest of it and of what
    was in force before it counts, down to the first that has not expired, or to the list: expiry
    takes an upgrade back and never raises a grade. A record 撤回 gives the list its say again.
    A penalty within a year, of the history or of the column ``penalised_on``, bars A, B and 引领性
    on the days it covers.

    Args:
        lines: The list; ``line_id``, ``enterprise_id``, ``industry``, ``grade``, ``grade_scheme``,
            ``grade_until``; ``credit_code`` and ``penalised_on`` are used where they are there.
        history: Records as :func:`emission_lists.grading.history.history` gives them, any order.
        day: The day asked for; records of later days are not looked at.
        city: Division code, for rules of the city's own.

    Returns:
        The lines, same order and index, with ``grade``, ``grade_scheme``, ``grade_until`` (past
        where the grade has expired) as in force and ``grade_reason``, a Chinese sentence.

    Raises:
        ValueError: A grade that no scheme knows, in a line the history speaks of.
        ParameterError: Records or penalties before the first order of grades there is.
    """
    today = pd.Timestamp(day)
    until = pd.to_datetime(lines["grade_until"]).astype("datetime64[s]")
    result = lines.assign(
        grade_until=until, grade_reason=listed_reasons(lines.assign(grade_until=until), today)
    )
    entries = history[history["valid_from"] <= today]
    pairs = matching.pairs(lines, entries)
    if not pairs.empty:
        acts = pairs["act"] == GradeAct.PENALTY
        _put(result, _in_force(lines, until, pairs[~acts], day, city))
        penalties = pairs.loc[acts].groupby("place")["valid_from"].max()
    else:
        penalties = pd.Series(dtype="datetime64[s]")
    return _barred(result, penalties, day, city)


def _in_force(
    lines: pd.DataFrame, until: pd.Series, pairs: pd.DataFrame, day: date, city: str | None
) -> pd.DataFrame:
    """For each line that records speak of: the grade in force, one row per ``place``."""
    today = pd.Timestamp(day)
    if pairs.empty:
        return pairs
    # The list itself stands behind all records, and in the place of a record 撤回.
    places = pairs["place"].unique()
    listed = pd.DataFrame(
        {
            "place": places,
            "grade": lines["grade"].astype(str).to_numpy()[places],
            "grade_scheme": lines["grade_scheme"]
            .astype(object)
            .fillna("")
            .astype(str)
            .to_numpy()[places],
            "grade_until": until.to_numpy()[places],
            "rank": -1,
            "listed": True,
        }
    )
    taken_back = pairs["act"] == GradeAct.WITHDRAWAL
    chain = pairs.rename(columns={"scheme": "grade_scheme", "until": "grade_until"})
    if taken_back.any():
        own = listed.set_index("place").loc[chain.loc[taken_back, "place"], _GIVEN]
        chain.loc[taken_back, _GIVEN] = own.to_numpy()
    chain = pd.concat([chain.assign(listed=False), listed], ignore_index=True)
    chain = chain.sort_values(["place", "rank"], ascending=[True, False], kind="stable")
    expires = ~chain["listed"] & ~(chain["act"] == GradeAct.WITHDRAWAL)
    expires &= chain["grade"] != PerformanceGrade.UNGRADED  # nothing that could lapse
    chain["lapsed"] = expires & (chain["grade_until"] < today)
    holds = (~chain["lapsed"]).astype(int)
    chain = chain[holds.groupby(chain["place"]).cumsum() - holds == 0]
    chain["standing"] = standing(chain["grade"], day, city)
    first = chain.drop_duplicates("place")
    # Ungraded counts only where nothing else is left: it is no grade that one could fall to.
    worst = chain.sort_values(["place", "standing"], ascending=[True, False], kind="stable")
    worst = worst.drop_duplicates("place")
    lost = first.loc[first["lapsed"], ["place", "grade", "grade_until", "document"]]
    lost = lost.rename(columns={"grade": "lost", "grade_until": "lost_on", "document": "lost_by"})
    return worst.merge(lost, on="place", how="left")


def _put(result: pd.DataFrame, chosen: pd.DataFrame) -> None:
    if chosen.empty:
        return
    rows = chosen["place"].to_numpy()
    for name in _GIVEN:
        values = result[name].to_numpy(copy=True)
        values[rows] = chosen[name].to_numpy()
        result[name] = values
    reasons = result["grade_reason"].to_numpy(dtype=object, copy=True)
    # One text for all lines that stand alike: a record of an enterprise covers many lines.
    alike = ["rank", "grade", "lapsed", "lost", "lost_on", "lost_by"]
    group = chosen.groupby(alike, dropna=False, sort=False).ngroup().to_numpy()
    samples = chosen.iloc[np.unique(group, return_index=True)[1]]
    texts = np.array([_said(record) for record in samples.to_dict("records")], dtype=object)[group]
    reasons[rows] = np.where(texts == "", reasons[rows], texts)
    result["grade_reason"] = pd.Categorical(reasons)


def _said(record: dict[Any, Any]) -> str:
    """Chinese reason for a grade that the history gives; empty where the list alone decides."""
    lapsed = isinstance(record["lost"], str)
    if record["listed"] and not lapsed:
        return ""
    source = (
        "清单所列"
        if record["listed"]
        else f"{record['valid_from']:%Y-%m-%d} 起{_scope(record)}定为 {record['grade']}"
        f"（{record['document']}{_evidence(record)}）"
    )
    if record["act"] == GradeAct.WITHDRAWAL:
        source = (
            f"{record['valid_from']:%Y-%m-%d} 起等级记录撤回（{record['document']}），"
            f"按清单所列 {record['grade']}"
        )
    if not lapsed:
        return source
    lost = f"{record['lost']} 级已于 {record['lost_on']:%Y-%m-%d} 到期未续（{record['lost_by']}）"
    if record["lapsed"] and record["grade"] == record["lost"]:
        return f"{lost}，不再享受该等级的优待"
    return f"{lost}，按此前较低的 {record['grade']} 执行（{source}）"


def _scope(record: dict[Any, Any]) -> str:
    if record["line_id"]:
        return "该生产线"
    return f"{record['industry']}行业" if record["industry"] else "全企业"


def _evidence(record: dict[Any, Any]) -> str:
    return f"；凭据：{record['evidence']}" if record["evidence"] else ""


def _barred(
    result: pd.DataFrame, penalties: pd.Series, day: date, city: str | None
) -> pd.DataFrame:
    """Lower the grades that a penalty within the time of the rule bars."""
    penalised = np.full(len(result), np.datetime64("NaT"), dtype="datetime64[s]")
    if "penalised_on" in result:
        own = pd.to_datetime(result["penalised_on"]).astype("datetime64[s]")
        penalised = own.where(own <= pd.Timestamp(day)).to_numpy(copy=True)
    if not penalties.empty:
        rows = penalties.index.to_numpy()
        penalised[rows] = np.fmax(penalised[rows], penalties.to_numpy().astype("datetime64[s]"))
    if np.isnat(penalised).all():
        return result
    rule = parameters.on("grading/penalty_bar", day, city)
    falls = {str(grade): str(instead) for grade, instead in rule.value.falls_to.items()}
    last = barred_until(pd.Series(penalised, index=result.index), rule.value.years)
    hit = (last >= pd.Timestamp(day)) & result["grade"].isin(list(falls))
    if not hit.any():
        return result
    of_hit = result.loc[hit]
    instead = of_hit["grade"].map(falls)
    reasons = result["grade_reason"].astype(object)
    reasons[hit] = [
        f"{day_of:%Y-%m-%d} 受处罚，{rule.value.text}（{rule.reference}），"
        f"{grade} 在 {end:%Y-%m-%d} 前按 {lower} 执行；原为：{reason}"
        for day_of, end, grade, lower, reason in zip(
            pd.Series(penalised, index=result.index)[hit], last[hit],
            of_hit["grade"], instead, reasons[hit], strict=True,
        )
    ]  # fmt: skip
    return result.assign(
        grade=result["grade"].where(~hit, instead.reindex(result.index)),
        grade_until=result["grade_until"].where(~hit, last.astype("datetime64[s]")),
        grade_reason=pd.Categorical(reasons),
    )
