from datetime import date, datetime

import docx
import pandas as pd
import pytest

from emission_lists.regimes.facts import LINE_FACTS
from orders.document import TemplateError
from services import list_versions, regime_notices, seasonal_regimes
from services.regime_records import RegimeRecordError
from services.seasonal_regimes import Given

CITY = "140100"


@pytest.fixture
def record(sessions, list_file, settings):
    list_versions.import_list(sessions, list_file, CITY, now=datetime(2021, 11, 20))
    facts = {LINE_FACTS.sheet: pd.DataFrame({"line_id": ["QY1-02"], "plan_share": [0.3]})}
    found = seasonal_regimes.evaluate(
        sessions, CITY, "staggered", date(2021, 12, 1), Given(facts=facts)
    )
    return seasonal_regimes.issue(sessions, found, user="张三", now=datetime(2021, 12, 1, 9, 30))


def text_of(path):
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_each_bound_enterprise_gets_one_notice_that_speaks_of_no_alert(sessions, record, tmp_path):
    made = regime_notices.export(sessions, record.number, tmp_path / "out")
    assert made.orders == 2
    assert not made.failed
    said = {file.enterprise: text_of(tmp_path / "out" / file.path) for file in made.files}
    text = said["示例QY1有限公司"]
    assert "采暖季错峰生产执行通知" in text
    assert "2021年11月1日0时至2022年3月31日24时" in text
    assert "限产30%（市错峰方案）" in text
    assert "140100-staggered-001" in text
    assert "启动条件" not in text
    assert "橙色" not in text
    assert "不作为应急减排的豁免" in text
    assert (tmp_path / "out" / "采暖季错峰生产名单.xlsx").stat().st_size
    assert "QY2-01" in said["示例QY2有限公司"]
    assert "QY2-02" not in said["示例QY2有限公司"]


def test_a_second_export_gives_the_same_documents(sessions, record, tmp_path):
    one = regime_notices.export(sessions, record.number, tmp_path / "a")
    other = regime_notices.export(sessions, record.number, tmp_path / "b")
    assert one.files == other.files


def test_notices_of_the_ozone_season_name_the_hours(sessions, record, tmp_path):
    lines = list_versions.load(sessions, CITY, 1).lines
    assert len(lines) == 5
    facts = {LINE_FACTS.sheet: pd.DataFrame({"line_id": ["QY1-01"], "uses_carbon": ["是"]})}
    found = seasonal_regimes.evaluate(
        sessions, CITY, "ozone_season", date(2025, 6, 10), Given(facts=facts)
    )
    stored = seasonal_regimes.issue(sessions, found)
    made = regime_notices.export(sessions, stored.number, tmp_path)
    assert made.orders == 1
    text = text_of(tmp_path / made.files[0].path)
    assert "臭氧季错时管控执行通知" in text
    assert "活性炭应于5月31日前更换" in text


def test_an_unknown_list_is_refused(sessions, tmp_path):
    with pytest.raises(RegimeRecordError, match="没有编号"):
        regime_notices.export(sessions, "140100-staggered-001", tmp_path)


def test_the_citys_own_template_goes_before_and_a_damaged_one_is_named(
    sessions, record, tmp_path, monkeypatch
):
    monkeypatch.setenv("RESPONSE_VAR", str(tmp_path))
    own = tmp_path / "templates"
    own.mkdir()
    (own / "regime_notice.docx").write_bytes(b"no document")
    with pytest.raises(TemplateError, match="不是 Word"):
        regime_notices.template()
