import datetime

import pytest

from data.vocabulary import AlertLevel

pytestmark = pytest.mark.xdist_group("sample")


def _fraction(app):
    return float(app.metric[0].value.rstrip("%"))


def test_without_a_list_the_page_says_what_to_do(open_empty):
    assert "请先到“减排清单”页导入" in open_empty("scenario").info[0].value


def test_a_higher_level_reaches_a_larger_share(open_page):
    app = open_page("scenario")
    reached = []
    for level in (AlertLevel.YELLOW, AlertLevel.ORANGE, AlertLevel.RED):
        app.segmented_control(key="level").set_value(level).run()
        assert not app.exception
        reached.append(_fraction(app))
    assert reached == sorted(reached)
    assert reached[0] < reached[-1]


def test_the_target_stands_beside_the_share(open_page):
    app = open_page("scenario")
    app.segmented_control(key="level").set_value(AlertLevel.RED).run()
    assert app.metric[0].label == "颗粒物减排比例"
    assert "要求 40%" in app.metric[0].delta
    assert app.metric[3].delta == "无比例要求"


def test_another_day_is_judged_by_the_rules_of_that_day(open_page):
    app = open_page("scenario")
    app.date_input(key="start_day").set_value(datetime.date(2027, 1, 5)).run()
    assert not app.exception


def test_every_line_names_its_rule_and_source(open_page):
    app = open_page("scenario")
    lines = app.dataframe[-1].value
    assert (lines["依据"].str.len() > 0).all()
    assert (lines["规则"].str.len() > 0).all()
