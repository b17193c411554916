import json
from dataclasses import replace
from datetime import datetime

import pytest

from data.vocabulary import AlertLevel
from orders.issue import Issue


def test_an_issue_survives_json(issue):
    assert Issue.from_record(json.loads(json.dumps(issue.to_record()))) == issue


def test_an_open_end_survives_json_and_is_said(issue):
    open_end = replace(issue, end=None)
    assert Issue.from_record(json.loads(json.dumps(open_end.to_record()))) == open_end
    assert open_end.window == "2026年11月24日0时起，解除时间另行通知"


def test_an_end_before_the_start_is_refused(issue):
    with pytest.raises(ValueError, match="结束时间（2026-11-23 00:00）须晚于开始时间"):
        replace(issue, end=datetime(2026, 11, 23))


@pytest.mark.parametrize("level", AlertLevel)
def test_the_title_names_the_level(issue, level):
    title = replace(issue, level=level).title
    assert title == f"重污染天气{level.label}预警应急减排指令"
