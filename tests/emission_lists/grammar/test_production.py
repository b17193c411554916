import pytest

from emission_lists.grammar import Kind, parse


def said(text):
    return [(m.kind, m.value, m.unit) for m in parse(text).measures]


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("烧结工序停产", (Kind.PROCESS_STOP, "100", "%")),
        ("燃煤锅炉停用", (Kind.EQUIPMENT_STOP, "100", "%")),
        ("建筑工地停止土石方作业", (Kind.DUST_STOP, "100", "%")),
        ("砖瓦窑停产", (Kind.STOP, "100", "%")),
        ("停用2台及以上锅炉", (Kind.STOP_UNITS, "2", "台 min")),
        ("仅保留1台烧结机", (Kind.KEEP_UNITS, "1", "台")),
        ("停24小时开12小时", (Kind.CYCLE, "24 off/12 on", "h")),
        ("开2天停1天", (Kind.CYCLE, "1 off/2 on", "d")),
    ],
)
def test_what_is_stopped_decides_the_kind(text, measure):
    assert said(text) == [measure]


def test_limited_by_a_share_and_limited_to_a_share_are_opposites():
    assert said("限产30%") == [(Kind.LIMIT_SHARE, "30", "%")]
    assert said("限产至30%") == [(Kind.LOAD_CAP, "30", "% max")]


@pytest.mark.parametrize("text", ["已停产的企业", "不得停产", "停产企业应报备", "是否停产"])
def test_a_stop_merely_mentioned_is_no_order(text):
    assert not {Kind.STOP, Kind.STOP_SHARE} & {kind for kind, *_ in said(text)}


def test_a_sum_of_days_said_before_is_no_measure_and_a_wrong_sum_is_not_understood():
    days = "1号窑停产20天，2号窑停产30天，合计停产{}天"
    right, wrong = parse(days.format(50)), parse(days.format(60))
    assert [m.value for m in right.measures] == ["20", "30"]
    assert right.understood
    assert not wrong.understood
