"""Make ``regime_notice.docx``: ``python -m orders.templates.make_regime_template``.

Page, type and red head are those of the order of an alert; see ``make_order_template``.
"""

import io
from typing import Any

from docx import Document
from docx.shared import Pt, RGBColor

from orders.regime_document import REGIME_NOTICE
from orders.templates import make_order_template as parts
from orders.templates.make_order_template import CENTER, HEADING, LEFT, RED, RIGHT, TITLE, fill

TARGET = REGIME_NOTICE.standard


def head(document: Any) -> None:
    """Red head, number line, red rule, title, addressee."""
    office = parts.shape(document.add_paragraph(), CENTER, line=Pt(40), after=10)
    parts.write(office, "{{ 发文机关 }}", font=TITLE, size=26, color=RED)
    number = parts.shape(document.add_paragraph(), CENTER, after=20)
    parts.write(number, "{{ 指令编号 }}")
    parts.border(number, "bottom", "single", 18, str(RED), space=6)
    title = parts.shape(document.add_paragraph(), CENTER, line=Pt(34), after=18)
    parts.write(title, "{{ 标题 }}", font=TITLE, size=22)
    parts.write(parts.shape(document.add_paragraph(), LEFT), "{{ 企业名称 }}：")


def measures(document: Any) -> None:
    """The table of lines and sources with what each has to do and what will be checked."""
    names = ["序号", "工序", "措施", "限产比例", "核查要点"]
    titles = ["序号", "生产线/工序/排放源", "措　施", "限产比例", "核查内容"]
    made = parts.table(document, [9.0, 34, 58, 15, 40], 4)
    for column, text in enumerate(titles):
        fill(made.cell(0, column), text, font=HEADING)
    parts.repeat(made.rows[0])
    parts.control(made, 1, "{%tr for 行 in 措施 %}")
    for column, name in enumerate(names):
        text = f"{{{{ 行.{name} }}}}" + ("（{{ 行.编号 }}）" if name == "工序" else "")
        fill(made.cell(2, column), text, CENTER if name in ("序号", "限产比例") else LEFT)
    parts.control(made, 3, "{%tr endfor %}")


def signature(document: Any) -> None:
    """Office and date, right, with room for the seal; who made the list; the check code."""
    space = parts.shape(document.add_paragraph(), RIGHT, right=64, before=30, keep=True)
    parts.write(space, "（印　章）", size=12, color=RGBColor(0x99, 0x99, 0x99))
    office = parts.shape(document.add_paragraph(), RIGHT, right=32, keep=True)
    parts.write(office, "{{ 发文机关 }}")
    day = parts.shape(document.add_paragraph(), RIGHT, right=64, after=14, keep=True)
    parts.write(day, "{{ 签发日期 }}")
    last = parts.shape(document.add_paragraph(), LEFT, line=Pt(22))
    parts.border(last, "top", "single", 6, "000000", space=4)
    parts.write(
        last, "签发人：{{ 签发人 }}　　名单编号：{{ 名单编号 }}　　校验码：{{ 校验码 }}", size=12
    )


def make() -> bytes:
    """Return the template as the bytes of a Word file, the same every time."""
    document = Document()
    parts.types(document)
    parts.page(document)
    head(document)
    parts.body(
        document,
        "现就你单位执行有关要求通知如下，请严格执行。本通知与重污染天气应急减排相互独立，"
        "预警期间另按应急减排指令执行；本通知所涉豁免不作为应急减排的豁免。",
    )
    parts.heading(document, "一、执行时段")
    parts.body(document, "{{ 执行时段 }}。")
    parts.heading(document, "二、执行依据")
    parts.body(document, "{{ 执行依据 }}。")
    parts.heading(document, "三、措施和核查内容")
    parts.body(document, "下列生产线、工序或排放源在执行时段内按下表执行。", keep=True)
    measures(document)
    parts.each(document, "运输要求", "{{ 条 }}。", before=4)
    parts.heading(document, "四、出处")
    parts.each(document, "依据", "{{ 条 }}。")
    parts.heading(document, "五、联系方式")
    parts.body(document, "发文机关电话：{{ 发文机关电话 }}。", keep=True)
    parts.body(
        document,
        "清单登记的联系人：{{ 企业联系人 }}，{{ 企业电话 }}（有变动的，请在回执中注明）。",
        keep=True,
    )
    signature(document)
    parts.receipt(document)
    parts.trim(document)
    document.core_properties.title = "常态管控执行通知"
    buffer = io.BytesIO()
    document.save(buffer)
    return parts._fixed(buffer.getvalue())


if __name__ == "__main__":
    TARGET.write_bytes(make())
