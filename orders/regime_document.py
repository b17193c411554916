"""The notice of a regime beside the alert (错峰生产, 臭氧季错时 …) as a Word document.

Made from orders as those of an alert are, with a template and fields of its own: it speaks of no
alert, of no level and of no start criterion.
"""

from dataclasses import replace
from pathlib import Path

from data.vocabulary import MeasureKind
from orders import fields, wording
from orders.document import DocumentKind
from orders.fields import Field, Text
from orders.issue import Issue
from orders.order import Order, OrderedLine
from orders.specimen import specimen

_OF_ALERTS = (
    "预警级别",
    "预警级别全称",
    "预警编号",
    "启动条件",
    "合计",
    "表注",
    "运输要求",
    "生产线",
)
FIELDS: dict[str, Field] = {
    **{name: field for name, field in fields.FIELDS.items() if name not in _OF_ALERTS},
    "标题": Field("通知的标题，如“采暖季错峰生产执行通知”"),
    "名单编号": Field("所执行名单的编号"),
    "执行依据": Field("名单所依据的规定"),
    "措施": Field(
        "每条生产线或排放源一行",
        repeated=True,
        columns={
            "序号": Field("从 1 起"),
            "工序": Field("工序、设备或排放源"),
            "编号": Field("清单中的编号", required=False),
            "等级": Field("绩效等级", required=False),
            "行业": Field("所属行业", required=False),
            "措施": Field("须执行的措施"),
            "限产比例": Field("停产、限产占正常生产的百分比，错时和禁限为“—”"),
            "核查要点": Field("核查内容"),
            "电表编号": Field("核查用电量的电表", required=False),
            "依据": Field("该措施的出处", required=False),
        },
    ),
    "运输要求": Field("运输要求", required=False, repeated=True),
}
"""Fields a template of a notice may use."""


def texts(order: Order) -> dict[str, Text]:
    """Return the text of every field of ``FIELDS`` for one order."""
    issue, known = order.issue, fields.texts(order)
    return {
        **{name: known[name] for name in FIELDS if name in known},
        "标题": issue.title,
        "名单编号": wording.printable(issue.alert_number),
        "执行依据": wording.printable(issue.basis).rstrip("。"),
        "措施": [_row(n, line) for n, line in enumerate(order.lines, start=1)],
        "运输要求": [text.rstrip("。") for text in order.transport],
    }


def samples() -> tuple[Order, ...]:
    """Return invented orders of a regime to try a template on."""
    return tuple(replace(order, issue=_of_regime(order.issue)) for order in specimen())


def _of_regime(issue: Issue) -> Issue:
    return replace(issue, level=None, heading="采暖季错峰生产执行通知")


def _row(number: int, line: OrderedLine) -> dict[str, str]:
    cuts = line.kind in (MeasureKind.STOP, MeasureKind.LIMIT) and line.cut_fraction > 0
    return {
        "序号": str(number),
        "工序": line.process,
        "编号": line.line_id,
        "等级": line.grade or "—",
        "行业": line.industry,
        "措施": line.measure,
        "限产比例": wording.percent(line.cut_fraction) if cuts else "—",
        "核查要点": line.verification or "清单未填，以现场核查为准",
        "电表编号": line.meter_id or "—",
        "依据": line.reference,
    }


REGIME_NOTICE = DocumentKind(
    Path(__file__).parent / "templates" / "regime_notice.docx", FIELDS, texts, samples
)
"""The notice of a regime."""
