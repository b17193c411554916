"""The public forecast as a Word document."""

import io

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from air_quality.aqi import levels
from forecasting import bulletin
from forecasting.bulletin import Bulletin

_FONT = "宋体"
_SHOWN = ("日期", "AQI下限", "AQI上限", "级别", "类别", "颜色", "首要污染物", "订正")


def docx(told: Bulletin) -> bytes:
    """Write a bulletin as a Word document: heading, one row a day, the sentences and their sources.

    The category of the upper end of the range is set on the official colour, with its numeral and
    name in words beside it.
    """
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    title, *rest = bulletin.text(told).splitlines()
    heading = document.add_heading(title, level=1)
    for run in heading.runs:
        run.font.name, run.font.color.rgb = _FONT, RGBColor(0, 0, 0)
        run._element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    document.add_paragraph(rest[0])
    rows = bulletin.table(told)[list(_SHOWN)]
    table = document.add_table(rows=1, cols=len(_SHOWN), style="Table Grid")
    for cell, name in zip(table.rows[0].cells, _SHOWN, strict=True):
        cell.text = name
    for day, values in zip(told.days, rows.itertuples(index=False), strict=True):
        cells = table.add_row().cells
        for cell, value in zip(cells, values, strict=True):
            cell.text = str(value)
        worst = next(each for each in levels(day.day).levels if each.high >= day.aqi_high)
        _shade(cells[_SHOWN.index("颜色")], worst.hex)
    for line in rest[1:]:
        document.add_paragraph(line)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _shade(cell: object, colour: str) -> None:
    properties = cell._element.get_or_add_tcPr()  # type: ignore[attr-defined]
    shade = properties.makeelement(qn("w:shd"), {})
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour.lstrip("#"))
    properties.append(shade)
