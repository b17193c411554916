import math

import pandas as pd
import pytest

from emission_lists.consistency import declared
from emission_lists.consistency.declared import said


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("停产", 1),
        ("本生产线停产", 1),
        ("限产30%", 0.3),
        ("限产30%，停止使用国四及以下重型载货车辆运输", 0.3),
        ("自主减排：黄色预警期间降低负荷，减排10%", 0.1),
        ("出焦时间延长至28小时", None),  # no share is said
        ("2号焦炉停产", None),  # another device than the line's own
        ("加强管理", None),
        ("烧结机停产，高炉限产30%", None),  # two shares: which of them is the line's?
        ("", None),
    ],
)
def test_a_text_comes_to_a_share_only_where_it_says_one(text, cut):
    found = said(text).cut
    assert math.isnan(found) if cut is None else found == cut


def test_the_own_name_of_a_line_is_taken_out_before_reading():
    lines = pd.DataFrame(
        {
            "process": ["1号焦炉", "2号焦炉", "1号焦炉"],
            "filed_red": ["红色预警期间1号焦炉停产", "压减负荷（2号焦炉），减排30%", "2号焦炉停产"],
        }
    )
    found, unread = declared.declared(lines, ["red"])
    assert found["red"]["cut"].iloc[:2].tolist() == [1.0, 0.3]
    assert math.isnan(found["red"]["cut"].iloc[2])
    assert unread == 0


def test_beyond_the_most_texts_the_rarest_stay_unread_and_are_counted(monkeypatch):
    monkeypatch.setattr(declared, "MOST_TEXTS", 1)
    lines = pd.DataFrame({"process": ["甲"] * 3, "filed_red": ["停产", "停产", "限产30%"]})
    found, unread = declared.declared(lines, ["red"])
    assert unread == 1
    assert found["red"]["measures"].tolist()[:2] == [1, 1]
    assert found["red"]["measures"].iloc[2] == -1
