"""Make ``order.docx``: ``python -m orders.templates.make_order_template``.

Page, type and red head follow GB/T 9704—2012 (A4, text block 156 mm x 225 mm, 22 lines of 28
characters, size-3 仿宋 body, size-2 小标宋 title). The office types 方正小标宋 and 仿宋_GB2312 are
named with substitutes and not shipped. The result is an ordinary Word file with the fields of
``orders.fields``; a city may edit it in Word.
"""

import io
import zipfile
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TARGET = Path(__file__).parent / "order.docx"

TITLE, BODY, HEADING, NUMBER = "方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"
SUBSTITUTES = {TITLE: "小标宋", BODY: "仿宋", HEADING: "SimHei", NUMBER: "SimSun"}
LATIN = "Times New Roman"
RED = RGBColor(0xE6, 0x00, 0x12)
LINE = Pt(28.95)  # 225 mm hold 22 lines
TABLE_SIZE = 10.5
LEFT, CENTER, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


def child(parent: Any, tag: str, **attributes: object) -> Any:
    """Append an element of the word-processing namespace."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    parent.append(element)
    return element


def write(
    paragraph: Any,
    text: str,
    *,
    font: str = BODY,
    size: float = 16,
    color: RGBColor | None = None,
    low: str = "",
) -> Any:
    """Add a run of text, and ``low`` after it as a subscript."""
    for piece, subscript in ((text, False), (low, True)):
        if not piece:
            continue
        run = paragraph.add_run(piece)
        run.font.name, run.font.size = LATIN, Pt(size)
        run._element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), font)
        run._element.rPr.rFonts.set(qn("w:hint"), "eastAsia")
        run.font.subscript = True if subscript else None
        if color is not None:
            run.font.color.rgb = color
    return paragraph


def shape(
    paragraph: Any,
    align: Any = JUSTIFY,
    *,
    indent: float = 0,
    right: float = 0,
    line: Any = LINE,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
) -> Any:
    """Set alignment, first-line and right indent (points), line spacing and what it stays with."""
    form = paragraph.paragraph_format
    form.alignment, form.space_before, form.space_after = align, Pt(before), Pt(after)
    if line is None:
        form.line_spacing = 1.0
    else:
        form.line_spacing, form.line_spacing_rule = line, WD_LINE_SPACING.EXACTLY
    if indent:
        form.first_line_indent = Pt(indent)
        # In characters besides points, so that it follows when a city changes the type size.
        first_line = paragraph._element.pPr.find(qn("w:ind"))
        first_line.set(qn("w:firstLineChars"), str(round(indent / 16 * 100)))
    if right:
        form.right_indent = Pt(right)
    form.keep_with_next = keep or None
    return paragraph


def off_grid(paragraph: Any) -> None:
    """Free a paragraph from the line grid of the page, which would stretch table rows."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    paragraph._element.get_or_add_pPr().insert_element_before(
        snap, "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def border(paragraph: Any, side: str, style: str, size: int, color: str, space: int = 1) -> None:
    """Draw a rule along one side of a paragraph; ``size`` in eighths of a point."""
    borders = OxmlElement("w:pBdr")
    child(borders, side, val=style, sz=size, space=space, color=color)
    properties = paragraph._element.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def table(document: Any, widths_mm: list[float], rows: int) -> Any:
    """Add a bordered table of fixed widths as wide as the text block."""
    made = document.add_table(rows=rows, cols=len(widths_mm))
    made.style = "Table Grid"
    made.autofit = False
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins = child(made._element.tblPr, "tblCellMar")
    for side, twips in (("top", 25), ("left", 45), ("bottom", 25), ("right", 45)):
        child(margins, side, w=twips, type="dxa")
    # Order of elements matters to Word: margins stand before the look.
    look = made._element.tblPr.find(qn("w:tblLook"))
    if look is not None:
        made._element.tblPr.remove(look)
        made._element.tblPr.append(look)
    for column, width in zip(made.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for row in made.rows:
        child(row._tr.get_or_add_trPr(), "cantSplit")
    return made


def fill(
    cell: Any,
    text: str,
    align: Any = CENTER,
    *,
    font: str = BODY,
    low: str = "",
    keep: bool = False,
) -> None:
    """Write one cell, centred in its height."""
    paragraph = cell.paragraphs[0]
    shape(paragraph, align, line=Pt(15), keep=keep)
    off_grid(paragraph)
    write(paragraph, text, font=font, size=TABLE_SIZE, low=low)
    child(cell._element.get_or_add_tcPr(), "vAlign", val="center")


def repeat(row: Any) -> None:
    """Let a header row appear again on every page."""
    child(row._tr.get_or_add_trPr(), "tblHeader")


def control(made: Any, row: int, tag: str) -> None:
    """Write a control tag into a row that is gone once the document is rendered."""
    fill(made.rows[row].cells[0], tag, LEFT)


def head(document: Any) -> None:
    """Red head, number line, red rule, title, addressee."""
    write(
        shape(document.add_paragraph(), CENTER, line=Pt(40), after=10),
        "{{ 发文机关 }}", font=TITLE, size=26, color=RED,
    )  # fmt: skip
    number = shape(document.add_paragraph(), CENTER, after=20)
    write(number, "{{ 指令编号 }}")
    border(number, "bottom", "single", 18, str(RED), space=6)
    write(
        shape(document.add_paragraph(), CENTER, line=Pt(34), after=18),
        "重污染天气{{ 预警级别 }}预警应急减排指令", font=TITLE, size=22,
    )  # fmt: skip
    write(shape(document.add_paragraph(), LEFT), "{{ 企业名称 }}：")


def heading(document: Any, text: str) -> None:
    """First-level heading of the body, kept with what follows."""
    paragraph = shape(document.add_paragraph(), JUSTIFY, indent=32, before=4, keep=True)
    write(paragraph, text, font=HEADING)


def body(document: Any, text: str, **options: Any) -> None:
    """One body paragraph, first line in by two characters."""
    write(shape(document.add_paragraph(), JUSTIFY, indent=32, **options), text)


def measures(document: Any) -> None:
    """The table of lines: two header rows, one row per line, the sums."""
    widths = [9.0, 28.5, 12, 32, 12.5, 15.5, 15.5, 15.5, 15.5]
    made = table(document, widths, 8)
    for column, text in enumerate(["序号", "生产线/工序", "等级", "措　施", "减排比例"]):
        cell = made.cell(0, column).merge(made.cell(1, column))
        fill(cell, text, font=HEADING)
    fill(made.cell(0, 5).merge(made.cell(0, 8)), "减排量（千克/日）", font=HEADING)
    for column, (text, low) in enumerate(
        [("颗粒物", ""), ("SO", "2"), ("NO", "x"), ("VOCs", "")], start=5
    ):
        fill(made.cell(1, column), text, font=HEADING, low=low)
    repeat(made.rows[0])
    repeat(made.rows[1])
    amounts = ["颗粒物", "二氧化硫", "氮氧化物", "VOCs"]
    control(made, 2, "{%tr for 行 in 生产线 %}")
    for column, (name, align) in enumerate(
        [("序号", CENTER), ("工序", LEFT), ("等级", CENTER), ("措施", LEFT), ("减排比例", CENTER)]
        + [(name, RIGHT) for name in amounts]
    ):
        fill(made.cell(3, column), f"{{{{ 行.{name} }}}}", align)
    control(made, 4, "{%tr endfor %}")
    control(made, 5, "{%tr for 计 in 合计 %}")
    fill(made.cell(6, 0).merge(made.cell(6, 4)), "{{ 计.名称 }}", font=HEADING)
    for column, name in enumerate(amounts, start=5):
        fill(made.cell(6, column), f"{{{{ 计.{name} }}}}", RIGHT)
    control(made, 7, "{%tr endfor %}")


def checks(document: Any) -> None:
    """The table of what will be checked at each line."""
    made = table(document, [9.0, 45, 70, 32], 4)
    for column, text in enumerate(["序号", "生产线/工序（编号）", "核查内容", "电表编号"]):
        fill(made.cell(0, column), text, font=HEADING)
    repeat(made.rows[0])
    control(made, 1, "{%tr for 行 in 生产线 %}")
    fill(made.cell(2, 0), "{{ 行.序号 }}")
    fill(made.cell(2, 1), "{{ 行.工序 }}（{{ 行.生产线编号 }}）", LEFT)
    fill(made.cell(2, 2), "{{ 行.核查要点 }}", LEFT)
    fill(made.cell(2, 3), "{{ 行.电表编号 }}")
    control(made, 3, "{%tr endfor %}")


def each(document: Any, name: str, text: str, **options: Any) -> None:
    """One paragraph for every text of a list."""
    write(shape(document.add_paragraph(), LEFT), f"{{%p for 条 in {name} %}}")
    body(document, text, **options)
    write(shape(document.add_paragraph(), LEFT), "{%p endfor %}")


def signature(document: Any) -> None:
    """Office and date, right, with room for the seal; who signed; the check code."""
    space = shape(document.add_paragraph(), RIGHT, right=64, before=30, keep=True)
    write(space, "（印　章）", size=12, color=RGBColor(0x99, 0x99, 0x99))
    write(shape(document.add_paragraph(), RIGHT, right=32, keep=True), "{{ 发文机关 }}")
    write(shape(document.add_paragraph(), RIGHT, right=64, after=14, keep=True), "{{ 签发日期 }}")
    last = shape(document.add_paragraph(), LEFT, line=Pt(22))
    border(last, "top", "single", 6, "000000", space=4)
    write(last, "签发人：{{ 签发人 }}　　预警编号：{{ 预警编号 }}　　校验码：{{ 校验码 }}", size=12)


def receipt(document: Any) -> None:
    """The slip the enterprise fills in, signs and sends back; never parted by a page break."""
    cut = shape(document.add_paragraph(), CENTER, line=Pt(20), before=18, after=6, keep=True)
    border(cut, "top", "dashed", 6, "666666", space=6)
    write(cut, "（沿虚线裁下，送发文机关）", size=10.5, color=RGBColor(0x66, 0x66, 0x66))
    write(shape(document.add_paragraph(), CENTER, after=8, keep=True), "回　　执", font=HEADING)
    made = table(document, [29.0, 49, 29, 49], 6)
    rows: list[tuple[str, str, str, str]] = [
        ("指令编号", "{{ 指令编号 }}", "企业名称", "{{ 企业名称 }}"),
        ("收到时间", "　　月　　日　　时　　分", "签收人（签字）", ""),
        ("执行负责人", "", "联系电话", ""),
    ]
    for at, texts in enumerate(rows):
        for column, text in enumerate(texts):
            fill(made.cell(at, column), text, LEFT if column % 2 else CENTER, keep=True)
    wide = [
        ("能否按时执行", "□ 能，自　　月　　日　　时起执行到位　　□ 不能，原因和困难见下栏"),
        ("原因和困难", ""),
        ("企业盖章", "　　　　　　　　　　　　　　　　　　　　　年　　月　　日"),
    ]
    for at, (label, text) in enumerate(wide, start=3):
        fill(made.cell(at, 0), label, keep=at < 5)
        fill(made.cell(at, 1).merge(made.cell(at, 3)), text, LEFT, keep=at < 5)
    for at, height in enumerate([9, 9, 9, 9, 14, 16]):
        made.rows[at].height = Mm(height)


def page(document: Any) -> None:
    """Paper, margins, grid, demonstration mark above and page number below."""
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.bottom_margin, section.right_margin = Mm(35), Mm(26)
    section.header_distance, section.footer_distance = Mm(20), Mm(24)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    child(section._sectPr, "docGrid", type="lines", linePitch=579)
    document.settings.odd_and_even_pages_header_footer = True
    for part in (section.header, section.even_page_header):
        mark = shape(part.paragraphs[0], CENTER, line=None)
        write(mark, "{{ 演示标记 }}", font=HEADING, size=14, color=RED)
    for part, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        number = shape(part.paragraphs[0], align, line=None)
        form = number.paragraph_format
        form.left_indent, form.right_indent = Pt(14), Pt(14)
        write(number, "— ", font=NUMBER, size=14)
        for kind in ("begin", None, "end"):
            run = write(number, " ", font=NUMBER, size=14).runs[-1]
            run.text = ""
            if kind:
                child(run._element, "fldChar", fldCharType=kind)
            else:
                child(run._element, "instrText").text = " PAGE "
        write(number, " —", font=NUMBER, size=14)


def types(document: Any) -> None:
    """Default type, and what stands in for a font that a machine lacks."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(16)
    normal.element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), BODY)
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'
        for name, other in SUBSTITUTES.items()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    for relation in document.part.rels.values():
        part = relation.target_part
        if part.partname == "/word/fontTable.xml":
            part._blob = (
                '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                f'<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'
            ).encode()
        if part.partname.startswith("/word/theme/"):
            part._blob = part.blob.replace(
                b'<a:ea typeface=""/>', '<a:ea typeface="仿宋"/>'.encode()
            )


def trim(document: Any) -> None:
    """Drop what the order never uses: it would be zipped again into thousands of files."""
    styles = document.styles.element
    kept = {"Normal", "Default Paragraph Font", "Normal Table", "Table Grid", "header", "footer"}
    for style in list(styles.findall(qn("w:style"))):
        if style.find(qn("w:name")).get(qn("w:val")) not in kept:
            styles.remove(style)
    for style in styles.findall(qn("w:style")):
        for tag in ("w:link", "w:next"):
            if (link := style.find(qn(tag))) is not None:
                style.remove(link)
    unused = ("thumbnail", "customXml", "webSettings", "stylesWithEffects", "numbering")
    for rels in (document.part.package.rels, document.part.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(unused)]:
            del rels[key]
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", "重污染天气应急减排指令", ""


def make() -> bytes:
    """Return the template as the bytes of a Word file, the same every time."""
    document = Document()
    types(document)
    page(document)
    head(document)
    body(
        document,
        "{{ 城市 }}已于{{ 签发日期 }}发布重污染天气{{ 预警级别全称 }}预警。"
        "现就你单位应急减排事项指令如下，请严格执行。",
    )
    heading(document, "一、执行时段")
    body(document, "{{ 执行时段 }}。提前解除、延长或调整的，以后续指令为准。")
    heading(document, "二、启动条件")
    body(document, "{{ 启动条件 }}。")
    heading(document, "三、减排措施")
    body(document, "各生产线在执行时段内按下表执行。", keep=True)
    measures(document)
    each(document, "表注", "{{ 条 }}", before=4)
    heading(document, "四、运输要求")
    each(document, "运输要求", "{{ 条 }}。")
    heading(document, "五、核查内容")
    body(
        document,
        "执行期间将按下表核查，请如实保存生产、用电、在线监测和车辆进出记录备查。",
        keep=True,
    )
    checks(document)
    heading(document, "六、依据")
    each(document, "依据", "{{ 条 }}。")
    heading(document, "七、联系方式")
    body(document, "发文机关电话：{{ 发文机关电话 }}。", keep=True)
    # Kept with the signature: a seal must not stand on a page without text.
    body(
        document,
        "清单登记的联系人：{{ 企业联系人 }}，{{ 企业电话 }}（有变动的，请在回执中注明）。",
        keep=True,
    )
    signature(document)
    receipt(document)
    trim(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return _fixed(buffer.getvalue())


def _fixed(word_file: bytes) -> bytes:
    """Zip again with one date for every part, so that the file changes only with its content."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return target.getvalue()


if __name__ == "__main__":
    TARGET.write_bytes(make())
