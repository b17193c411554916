"""A list as a city might really keep it: one sheet, a title, two header rows, t/a, merged names."""

import io

import openpyxl
from openpyxl.styles import Alignment, Font

HEAD = (
    "序号", "企业名称", "统一社会信用代码", "县（市、区）", "是否保障类", "行业类型", "生产线",
    "绩效等级", "年运行天数", "排放量（t/a）", "", "", "", "Ⅲ级响应", "", "Ⅱ级响应", "", "备注",
)  # fmt: skip
BELOW = ("",) * 9 + (
    "SO₂",
    "NOx",
    "烟粉尘",
    "VOCs",
    "减排措施",
    "减排比例（%）",
    "减排措施",
    "减排比例（%）",
    "",
)


def workbook(tonnes=1200, grade="B级", merged=True):
    """Make the workbook; three lines of two enterprises and the city's totals in t/d."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "2026年清单"
    sheet.append(["示例市重污染天气应急减排清单（2026年）"])
    sheet.merge_cells("A1:R1")
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.append([word or None for word in HEAD])
    sheet.append([word or None for word in BELOW])
    for letter in "ABCDEFGHIR":
        sheet.merge_cells(f"{letter}2:{letter}3")
    for area in ("J2:M2", "N2:O2", "P2:Q2"):
        sheet.merge_cells(area)
    # check digits of the codes are right: 31 signs, weights 3 to the power of the place
    first, second = "91140100MA0K000017", "91140100MA0K00002W"
    sheet.append([1, "示例 焦化有限公司", first, "城东区", "否", "焦化", "１号焦炉", grade, 330,
                  f"{tonnes:,}", "３６.５", 10, 5, "限产20%", 20, "限产30%", 30])  # fmt: skip
    second_row = [1, "示例焦化有限公司", first, "城东区", "否"] if not merged else [None] * 5
    sheet.append(
        [*second_row, "焦化", "2号焦炉", "b", 365, 12, 36.5, 10, 5, "限产20%", 20, "限产30%", 30]
    )
    if merged:
        for letter in "ABCDE":
            sheet.merge_cells(f"{letter}4:{letter}5")
    sheet.append([2, "示例砖厂", second, "城南区", "×", "砖瓦窑", "1号窑", "C", 300,
                  12, 36.5, 10, 5, "停产", 100, "停产", "100%"])  # fmt: skip
    sheet.append(["合计", *[None] * 8, tonnes + 24, 109.5, 30, 15])
    totals = book.create_sheet("全社会")
    totals.append(["源类", "颗粒物(t/d)", "二氧化硫(t/d)", "氮氧化物(t/d)", "VOC(t/d)"])
    for sector in ("工业源", "移动源", "扬尘源", "生活源"):
        totals.append([sector, 50, 50, 50, 50])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
