import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn

from data.vocabulary import AlertLevel, Emitted, MeasureKind
from orders import wording
from orders.document import STANDARD, Template
from orders.drafting import draft_orders
from orders.template_check import TemplateError


def read(content):
    return docx.Document(io.BytesIO(content))


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def paragraphs(document):
    return [paragraph.text for paragraph in document.paragraphs]


def edited(change):
    """The standard template after someone has worked on it in Word."""
    document = docx.Document(str(STANDARD))
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_numbers_in_the_document_equal_the_order_field_by_field(template, drafts):
    for order in drafts.orders:
        measures, checks, receipt = read(template.render(order)).tables
        rows = cells(measures)[2:]
        for number, (line, row) in enumerate(zip(order.lines, rows, strict=False), start=1):
            amounts = [wording.kilograms(line.cut_kg(p)) for p in Emitted]
            share = wording.percent(line.cut_fraction)
            if line.kind is MeasureKind.PENDING:
                amounts, share = ["—"] * 4, "—"
            head = [str(number), line.process, line.grade, line.measure, share]
            assert row == [*head, *amounts]
        for row, line in zip(cells(checks)[1:], order.lines, strict=True):
            assert row[1:] == [
                f"{line.process}（{line.line_id}）",
                line.verification,
                line.meter_id,
            ]
        sums = {row[0]: row[5:] for row in rows[len(order.lines) :]}
        for name, kg in (
            ("应急减排合计", order.ordered_kg),
            ("自主减排承诺合计", order.declared_kg),
        ):
            if name in sums:
                assert sums[name] == [wording.kilograms(kg[p]) for p in Emitted]
        assert cells(receipt)[0] == ["指令编号", order.number, "企业名称", order.enterprise]


def test_the_text_says_everything_an_enterprise_needs(template, drafts):
    order = drafts.orders[0]
    text = "\n".join(paragraphs(read(template.render(order))))
    for wanted in (
        order.issue.office,
        order.number,
        "重污染天气橙色预警应急减排指令",
        f"{order.enterprise}：",
        "2026年11月24日0时至11月26日24时。",
        "橙色（Ⅱ级）",
        order.issue.basis,
        order.transport[0],
        "示例文件 第3条（转引）",
        "示例规则 分级（示例值）·B级",
        "张某某，0000-7654321",
        order.issue.office_phone,
        "2026年11月23日",
        "签发人：赵某某",
        order.check_code,
        "回　　执",
    ):
        assert wanted in text


def test_the_same_order_gives_the_same_bytes(template, drafts):
    order = drafts.orders[0]
    assert template.render(order) == template.render(order)
    assert template.render(order) == Template.load().render(
        type(order).from_record(order.to_record())
    )


def test_only_a_made_up_city_is_marked_on_every_page(template, drafts):
    order = drafts.orders[0]
    real = replace(order, issue=replace(order.issue, demo=False))
    for one, marked in ((order, True), (real, False)):
        section = read(template.render(one)).sections[0]
        for header in (section.header, section.even_page_header):
            assert ("演示数据" in header.paragraphs[0].text) is marked


@pytest.mark.parametrize("level", AlertLevel)
def test_every_level_names_itself(template, drafts, level):
    order = drafts.orders[0]
    text = paragraphs(
        read(template.render(replace(order, issue=replace(order.issue, level=level))))
    )
    assert f"重污染天气{level.label}预警应急减排指令" in text


def test_rare_characters_and_signs_of_markup_survive(template, row, issue, rule):
    name = "镕堃喆玥䶮𠅤 <w:t>&amp; {{ 7*7 }} {% raw %} “A&B”"
    lines = pd.DataFrame([row(enterprise=name, process="=1+1", measure="停产]]>\x00\x0b完")])
    (order,) = draft_orders(lines, issue, "令", rule).orders
    document = read(template.render(order))
    assert f"{name}：" in paragraphs(document)
    assert cells(document.tables[0])[2][1:4] == ["=1+1", "B", "停产]]> 完"]


def test_sixty_lines_and_a_long_name_keep_the_frame(template, row, issue, rule):
    name = "示例市镕堃喆玥新型建筑材料与高温耐火材料综合利用科技发展股份有限公司第一分公司城南厂"[
        :40
    ]
    lines = pd.DataFrame([row(n=n, enterprise=name) for n in range(1, 61)])
    (order,) = draft_orders(lines, issue, "令", rule).orders
    document = read(template.render(order))
    measures, checks, _ = document.tables
    assert (len(measures.rows), len(checks.rows)) == (2 + 60 + 1, 1 + 60)
    for table, header_rows in ((measures, 2), (checks, 1)):
        repeated = [r._tr.trPr.find(qn("w:tblHeader")) is not None for r in table.rows]
        assert repeated == [n < header_rows for n in range(len(table.rows))]
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"


def test_a_sentence_changed_in_word_is_in_the_orders(drafts):
    def change(document):
        for paragraph in document.paragraphs:
            for run in paragraph.runs:
                run.text = run.text.replace("请严格执行", "请立即执行，违者依法查处")

    text = paragraphs(read(Template.load(edited(change)).render(drafts.orders[0])))
    assert any("请立即执行，违者依法查处" in paragraph for paragraph in text)


def test_a_field_that_word_has_split_over_runs_still_works(drafts):
    def change(document):
        for paragraph in document.paragraphs:
            if paragraph.text == "{{ 企业名称 }}：":
                paragraph.runs[0].text = "{"
                for piece in ("{ 企", "业名称 ", "}", "}：敬启"):
                    paragraph.add_run(piece).bold = True

    text = paragraphs(read(Template.load(edited(change)).render(drafts.orders[0])))
    assert f"{drafts.orders[0].enterprise}：敬启" in text


def test_a_condition_may_decide_about_a_sentence(drafts):
    def change(document):
        document.add_paragraph("{% if 演示标记 %}演练{% else %}实战{% endif %}结束")

    text = paragraphs(read(Template.load(edited(change)).render(drafts.orders[0])))
    assert text[-1] == "演练结束"


def test_every_part_is_well_formed_and_nothing_points_outside(template, drafts):
    for order in drafts.orders:
        with zipfile.ZipFile(io.BytesIO(template.render(order))) as word_file:
            assert word_file.testzip() is None
            assert len(set(word_file.namelist())) == len(word_file.namelist())
            for name in word_file.namelist():
                part = word_file.read(name)
                ElementTree.fromstring(part)
                assert b"{{" not in part
                assert b'TargetMode="External"' not in part


def test_a_loop_left_open_is_refused_with_a_hint():
    def change(document):
        document.add_paragraph("{%p for 条 in 依据 %}")

    with pytest.raises(TemplateError, match="模板标记写错"):
        Template.load(edited(change))


def test_a_loop_that_ends_inside_a_table_is_refused():
    def change(document):
        document.add_paragraph("{% for 条 in 依据 %}{{ 条 }}")
        document.add_table(rows=1, cols=2).cell(0, 1).text = "{% endfor %}"

    with pytest.raises(TemplateError, match="试填失败"):
        Template.load(edited(change))


def test_a_template_that_is_not_there_is_named(tmp_path):
    with pytest.raises(TemplateError, match=r"读不到模板 .*没有\.docx"):
        Template.load(tmp_path / "没有.docx")
