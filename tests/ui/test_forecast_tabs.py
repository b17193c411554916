from streamlit.testing.v1 import AppTest


def _page(part, role="duty", revised=False):
    """Draws one part of the page for a stored forecast of three days."""
    from dataclasses import replace
    from datetime import date, datetime

    import pandas as pd

    from data.vocabulary import Role
    from forecasting.revision import RevisedValue, Revision
    from services import accounts
    from services.forecast_runs import StoredForecast
    from services.revisions import RevisedForecast
    from ui import forecast_tabs

    days = pd.date_range("2026-11-24", periods=3)
    paths = pd.DataFrame(
        [
            {"path": n, "lead_days": lead, "day": day, "aqi": 100.0 + 10 * n, "primary": "PM2.5"}
            for lead, day in enumerate(days, 1)
            for n in range(11)
        ]
    )
    paths = paths.assign(aqi_pm=paths["aqi"], aqi_pm25=paths["aqi"])
    issue = datetime(2026, 11, 24)
    run = StoredForecast(
        1, "990100", issue, issue, "blend", issue, None, (), pd.DataFrame(), paths,
    )  # fmt: skip
    forecast = RevisedForecast(run, run, (), {})
    if revised:
        item = RevisedValue(date(2026, 11, 25), "aqi", 230.0)
        made = Revision(1, 1, datetime(2026, 11, 24, 9), "演示值班员", "静稳加强", (item,))
        shifted = replace(run, paths=paths.assign(aqi=paths["aqi"] + 80))
        forecast = RevisedForecast(run, shifted, (made,), {item.day: {"aqi": 230.0}})
    if part == "note":
        forecast_tabs.revised_note(forecast)
    else:
        forecast_tabs.revision_tab(accounts.demonstration_user(Role(role)), forecast)


def drawn(part, **given):
    app = AppTest.from_function(_page, kwargs={"part": part, **given}, default_timeout=30).run()
    assert not app.exception, [problem.value for problem in app.exception]
    return app


def test_a_revised_forecast_says_which_day_by_whom_and_why():
    note = drawn("note", revised=True).info[0].value
    for part in ("11月25日", "演示值班员", "11月24日9时", "静稳加强", "原预报保留"):
        assert part in note


def test_a_forecast_as_made_needs_no_note():
    assert not drawn("note").info


def test_without_revisions_every_day_stands_as_forecast():
    shown = drawn("revision").dataframe[0].value
    assert list(shown["日期"]) == ["11月24日 周二", "11月25日 周三", "11月26日 周四"]
    assert list(shown["订正"]) == ["", "", ""]
    assert list(shown["原预报 AQI"]) == list(shown["订正后 AQI"]) == ["150"] * 3


def test_revising_without_a_number_is_refused_in_words():
    app = drawn("revision")
    next(each for each in app.button if each.label == "提交订正").click().run()
    assert app.error[0].value == "请填写订正后的数值"


def test_only_the_forecaster_on_duty_gets_the_forms():
    app = drawn("revision", role="inspector")
    assert not app.button
    assert any("须为值班员" in each.value for each in app.caption)
