"""The fields a template of an order may use, and their text for one order.

Field names are Chinese because the person who edits the template in Word reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from data.vocabulary import Emitted, MeasureKind
from orders import wording
from orders.order import Order, OrderedLine, notes

Text = str | list[str] | list[dict[str, str]]
"""Text of a field: one, a list, or a table with one dictionary per row."""

AMOUNTS = {
    Emitted.PM: "颗粒物",
    Emitted.SO2: "二氧化硫",
    Emitted.NOX: "氮氧化物",
    Emitted.VOCS: "VOCs",
}
"""Name of each pollutant's column in the tables of a template."""

DEMO_MARK = "演示数据　非正式公文"


@dataclass(frozen=True)
class Field:
    """One field: what it holds, and whether a template may do without it."""

    meaning: str
    required: bool = True
    columns: Mapping[str, "Field"] | None = None
    """Columns of a table; None for plain text and for lists of text."""
    repeated: bool = False
    """Used as ``{%p for 条 in …%}`` (texts) or ``{%tr for 行 in … %}`` (table rows)."""


_KILOGRAMS = {name: Field(f"{name}减排量，千克/日，一位小数") for name in AMOUNTS.values()}

FIELDS: dict[str, Field] = {
    "发文机关": Field("发布指令的机关"),
    "发文机关电话": Field("发布指令的机关的电话"),
    "指令编号": Field("本指令编号"),
    "企业名称": Field("收文企业"),
    "企业编号": Field("企业在清单中的编号", required=False),
    "统一社会信用代码": Field("企业信用代码", required=False),
    "县区": Field("企业所在县区", required=False),
    "地址": Field("企业地址", required=False),
    "行业": Field("各生产线所属行业", required=False),
    "企业联系人": Field("清单登记的联系人"),
    "企业电话": Field("清单登记的电话"),
    "城市": Field("城市名称", required=False),
    "预警级别": Field("颜色，如“橙色”"),
    "预警级别全称": Field("颜色和等级，如“橙色（Ⅱ级）”", required=False),
    "预警编号": Field("所执行预警的编号", required=False),
    "执行时段": Field("起止时间，精确到小时"),
    "启动条件": Field("达到的预警启动条件及出处"),
    "签发日期": Field("签发日期"),
    "签发人": Field("签发人"),
    "校验码": Field("内容校验码前十二位，用于核对纸质文件"),
    "演示标记": Field("演示城市为“演示数据”字样，正式发文为空"),
    "生产线": Field(
        "每条生产线一行",
        repeated=True,
        columns={
            "序号": Field("从 1 起"),
            "工序": Field("工序或设备"),
            "等级": Field("绩效等级"),
            "措施": Field("减排措施"),
            "减排比例": Field("占正常日排放量的百分比"),
            **_KILOGRAMS,
            "核查要点": Field("核查内容"),
            "电表编号": Field("核查用电量的电表"),
            "生产线编号": Field("清单中的生产线编号", required=False),
            "行业": Field("所属行业", required=False),
            "保障类": Field("是或否", required=False),
            "依据": Field("该措施的出处", required=False),
        },
    ),
    "合计": Field(
        "减排量合计，自主减排另起一行",
        repeated=True,
        columns={"名称": Field("合计的名称"), **_KILOGRAMS},
    ),
    "表注": Field("自主减排、措施待定、民生保障的说明", repeated=True),
    "运输要求": Field("运输要求", repeated=True),
    "依据": Field("措施和运输要求的出处", repeated=True),
}


def texts(order: Order) -> dict[str, Text]:
    """Return the text of every field of ``FIELDS`` for one order; amounts rounded to 0.1 kg/d."""
    issue = order.issue
    return {
        "发文机关": wording.printable(issue.office),
        "发文机关电话": wording.printable(issue.office_phone),
        "指令编号": wording.printable(order.number),
        "企业名称": order.enterprise,
        "企业编号": order.enterprise_id,
        "统一社会信用代码": order.credit_code,
        "县区": order.county,
        "地址": order.address,
        "行业": order.industry,
        "企业联系人": order.contact or "（未登记）",
        "企业电话": order.phone or "（未登记）",
        "城市": wording.printable(issue.city_name),
        "预警级别": issue.level.label if issue.level else "",
        "预警级别全称": issue.level.full_label if issue.level else "",
        "预警编号": wording.printable(issue.alert_number),
        "执行时段": issue.window,
        "启动条件": wording.printable(issue.basis).rstrip("。"),
        "签发日期": wording.day(issue.issued_at),
        "签发人": wording.printable(issue.signatory),
        "校验码": order.check_code,
        "演示标记": DEMO_MARK if issue.demo else "",
        "生产线": [_row(n, line) for n, line in enumerate(order.lines, start=1)],
        "合计": _sums(order),
        "表注": list(notes(order)),
        "运输要求": [text.rstrip("。") for text in order.transport]
        or ["本指令对你单位不另作运输要求"],
        "依据": _numbered(_joined(order.references)),
    }


def _joined(references: tuple[str, ...]) -> list[str]:
    """Name a document once where only what stands after its last dot (·B级) differs."""
    by_document: dict[str, list[str]] = {}
    for reference in references:
        document, _, part = reference.rstrip("。").rpartition("·")
        by_document.setdefault(document or part, []).append(part if document else "")
    return [
        f"{document}·{'、'.join(parts)}" if any(parts) else document
        for document, parts in by_document.items()
    ]


def _numbered(paragraphs: list[str]) -> list[str]:
    if len(paragraphs) < 2:
        return paragraphs
    return [f"{n}.{text}" for n, text in enumerate(paragraphs, start=1)]


def _row(number: int, line: OrderedLine) -> dict[str, str]:
    open_still = line.kind is MeasureKind.PENDING
    return {
        "序号": str(number),
        "工序": line.process,
        "等级": line.grade,
        "措施": line.measure,
        "减排比例": "—" if open_still else wording.percent(line.cut_fraction),
        **{
            name: "—" if open_still else wording.kilograms(line.cut_kg(pollutant))
            for pollutant, name in AMOUNTS.items()
        },
        "核查要点": line.verification or "清单未填，以现场核查为准",
        "电表编号": line.meter_id or "—",
        "生产线编号": line.line_id,
        "行业": line.industry,
        "保障类": "是" if line.protected else "否",
        "依据": line.reference,
    }


def _sums(order: Order) -> list[dict[str, str]]:
    sums = []
    if any(line.ordered for line in order.lines):
        sums.append(("应急减排合计", order.ordered_kg))
    if any(line.kind is MeasureKind.SELF for line in order.lines):
        sums.append(("自主减排承诺合计", order.declared_kg))
    return [
        {"名称": name, **{AMOUNTS[p]: wording.kilograms(kg) for p, kg in amounts.items()}}
        for name, amounts in sums or [("合计", order.ordered_kg)]
    ]
