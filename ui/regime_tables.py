"""Lists of the regimes beside the alert as shown: Chinese headers, one row per subject and rule."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from emission_lists.regimes.regime import Regime, RegimeKind
from ui import formats

STANDINGS = ("受约束", "待核", "豁免", "自主或提倡", "不适用或已达到")
"""What a regime says of a row, in the words of the page and in the order rows are shown."""
_STOPPED_WORK = ("施工工地",)


def standing(rows: pd.DataFrame) -> pd.Series:
    """Return one of ``STANDINGS`` per row; what the regime only advises is not binding."""
    words = pd.Series(STANDINGS[4], index=rows.index, dtype=object)
    words[rows["kind"].isin([RegimeKind.SELF, RegimeKind.ADVICE])] = STANDINGS[3]
    words[rows["kind"] == RegimeKind.UNDECIDED] = STANDINGS[1]
    words[rows["exempt"].astype(bool)] = STANDINGS[2]
    words[rows["bound"].astype(bool)] = STANDINGS[0]
    return words


def counts(result: Regime) -> dict[str, int]:
    """Count the rows by standing, every standing named."""
    found = standing(result.rows).value_counts()
    return {word: int(found.get(word, 0)) for word in STANDINGS}


def rows(listed: pd.DataFrame) -> pd.DataFrame:
    """Show rows of a regime: who, what holds, the measure, the clause, why, what is missing.

    Columns in which nothing stands are left out, so that the clause is near the measure.
    """
    shown = pd.DataFrame(
        {
            "结论": standing(listed),
            "对象": listed["subject"],
            "名称": listed["name"],
            "编号": listed["subject_id"],
            "企业": listed["enterprise"],
            "县区": listed["county"],
            "类别": [_kind(*pair) for pair in zip(listed["kind"], listed["subject"], strict=True)],
            "措施": listed["measure"],
            "压减比例(%)": (listed["share"].astype(float) * 100).round(1),
            "时段": listed["window"],
            "起": [_day(day) for day in listed["since"]],
            "止": [_day(day) for day in listed["until"]],
            "规则": listed["rule"],
            "依据": listed["reference"],
            "理由": listed["why"],
            "缺少数据": listed["missing"],
        }
    )
    empty = [
        name
        for name in ("压减比例(%)", "时段", "起", "止", "缺少数据")
        if (shown[name].isna() | (shown[name] == "")).all()
    ]
    return shown.drop(columns=empty)


def chosen(listed: pd.DataFrame, words: Sequence[str], rules: Sequence[str]) -> pd.DataFrame:
    """Keep the rows of some standings and rules, in the order of standings; none keeps all."""
    kept = listed[listed["rule"].isin(rules)] if rules else listed
    of = standing(kept)
    return pd.concat([kept[of == word] for word in words or STANDINGS] or [kept])


def used(result: Regime) -> pd.DataFrame:
    """Show the rules a result rests on."""
    return pd.DataFrame(
        {
            "规则": [one.name.removeprefix("regimes/") for one in result.rules],
            "施行": [f"{one.edition}" for one in result.rules],
            "出处": [one.reference for one in result.rules],
        }
    )


def board(hours: pd.DataFrame) -> pd.DataFrame:
    """Show the newest valid hour of PM10 by monitor, with what it means and how fresh it is."""
    words = {True: "停工", False: "未达停工值", None: "停工值未定"}
    return pd.DataFrame(
        {
            "监测点": hours["name"],
            "最新有效小时": [
                formats.hour(moment.to_pydatetime()) if pd.notna(moment) else "—"
                for moment in pd.to_datetime(hours["hour"])
            ],
            "PM10(µg/m³)": hours["pm10"].astype(float).round(0),
            "判定": [
                _verdict(words, stops, late, pm10)
                for stops, late, pm10 in zip(
                    hours["stops"], hours["late"], hours["pm10"], strict=True
                )
            ],
            "数据": ["数据缺失" if late else "✓ 及时" for late in hours["late"]],
        }
    )


def records(found: pd.DataFrame) -> pd.DataFrame:
    """Show stored lists: number, day, season, list version, who stored it and when."""
    return pd.DataFrame(
        {
            "名单编号": found["number"],
            "制度": found["title"],
            "日期": [f"{day}" for day in found["day"]],
            "季节": found["season"],
            "清单版本": found["list_version"].astype("Int64"),
            "存入人": found["made_by"],
            "存入时间": [f"{moment:%Y-%m-%d %H:%M}" for moment in found["made_at"]],
        }
    )


def _verdict(words: dict[Any, str], stops: Any, late: bool, pm10: float) -> str:
    if pd.isna(pm10):
        return "待核"
    known = None if stops is None or pd.isna(stops) else bool(stops)
    if late and known is False:
        return "待核，不得据此复工"
    return words[known] + ("（此后数据缺失，停工继续）" if late and known else "")


def _kind(kind: str, subject: str) -> str:
    if kind == RegimeKind.STOP and subject in _STOPPED_WORK:
        return "停工"
    return RegimeKind(kind).label


def _day(day: Any) -> str:
    return "" if day is None or pd.isna(day) else f"{day}"
