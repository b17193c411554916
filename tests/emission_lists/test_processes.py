import pandas as pd
import pytest

from emission_lists.processes import NAMES, codes, kind_of, named


@pytest.mark.parametrize(
    ("process", "kind"),
    [("1号烧结机", "烧结机"), ("6#焦炉", "焦炉"), ("干熄焦", "干熄焦"), ("2号竖炉（球团）", "球团"),
     ("套筒石灰窑", "石灰窑"), ("自备电厂锅炉", "锅炉"), ("溶剂回收", ""), ("", "")],
)  # fmt: skip
def test_a_process_is_known_by_its_words(process, kind):
    assert kind_of(process) == kind


def test_a_clause_names_equipment_and_not_trades():
    assert named("烧结机(竖炉)装备") == {"烧结机", "球团"}
    assert named("水泥粉磨站企业") == frozenset()
    assert named("烧结砖瓦企业") == frozenset()
    assert named("喷漆工序") == {"喷涂"}


def test_codes_follow_the_names_and_keep_the_order():
    found = codes(pd.Series(["1号焦炉", "溶剂回收", None, "2号焦炉"]))
    assert [NAMES[code] for code in found] == ["焦炉", "", "", "焦炉"]
    assert codes(pd.Series([], dtype=str)).size == 0
