from datetime import date, datetime

import pytest

from data.vocabulary import AlertLevel, GradeScheme
from services import (
    alert_records,
    grade_records,
    journal,
    list_versions,
    order_records,
    scenario_runs,
)
from services.grade_records import GradeRecordError

CITY, NOW = "140100", datetime(2026, 11, 22, 9)
SCHEME = GradeScheme.GUIDE_2020.label
HEAD = "企业编号,生产线编号,行业,类型,评级依据,绩效等级,生效日期,有效期至,评定凭据,文件"


@pytest.fixture
def stored(sessions, list_file):
    list_versions.import_list(sessions, list_file, CITY, now=NOW)
    return sessions


def record(**changes):
    return {
        "enterprise_id": "QY2", "grade": "C", "scheme": SCHEME, "valid_from": date(2026, 11, 24),
        "evidence": "现场核查", "document": "甲号文",
    } | changes  # fmt: skip


def grade_on(sessions, day, line="QY2-01"):
    return grade_records.show(sessions, CITY, day, line_id=line).iloc[0]


def test_a_change_holds_from_its_day_on_and_is_noted(stored):
    done = grade_records.change(stored, CITY, record(), user="甲", now=NOW)
    assert (done.added, done.known, done.remarks) == (1, 0, ())
    assert grade_on(stored, date(2026, 11, 23))["grade"] == "D"
    changed = grade_on(stored, date(2026, 11, 24))
    assert (changed["grade"], changed["listed"]) == ("C", "D")
    assert "2026-11-24 起全企业定为 C（甲号文；凭据：现场核查）" in changed["grade_reason"]
    assert "登记绩效等级" in set(journal.entries(stored, CITY)["act"])


def test_the_same_record_is_not_added_twice(stored):
    grade_records.change(stored, CITY, record())
    again = grade_records.change(stored, CITY, record())
    assert (again.added, again.known) == (0, 1)
    assert len(grade_records.records(stored, CITY)) == 1


def test_a_line_finds_its_enterprise_and_only_it_changes(stored):
    grade_records.change(stored, CITY, record(enterprise_id="", line_id="QY2-01"))
    assert grade_on(stored, date(2026, 11, 24))["grade"] == "C"
    assert grade_on(stored, date(2026, 11, 24), "QY2-02")["grade"] == "A"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"enterprise_id": "QY9"}, "没有 QY9"),
        ({"enterprise_id": "", "line_id": "QY9-1"}, "没有 QY9-1"),
        ({"industry": "铸造"}, "没有 QY2铸造"),
        ({"grade": ""}, "评定须写明等级"),
        ({"evidence": ""}, "评定须写明凭据"),
        ({"grade": "A+"}, "没有A\\+"),
    ],
)
def test_what_cannot_stand_is_refused_and_nothing_is_added(stored, changes, reason):
    with pytest.raises(GradeRecordError, match=reason):
        grade_records.change(stored, CITY, record(**changes))
    assert grade_records.records(stored, CITY).empty


def test_without_a_list_it_says_what_to_do(sessions):
    with pytest.raises(GradeRecordError, match="尚未导入应急减排清单"):
        grade_records.change(sessions, CITY, record())
    with pytest.raises(LookupError, match="尚未导入应急减排清单"):
        grade_records.show(sessions, CITY, date(2026, 11, 24))


def test_a_penalty_bars_a_later_upgrade(stored):
    penalty = record(act="处罚", grade="", scheme="", evidence="", valid_from=date(2026, 5, 1))
    grade_records.change(stored, CITY, penalty)
    with pytest.raises(GradeRecordError, match="2027-05-01 以后生效"):
        grade_records.change(stored, CITY, record(grade="B"))
    assert grade_on(stored, date(2026, 11, 24), "QY2-02")["grade"] == "C"  # listed A


def test_a_file_is_added_whole_or_not_at_all(stored, tmp_path):
    path = tmp_path / "等级.csv"
    good = f"QY2,,,评定,{SCHEME},C,2026-11-24,,现场核查,甲号文"
    path.write_text(
        f"{HEAD}\n{good}\nQY1,,,评定,{SCHEME},A+,2026-11-24,,现场核查,甲号文\n", "utf-8"
    )
    with pytest.raises(GradeRecordError, match="有 1 处须改正，未登记任何内容") as refused:
        grade_records.import_file(stored, path, CITY)
    assert [issue.row for issue in refused.value.issues] == [3]
    assert grade_records.records(stored, CITY).empty
    path.write_text(f"{HEAD}\n{good}\nQY9,,,处罚,,,2026-11-01,,,乙号文\n", "utf-8")
    done = grade_records.import_file(stored, path, CITY)
    assert done.added == 2
    assert "没有 QY9" in done.remarks[0]


def test_the_overall_grade_is_the_lowest_of_the_industries(stored):
    found = grade_records.overall(stored, CITY, date(2026, 11, 24), "QY2")
    assert found == {"grade": "D", "by_industry": "砖瓦窑 D", "held_down_by": "砖瓦窑"}


def test_records_of_an_enterprise_are_listed_by_their_day(stored):
    grade_records.change(stored, CITY, record())
    grade_records.change(stored, CITY, record(grade="B", valid_from=date(2026, 10, 1)))
    grade_records.change(stored, CITY, record(enterprise_id="QY1", grade="D"))
    found = grade_records.records_of(stored, CITY, "QY2")
    assert found["grade"].tolist() == ["B", "C"]


def test_records_of_another_city_do_not_count(stored):
    grade_records.change(stored, CITY, record())
    assert grade_records.records(stored, "140200").empty
    assert grade_records.newest(stored, "140200") == 0


def test_a_scenario_is_run_with_the_grades_in_force_on_its_day(stored):
    """Clinker has a table of its own, so the grade alone decides: see the guide for B and C."""
    grade_records.change(stored, CITY, record(enterprise_id="QY3", grade="A"))
    for day, grade in ((date(2026, 11, 23), "未定级"), (date(2026, 11, 24), "A")):
        framed = scenario_runs.frame_scenario(stored, CITY, AlertLevel.ORANGE, day)
        lines = scenario_runs.run_scenario(stored, framed).lines.set_index("line_id")
        assert lines.loc["QY3-01", "grade"] == grade
        assert lines.loc["QY3-01", "grade_reason"]


def test_a_scenario_named_once_gives_the_same_after_a_later_record(stored):
    framed = scenario_runs.frame_scenario(stored, CITY, AlertLevel.ORANGE, date(2026, 11, 24))
    before = scenario_runs.run_scenario(stored, framed).lines["grade"].tolist()
    grade_records.change(stored, CITY, record())
    assert scenario_runs.run_scenario(stored, framed).lines["grade"].tolist() == before
    newer = scenario_runs.frame_scenario(stored, CITY, AlertLevel.ORANGE, date(2026, 11, 24))
    assert newer.grade_records > framed.grade_records
    assert scenario_runs.run_scenario(stored, newer).lines["grade"].tolist() != before


def test_a_record_after_the_issue_of_an_alert_changes_none_of_its_orders(stored):
    alert = alert_records.issue(
        stored, CITY, AlertLevel.RED, datetime(2026, 11, 24, 12), datetime(2026, 11, 26, 12),
        user="演示审批人", now=NOW,
    )  # fmt: skip
    before = order_records.draft(stored, alert)
    grade_records.change(stored, CITY, record(grade="A"), now=datetime(2026, 11, 23, 9))
    after = order_records.draft(stored, alert)
    assert [o.enterprise_id for o in after.orders] == [o.enterprise_id for o in before.orders]
    assert after.not_ordered == before.not_ordered
