import pytest

pytestmark = pytest.mark.xdist_group("sample")


def test_every_parameter_is_shown_with_day_and_source(open_page):
    from data import parameters

    app = open_page("policy")
    tables = [frame.value for frame in app.dataframe if "施行日期" in frame.value]
    assert len(tables) == len(list(parameters.files()))
    for table in tables:
        assert (table["依据"].str.len() > 0).all()


def test_what_is_unknown_is_said_to_be_unknown(open_page):
    app = open_page("policy")
    shown = [frame.value for frame in app.dataframe if "施行日期" in frame.value]
    assert any((table["取值"] == "未核实，不取值").any() for table in shown)


def test_adopting_a_rule_set_needs_a_document_and_leaves_a_record(open_empty):
    app = open_empty("policy", "administrator")
    record = lambda: next(b for b in app.button if b.label == "记录")  # noqa: E731
    record().click().run()
    assert "请写明采用该规则的文件" in app.error[0].value
    app.text_input[0].set_value("某市〔2026〕1号")
    record().click().run()
    assert not app.exception
    adopted = app.dataframe[0].value
    assert adopted.loc[0, "文件"] == "某市〔2026〕1号"


def test_others_cannot_adopt(open_empty):
    assert not [b for b in open_empty("policy").button if b.label == "记录"]
