from datetime import datetime

import pandas as pd
import pytest

from data.vocabulary import AlertLevel, Emitted
from orders.document import Template
from orders.drafting import draft_orders
from orders.issue import Issue, TransportRule

RULE = TransportRule("停止使用国四及以下重型载货车辆进行运输", "示例文件 第3条（转引）")


@pytest.fixture
def rule():
    return RULE


@pytest.fixture
def issue():
    return Issue(
        alert_number="990100-2026-03",
        city="990100",
        city_name="示例市",
        level=AlertLevel.ORANGE,
        start=datetime(2026, 11, 24),
        end=datetime(2026, 11, 27),
        issued_at=datetime(2026, 11, 23, 10, 30),
        signatory="赵某某",
        basis="预测日AQI>200持续48小时及以上（示例文件 附件，转引）",
        office="示例市重污染天气应急指挥部办公室",
        office_phone="0000-1234567",
        demo=True,
    )


@pytest.fixture
def row():
    def make(enterprise_id="QY1", n=1, kind="limit", cut=0.15, pm=1234.567, **changes):
        emitted = dict(zip(Emitted, (pm, pm * 0.4, pm * 1.7, pm * 0.2), strict=True))
        return {
            "line_id": f"{enterprise_id}-{n:02d}",
            "enterprise_id": enterprise_id,
            "enterprise": f"示例{enterprise_id}焦化有限公司",
            "credit_code": "91990100MA0EXAMPLE",
            "county": "城东区",
            "address": "工业园一路1号",
            "process": f"{n}号焦炉",
            "industry": "焦化",
            "grade": "B",
            "protected": "否",
            "trucks_per_day": 30.0,
            "key_truck_user": "否",
            "contact": "张某某",
            "phone": "0000-7654321",
            "verification": "查中控出焦记录",
            "meter_id": f"DB{n:04d}",
            "supply_floor": 0.0,
            "kind": kind,
            "cut_fraction": cut,
            "measure": "限产15%（以正常生产日排放量为基准）",
            "rule": "example·B",
            "reference": "示例规则 分级（示例值）·B级",
            "transport": "",
            **{p.column: kg for p, kg in emitted.items()},
            **{p.cut_column: kg * cut for p, kg in emitted.items()},
            **changes,
        }

    return make


@pytest.fixture
def every_kind(row):
    """One enterprise with a line of every kind, one on its own account, one pending."""
    return pd.DataFrame(
        [
            row(n=1, kind="limit", cut=0.225, measure="限产22.5%"),
            row(n=2, kind="stop", cut=1.0, measure="停产", grade="D"),
            row(n=3, kind="self", cut=0.05, measure="随意", grade="A"),
            row(n=4, kind="stop_share", cut=0.5, measure="停产50%（以生产线计）", grade="非引领性"),
            row(n=5, kind="none", cut=0.0, measure="不减产", protected="是", supply_floor=0.9),
            row(n=6, kind="pending", cut=0.0, measure="措施待定", grade="未定级"),
            row(n=7, kind="filed", cut=0.2, measure="按备案措施：延长出焦时间", grade="未定级"),
            row("QY2", kind="self", cut=0.1, county="城南区"),
            row("QY3", kind="pending", cut=0.0, county="城北区"),
        ]
    )


@pytest.fixture
def drafts(every_kind, issue, rule):
    return draft_orders(every_kind, issue, "示应急令〔2026〕3", rule)


@pytest.fixture(scope="session")
def template():
    return Template.load()
