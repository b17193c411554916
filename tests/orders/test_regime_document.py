import io
from dataclasses import replace
from datetime import datetime

import docx
import pytest

from data.vocabulary import AlertLevel
from orders import fields
from orders.document import STANDARD, Template, TemplateError
from orders.issue import Issue
from orders.order import Order
from orders.regime_document import FIELDS, REGIME_NOTICE, samples, texts
from orders.specimen import specimen


def said(order):
    content = Template.load(kind=REGIME_NOTICE).render(order)
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_notice_speaks_of_no_alert():
    text = said(samples()[0])
    assert "采暖季错峰生产执行通知" in text
    assert "与重污染天气应急减排相互独立" in text
    for word in ("启动条件", "Ⅱ级", "橙色", "减排指令编号"):
        assert word not in text


def test_every_field_of_a_notice_has_a_text():
    for order in samples():
        made = texts(order)
        assert set(made) == set(FIELDS)
        for row in made["措施"]:
            assert set(row) == set(FIELDS["措施"].columns)


def test_hours_and_bans_show_no_share():
    order = samples()[0]
    shares = {row["措施"]: row["限产比例"] for row in texts(order)["措施"]}
    assert set(shares.values()) == {"—"}
    line = replace(order.lines[4], cut_fraction=0.4)
    assert texts(replace(order, lines=(line,)))["措施"][0]["限产比例"] == "40%"


def test_the_same_order_gives_the_same_bytes():
    template = Template.load(kind=REGIME_NOTICE)
    assert template.render(samples()[1]) == template.render(samples()[1])


def test_a_template_of_alerts_is_refused_for_notices_and_the_other_way_round():
    with pytest.raises(TemplateError, match="预警级别"):
        Template.load(STANDARD, REGIME_NOTICE)
    with pytest.raises(TemplateError, match="标题"):
        Template.load(REGIME_NOTICE.standard)


def test_an_issue_is_of_an_alert_or_of_a_regime_never_of_both():
    issue = specimen()[0].issue
    with pytest.raises(ValueError, match="须有预警级别"):
        replace(issue, level=None)
    with pytest.raises(ValueError, match="不带预警级别"):
        replace(issue, heading="采暖季错峰生产执行通知")


def test_orders_of_alerts_keep_the_record_they_were_stored_with():
    order = specimen()[0]
    assert "heading" not in order.issue.to_record()
    assert Order.from_record(order.to_record()) == order
    assert Issue.from_record(order.issue.to_record()).level is AlertLevel.ORANGE


def test_orders_of_a_regime_can_be_stored_too():
    order = samples()[0]
    assert order.issue.to_record()["level"] is None
    assert Order.from_record(order.to_record()) == order


def test_the_fields_of_both_kinds_share_what_they_mean():
    shared = set(FIELDS) & set(fields.FIELDS)
    assert {"发文机关", "企业名称", "执行时段", "依据", "校验码"} <= shared
    assert samples()[0].issue.issued_at == datetime(2026, 11, 23, 10)
