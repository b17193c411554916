"""What a regime needs to know of a line or source beyond the emission list.

These facts stand in a workbook or CSV of the regime itself (核定表), never in the list of the alert:
who is exempt from staggered production is written here and has no bearing on an alert.
"""

import pandas as pd

from data.columns import Column, Table
from data.list_columns.words import YES_NO
from emission_lists.regimes.situation import Situation

ACTIVITIES = (
    "户外涂装", "墙面粉刷", "道路划线", "护栏喷涂", "沥青铺装", "油品储运销", "加油站", "汽修",
)  # fmt: skip
"""Activities the ozone season speaks of."""


def _yes_no(name: str, label: str, help_text: str) -> Column:
    return Column(name, label, choices=YES_NO, required=False, help=help_text, example="否")


def _share(name: str, label: str, help_text: str, example: float | str = "") -> Column:
    return Column(
        name, label, "number", "%", minimum=0, maximum=100, required=False, help=help_text,
        example=example,
    )  # fmt: skip


LINE_FACTS = Table(
    "生产线核定",
    (
        Column("line_id", "生产线编号", unique=True, help="与清单一致", example="QY0001-01"),
        Column(
            "structure_class",
            "产业结构类别",
            choices=("鼓励类", "允许类", "限制类", "淘汰类"),
            required=False,
            help="按《产业结构调整指导目录》",
            example="限制类",
        ),
        _yes_no("green_factory", "工信部绿色工厂", "列入工信部绿色工厂名单的填“是”"),
        Column(
            "ultra_low",
            "超低排放达标",
            choices=("是", "否", "无标准"),
            required=False,
            help="行业没有超低排放标准的填“无标准”，并填下一列",
            example="是",
        ),
        _share("below_special", "低于特别排放限值", "无超低排放标准的行业填写，以在线监测为准", 25),
        _yes_no("clean_transport", "清洁运输", "经核定采用铁路等清洁运输的填“是”"),
        _yes_no("ule_filed", "超低排放改造已备案", "完成超低排放改造并备案公示的填“是”"),
        _yes_no("on_exemption_list", "列入错峰豁免清单", "只用于错峰生产，与应急减排豁免无关"),
        _yes_no("check_passed", "豁免核查合格", "核查不合格的填“否”，即移出豁免清单"),
        _share("load_before", "此前负荷", "规定日期之前的实际生产负荷"),
        _share("required_load", "核定保障负荷", "城市按供热供气需求核定的生产负荷"),
        _share("plan_share", "市方案错峰比例", "城市错峰方案为该线确定的比例；只能更严"),
        _yes_no("uses_carbon", "使用活性炭", "治理设施用活性炭的填“是”"),
        Column(
            "carbon_changed_on",
            "活性炭更换日期",
            "date",
            required=False,
            help="最近一次更换，有台账为准",
            example="2026-05-20",
        ),
    ),
    "每条生产线一行，只填需要的列",
)

SOURCE_FACTS = Table(
    "排放源核定",
    (
        Column("source_id", "源编号", unique=True, help="与“非工业源”表一致", example="FG0001"),
        Column(
            "activity",
            "作业",
            choices=ACTIVITIES,
            joined=True,
            required=False,
            help="涉及的作业，多个用“、”隔开",
            example="沥青铺装",
        ),
        _yes_no("in_built_up", "位于建成区", "在建成区内的填“是”"),
    ),
    "每个非工业源一行，只填需要的列",
)

FACTS = (LINE_FACTS, SOURCE_FACTS)
"""Sheets of the workbook; ``registers.read`` and ``registers.filled`` take them."""


def with_facts(situation: Situation) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return lines and sources with the facts beside them; what nobody filled in is missing.

    Text columns are empty, numbers NaN and days NaT where nothing is known. The rows keep order and
    index. Facts of a line that is not on the list are left aside.
    """
    return (
        _joined(situation.lines, situation.line_facts, LINE_FACTS),
        _joined(situation.sources, situation.source_facts, SOURCE_FACTS),
    )


def text_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a text column, empty where the frame does not have it or a cell is missing."""
    if name not in frame:
        return pd.Series("", index=frame.index, dtype=object)
    return frame[name].astype(object).where(frame[name].notna(), "").astype(str)


def number_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of numbers, NaN where the frame does not have it or a cell is missing."""
    if name not in frame:
        return pd.Series(float("nan"), index=frame.index)
    return frame[name].astype(float)


def day_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of days, NaT where the frame does not have it or a cell is missing."""
    if name not in frame:
        return pd.Series(pd.NaT, index=frame.index)
    return pd.to_datetime(frame[name])


def _joined(frame: pd.DataFrame, facts: pd.DataFrame, table: Table) -> pd.DataFrame:
    key, *names = table.names
    known = [name for name in names if name in facts]
    if key not in frame or key not in facts or not known:
        return frame
    # The last row of a line holds, as a later entry corrects an earlier one.
    held = facts.assign(**{key: facts[key].astype(str)}).drop_duplicates(key, keep="last")
    found = held.set_index(key)[known].reindex(frame[key].astype(str))
    return frame.assign(**{name: found[name].to_numpy() for name in known})
