import pytest

from data.vocabulary import Pollutant


def test_without_a_record_it_says_which_command_makes_one(open_empty):
    app = open_empty("verification")
    assert "python -m forecasting verify --city 990100" in app.info[0].value
    assert not app.dataframe


@pytest.mark.xdist_group("sample")
def test_the_record_shows_scores_triggers_and_flips(open_page):
    app = open_page("verification")
    leads, seasons, levels, triggers, bins = (shown.value for shown in app.dataframe)
    assert list(leads["预报时效"])[:2] == ["第0天", "第1天"]
    assert {"RMSE(µg/m³)", "持续性 RMSE(µg/m³)", "气候平均 RMSE(µg/m³)"} <= set(leads)
    assert len(seasons)
    assert len(levels)
    assert list(triggers["级别"]) == ["黄色及以上", "橙色及以上", "红色及以上"]
    assert bins["实际发生"].str.fullmatch(r"过去发生 \d+/\d+ 次").all()
    assert len(app.get("plotly_chart")) == 3
    assert "建议级别在 20 对相邻起报日中变动" in app.caption[-1].value


@pytest.mark.xdist_group("sample")
def test_ozone_and_other_lead_days_can_be_chosen(open_page):
    app = open_page("verification")
    app.segmented_control(key="checked").set_value(Pollutant.O3).run()
    app.select_slider(key="lead").set_value(3).run()
    assert not app.exception
    assert "O3 日最大 8 小时 160" in "".join(caption.value for caption in app.caption)
