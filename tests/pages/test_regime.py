import io
import zipfile

import pandas as pd
import pytest

from emission_lists.regimes import REGIMES, registers
from emission_lists.regimes.registers import FIRMS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
sample = pytest.mark.xdist_group("sample")


def _choose(app, name):
    app.segmented_control(key="regime").set_value(name).run()
    assert not app.exception, [problem.value for problem in app.exception]
    return app


def _figures(app):
    return {metric.label: metric.value for metric in app.metric}


def _texts(app):
    return " ".join(str(part.value) for part in (*app.info, *app.warning, *app.error, *app.caption))


@pytest.mark.parametrize("name", REGIMES)
def test_an_empty_database_says_what_to_do(open_empty, name):
    app = _choose(open_empty("regime"), name)
    assert app.info
    assert "还没有存过正式名单" in _texts(app)
    if name == "dust":
        assert "此前已停工的不得据此复工" in _texts(app)
    if name in ("staggered", "ozone_season"):
        assert "请先到“减排清单”页导入" in _texts(app)


@sample
@pytest.mark.parametrize("name", REGIMES)
def test_every_regime_opens_on_the_sample_city(open_page, name):
    app = _choose(open_page("regime"), name)
    assert any(REGIMES[name].title in str(head.value) for head in app.subheader)
    assert "各项制度的名单、豁免和依据互不通用" in _texts(app)


@sample
def test_the_board_shows_the_newest_value_of_every_station_and_its_freshness(open_page):
    app = open_page("regime")
    figures = _figures(app)
    assert figures["停工值"] == "250 µg/m³"
    shown = app.dataframe[0].value
    assert len(shown) > 1
    assert set(shown["数据"]) <= {"✓ 及时", "数据缺失"}
    assert "晋政办发〔2019〕39号 第28条" in _texts(app)


@sample
def test_the_list_names_who_is_bound_and_why_with_the_clause(open_page):
    app = _choose(open_page("regime"), "vehicles")
    shown = app.dataframe[0].value
    assert int(_figures(app)["受约束"].split()[0].replace(",", "")) > 0
    bound = shown[shown["结论"] == "受约束"]
    assert (bound["依据"] != "").all()
    assert (bound["措施"] != "").all()


@sample
def test_standings_can_be_looked_at_one_by_one(open_page):
    app = _choose(open_page("regime"), "vehicles")
    app.multiselect[0].set_value(["待核"]).run()
    shown = app.dataframe[0].value
    assert set(shown["结论"]) <= {"待核"}
    assert (shown["缺少数据"] != "").all()


@sample
def test_only_an_approver_stores_a_list_and_then_it_stands_in_the_history(open_page):
    duty = _choose(open_page("regime"), "dust")
    assert "存为正式名单" not in [button.label for button in duty.button]

    app = _choose(open_page("regime", "approver"), "dust")
    next(button for button in app.button if button.label == "存为正式名单").click().run()
    assert not app.exception
    assert "990100-dust-001" in app.success[0].value
    assert "990100-dust-001" in app.dataframe[-1].value["名单编号"].tolist()
    next(button for button in app.button if button.label.startswith("生成执行通知")).click().run()
    assert not app.exception


@sample
def test_a_register_brings_transport_firms_to_the_list(open_page):
    firms = pd.DataFrame([{"firm": "示例运输", "fleet": 100, "tested": 60, "over_limit": 12}])
    app = _choose(open_page("regime"), "vehicles")
    content = registers.filled({FIRMS.sheet: firms})
    app.get("file_uploader")[0].set_value(("台账.xlsx", content, XLSX)).run()
    assert not app.exception
    app.multiselect[1].set_value(["运输企业黑名单"]).run()
    (row,) = app.dataframe[0].value.to_dict("records")
    assert (row["名称"], row["措施"]) == ("示例运输", "列入运输企业黑名单")


@sample
def test_a_wrong_register_is_named_cell_by_cell_and_not_used(open_page):
    firms = pd.DataFrame([{"firm": "示例运输", "fleet": -1}])
    app = _choose(open_page("regime"), "vehicles")
    content = registers.filled({FIRMS.sheet: firms})
    app.get("file_uploader")[0].set_value(("台账.xlsx", content, XLSX)).run()
    assert not app.exception
    assert "未采用任何内容" in app.error[0].value
    assert app.dataframe[0].value.loc[0, "行"] == 2


def test_a_file_that_is_no_workbook_gets_one_clear_message(open_empty):
    app = _choose(open_empty("regime"), "vehicles")
    app.get("file_uploader")[0].set_value(("台账.xlsx", b"not a workbook", XLSX)).run()
    assert not app.exception
    assert "台账.xlsx" in _texts(app)


@sample
def test_the_files_of_a_stored_list_can_be_opened(open_page):
    from ui import cache

    app = _choose(open_page("regime", "approver"), "vehicles")
    next(button for button in app.button if button.label == "存为正式名单").click().run()
    assert not app.exception
    book = pd.ExcelFile(io.BytesIO(cache.regime_workbook("990100-vehicles-001")), engine="calamine")
    assert "执行名单" in book.sheet_names
    with zipfile.ZipFile(io.BytesIO(cache.regime_notice_zip("990100-vehicles-001"))) as notices:
        assert any(name.endswith(".docx") for name in notices.namelist())
