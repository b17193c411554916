from datetime import datetime

import pytest
from sqlalchemy import delete

from data.storage.observations import ForecastWeatherRow
from data.vocabulary import PRIMARY_ORDER, RESPONSE_LEVELS, Pollutant
from services import alert_records, clock, connection, forecast_runs
from ui import formats

CITY = connection.DEMO_CITY

pytestmark = pytest.mark.xdist_group("sample")


@pytest.fixture
def open_tab(open_page):
    """Opens a tab of the page in a role."""

    def opened(label, role="duty"):
        app = open_page("outlook", role)
        app.session_state["forecast_tab"] = label
        app.run()
        assert not app.exception
        return app

    return opened


def button(app, label):
    return next(each for each in app.button if each.label == label)


def field(elements, label):
    return next(each for each in elements if each.label == label)


def table(app, column):
    return next(frame.value for frame in app.dataframe if column in frame.value)


def revised(app, value=310.0, reason="静稳加强"):
    field(app.selectbox, "订正项目").set_value("pm25")
    if value is not None:
        field(app.number_input, "订正为（中位值）").set_value(value)
    field(app.text_input, "订正理由").set_value(reason)
    button(app, "提交订正").click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("pollutant", PRIMARY_ORDER)
def test_each_pollutant_has_its_range_by_day(open_page, pollutant):
    app = open_page("outlook")
    app.segmented_control(key="pollutant").set_value(pollutant).run()
    assert not app.exception
    shown = app.dataframe[0].value
    assert len(shown) >= 7
    low, middle, high = (shown[f"{name}({pollutant.unit})"] for name in ("5%", "中位", "95%"))
    assert (low <= middle).all()
    assert (middle <= high).all()


def test_chemistry_models_stand_beside_ours_raw_and_corrected(open_page):
    app = open_page("outlook")
    shown = table(app, "模式")
    assert set(shown["模式"]) == {"示例模式"}
    assert (shown["原值(µg/m³)"] != shown["订正值(µg/m³)"]).any()
    assert shown["权重"].between(0, 1).all()
    assert shown["本工具中位(µg/m³)"].notna().all()
    assert any("模式预报 示例模式" in each.value for each in app.caption)


def test_every_trigger_has_its_chance_on_every_day(open_tab, sample_sessions):
    app = open_tab("触发概率")
    shown = table(app, "任一时段")
    assert list(shown["级别"]) == ["黄色及以上", "橙色及以上", "红色及以上"]
    assert shown.shape[1] >= 2 + 7
    run = forecast_runs.load(sample_sessions, forecast_runs.latest(sample_sessions, CITY))
    advice = alert_records.recommend_from(sample_sessions, run)
    wanted = [formats.chance(advice.chances[level]) for level in RESPONSE_LEVELS]
    assert list(shown["任一时段"]) == wanted
    assert [each.value for each in app.metric] == wanted
    assert sum("启动条件：" in each.value for each in app.markdown) == 3


def test_every_day_says_what_drives_it(open_tab):
    app = open_tab("成因")
    said = [each.value for each in app.markdown if "同期常态（" in each.value]
    assert len(said) >= 7
    assert any("风与扩散 +" in each for each in said), "still air leads to the episode ahead"
    assert any("Shapley" in each.value for each in app.caption)
    app.segmented_control(key="driven").set_value(Pollutant.O3).run()
    assert not app.exception


def test_what_the_run_stood_on_is_listed_with_its_freshness(open_tab):
    shown = table(open_tab("资料与时效"), "本次起报所用").set_index("资料")
    assert list(shown.index) == ["实况", "气象预报", "空气质量模式 示例模式"]
    assert shown.loc["气象预报", "本次起报所用"].endswith("发布")
    assert "20时起报" in shown.loc["空气质量模式 示例模式", "本次起报所用"]
    assert not shown["现在的时效"].isin(["缺失"]).any()


def test_without_forecast_weather_the_page_says_so_first(open_page, sample_sessions):
    with sample_sessions.begin() as session:
        session.execute(delete(ForecastWeatherRow))
    run = forecast_runs.load(sample_sessions, forecast_runs.latest(sample_sessions, CITY))
    hour = run.issue.hour or 24
    forecast_runs.publish(
        sample_sessions, CITY, run.issue_day, issue_hour=hour, model="persistence"
    )
    app = open_page("outlook")
    assert "本次起报没有气象预报，全部按历史规律外推" in app.warning[0].value


def test_the_public_forecast_tells_three_days_with_range_and_category(open_tab):
    app = open_tab("公众预报")
    shown = table(app, "AQI下限")
    assert len(shown) == 3
    assert (shown["AQI上限"] - shown["AQI下限"]).le(30).all()
    assert "示例市环境空气质量预报" in app.code[0].value
    field(app.selectbox, "发布天数（不含今日）").set_value(5).run()
    assert len(table(app, "AQI下限")) == 5


def test_past_20_o_clock_the_page_warns(open_tab, monkeypatch):
    late = datetime.combine(clock.today(), datetime.min.time()).replace(hour=20, minute=30)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert any("已过 20:00 发布时限" in each.value for each in open_tab("公众预报").warning)


def test_a_revision_shows_everywhere_and_can_be_taken_back(open_tab):
    app = open_tab("人工订正")
    before = table(app, "原预报 AQI")["订正后 AQI"].tolist()
    app = revised(app)
    assert any("经人工订正（演示值班员" in each.value for each in app.info)
    days = table(app, "原预报 AQI")
    assert days["订正"].tolist().count("PM2.5 310 µg/m³") == 1
    assert days["订正后 AQI"].tolist() != before
    assert days["原预报 AQI"].tolist() == before
    assert table(app, "预报员")["理由"].tolist() == ["静稳加强"]
    assert table(app, "检验")["检验"].tolist() == ["待实况"]

    back = field(app.multiselect, "撤回哪几天的订正")
    back.set_value([back.options[0]] if isinstance(back.options[0], str) else back.options)
    field(app.text_input, "撤回理由").set_value("形势变化")
    button(app, "撤回订正").click().run()
    assert not app.exception
    assert table(app, "原预报 AQI")["订正后 AQI"].tolist() == before
    assert len(table(app, "预报员")) == 2
    assert not any("经人工订正" in each.value for each in app.info)


def test_the_public_forecast_tells_the_revision(open_tab):
    app = revised(open_tab("人工订正"))
    app.session_state["forecast_tab"] = "公众预报"
    app.run()
    assert "经人工订正（演示值班员）" in app.code[0].value
    assert "经人工订正" in table(app, "AQI下限")["订正"].tolist()


def test_a_revision_without_value_or_reason_is_refused_in_words(open_tab):
    app = revised(open_tab("人工订正"), value=None)
    assert "请填写订正后的数值" in app.error[0].value
    app = revised(app, reason=" ")
    assert "请写明订正理由" in app.error[0].value


def test_others_see_the_revision_but_cannot_make_one(open_tab):
    app = open_tab("人工订正", "inspector")
    assert not [each for each in app.button if each.label == "提交订正"]
    assert any("须为值班员" in each.value for each in app.caption)


def test_similar_spells_and_the_weather_index_are_shown(open_tab):
    app = open_tab("相似过程与气象条件")
    spells = table(app, "如何结束")
    assert len(spells) == 5
    assert spells["差异"].is_monotonic_increasing
    index = table(app, "指标")
    assert index["指标"].between(0, 100).all()
    assert set(index["来源"]) == {"实况", "预报"}
    app.toggle[0].set_value(True).run()
    assert not app.exception
    assert table(app, "占全部重污染日")["天数"].sum() > 300
