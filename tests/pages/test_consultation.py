import pytest

from forecasting.revision import RevisedValue
from services import accounts, clock, forecast_runs, revisions

pytestmark = pytest.mark.xdist_group("sample")


def _html(app):
    return "".join(str(element.value) for element in app.get("html"))


def test_the_first_page_answers_level_window_chance_and_clause(app):
    app.run()
    assert not app.exception
    assert app.title[0].value == "今日会商"
    shown = _html(app)
    assert "建议：启动" in shown
    assert "预警" in shown
    for word in ("时段", "把握", "依据", "环大气〔2024〕6号"):
        assert word in shown
    labels = [metric.label for metric in app.metric]
    assert labels[:3] == ["黄色及以上", "橙色及以上", "红色及以上"]


def test_a_higher_level_is_never_more_likely(app):
    app.run()
    chances = [
        float(metric.value.strip("<>%")) for metric in app.metric if metric.label.endswith("及以上")
    ]
    assert chances == sorted(chances, reverse=True)


def test_aqi_stands_with_number_numeral_and_word(app):
    app.run()
    assert any(f" {numeral} " in _html(app) for numeral in "ⅠⅡⅢⅣⅤⅥ")


def test_taking_the_advice_leads_to_the_orders_with_its_level_and_window(app):
    app.run()
    next(button for button in app.button if button.label.startswith("采纳建议")).click().run()
    assert not app.exception
    assert app.title[0].value == "指令下发"
    assert app.session_state["level"] in ("yellow", "orange", "red")
    assert app.session_state["basis"]


def test_the_dust_flag_is_a_choice_of_the_forecaster(app):
    app.run()
    app.checkbox(key="dust").set_value(True).run()
    assert not app.exception


def test_without_a_forecast_the_page_says_what_to_do(empty_app):
    empty_app.run()
    assert not empty_app.exception
    assert "还没有预报" in empty_app.info[0].value


def test_a_revision_of_the_forecaster_counts_in_the_recommendation(app, sample_sessions):
    run = forecast_runs.latest(sample_sessions, "990100")
    days = forecast_runs.load(sample_sessions, run).paths["day"].drop_duplicates()
    clean = [RevisedValue(day.date(), "aqi", 60) for day in days]
    revisions.revise(
        sample_sessions, run, clean, "冷空气提前到达",
        user=accounts.demonstration_user(), now=clock.now(),
    )  # fmt: skip
    app.run()
    assert not app.exception
    assert "无需启动" in _html(app)
    assert "经人工订正" in app.info[0].value
