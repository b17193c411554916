"""Trucks, gates and bulk haul."""

from collections.abc import Iterator

import pandas as pd

from data.columns import CellIssue
from data.tables import ENTERPRISES
from emission_lists.consistency.inspection import Inspection, at, blank, not_filled

GATE_TRIPS = 10
"""Truck trips a day from which a gate system is needed: 太原市“十四五”生态建设与环境保护规划 (三)2(3)."""
BULK_HAUL = 150
"""万t a year from which haul goes by rail: 晋政办发〔2022〕95号 空气三(四)11."""


def gates_are_watched(case: Inspection) -> Iterator[CellIssue]:
    """From ten truck trips a day on there is a gate system with video."""
    busy = case.enterprises[case.enterprises["trucks_per_day"] >= GATE_TRIPS]
    yield from at(
        busy[busy["gate_system"] == "否"], ENTERPRISES, "gate_system",
        f"日均货车进出 {GATE_TRIPS} 辆次及以上须建门禁视频系统并联网"
        "（太原市“十四五”生态建设与环境保护规划(三)2(3)），请督促建设或核对车次",
        blocking=False,
    )  # fmt: skip
    bare = busy[blank(busy["gate_system"])]
    yield from not_filled(
        bare, ENTERPRISES, "gate_system",
        f"日均货车进出 {GATE_TRIPS} 辆次及以上的须建门禁视频系统，请核实后填是或否",
        of=len(busy),
    )  # fmt: skip


def key_truck_users_are_connected(case: Inspection) -> Iterator[CellIssue]:
    """All key truck users have gate systems connected, whatever their trips."""
    without = case.enterprises[
        (case.enterprises["key_truck_user"] == "是")
        & (case.enterprises["gate_system"] == "否")
        & ~(case.enterprises["trucks_per_day"] >= GATE_TRIPS)
    ]
    yield from at(
        without, ENTERPRISES, "gate_system",
        "重点用车企业须安装门禁视频系统并联网（晋政办发〔2022〕95号 空气四(三)19），请督促安装",
        blocking=False,
    )  # fmt: skip


def bulk_haul_goes_by_rail(case: Inspection) -> Iterator[CellIssue]:
    """From 1.5 million t a year on the share of clean haul is known."""
    bulk = case.enterprises[case.enterprises["bulk_haul"] >= BULK_HAUL]
    yield from at(
        bulk[bulk["rail_share"].isna()], ENTERPRISES, "rail_share",
        f"大宗货物年运输量 {BULK_HAUL} 万吨及以上须以铁路等清洁方式运输"
        "（晋政办发〔2022〕95号 空气三(四)11），请补填清洁运输比例",
        blocking=False,
    )  # fmt: skip
    none = bulk[(bulk["rail_share"] == 0) & pd.notna(bulk["rail_share"])]
    yield from at(
        none, ENTERPRISES, "rail_share",
        f"大宗货物年运输量 {BULK_HAUL} 万吨及以上而清洁运输比例为 0，"
        "铁路专用线建成前须用国六或新能源车（晋政办发〔2022〕95号 空气三(四)11），请核对",
        blocking=False,
    )  # fmt: skip
