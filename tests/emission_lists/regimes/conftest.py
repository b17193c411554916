from datetime import datetime

import pytest

from orders.issue import Issue


@pytest.fixture
def regime_issue():
    """Heading of the notices of a regime."""
    return Issue(
        alert_number="140100-staggered-001", city="140100", city_name="太原市", level=None,
        start=datetime(2021, 11, 1), end=datetime(2022, 4, 1), issued_at=datetime(2021, 10, 20, 9),
        signatory="张某某", basis="某文 第1条", office="太原市生态环境局", office_phone="0000",
        demo=False, heading="采暖季错峰生产执行通知",
    )  # fmt: skip
