import pytest

pytestmark = pytest.mark.xdist_group("sample")


def test_a_duty_officer_sees_orders_but_cannot_issue(open_page):
    app = open_page("order")
    assert "发布预警并下达指令" not in [button.label for button in app.button]
    assert "指令 **" in "".join(text.value for text in app.markdown)


def test_an_approver_issues_an_alert_and_every_enterprise_gets_its_order(open_page):
    app = open_page("order", "approver")
    before = len(app.selectbox(key="alert").options)
    next(b for b in app.button if b.label == "发布预警并下达指令").click().run()
    assert not app.exception, [problem.value for problem in app.exception]
    assert len(app.selectbox(key="alert").options) == before + 1
    assert "未出令企业" in "".join(text.value for text in app.markdown)


def test_a_second_alert_over_the_same_time_is_refused(open_page):
    app = open_page("order", "approver")
    issue = lambda: next(b for b in app.button if b.label == "发布预警并下达指令")  # noqa: E731
    issue().click().run()
    issue().click().run()
    assert not app.exception
    assert "时段重叠" in app.error[0].value


def test_an_end_before_the_start_is_refused_in_words(open_page):
    app = open_page("order", "approver")
    first, last = app.date_input
    last.set_value(first.value.replace(year=first.value.year - 1))
    next(b for b in app.button if b.label == "发布预警并下达指令").click().run()
    assert "须晚于开始时间" in app.error[0].value
