import json
from dataclasses import replace

import pytest

from data.vocabulary import Emitted, MeasureKind
from orders.order import AlteredRecordError, Order, notes


def test_an_order_survives_json_with_the_same_hash(drafts):
    for order in drafts.orders:
        record = json.loads(json.dumps(order.to_record(), ensure_ascii=False))
        assert Order.from_record(record) == order
        assert record["content_hash"] == order.content_hash


def test_a_database_that_gives_0_for_zero_does_no_harm(drafts):
    record = drafts.orders[0].to_record()
    record["lines"][4]["pm_cut_kg"] = 0
    assert Order.from_record(record) == drafts.orders[0]


def test_an_altered_record_is_refused(drafts):
    record = drafts.orders[0].to_record()
    record["lines"][0]["pm_cut_kg"] += 0.001
    with pytest.raises(AlteredRecordError, match="与校验码不符，可能被改动"):
        Order.from_record(record)


def test_an_incomplete_record_is_refused(drafts):
    record = drafts.orders[0].to_record()
    del record["lines"]
    with pytest.raises(AlteredRecordError, match="不完整"):
        Order.from_record(record)


def test_a_record_of_another_form_is_refused(drafts):
    with pytest.raises(AlteredRecordError, match="存档格式为 99"):
        Order.from_record({**drafts.orders[0].to_record(), "format": 99})


def test_every_part_of_the_content_changes_the_hash(drafts):
    order = drafts.orders[0]
    line = replace(order.lines[0], measure="别的措施")
    others = [
        replace(order, number="别的编号"),
        replace(order, lines=(line, *order.lines[1:])),
        replace(order, transport=()),
        replace(order, issue=replace(order.issue, demo=False)),
    ]
    assert len({order.content_hash, *(other.content_hash for other in others)}) == 5


def test_what_is_declared_is_not_counted_as_ordered(drafts, every_kind):
    order = drafts.orders[0]
    lines = every_kind[every_kind["enterprise_id"] == "QY1"].set_index("kind")
    ordered = lines.loc[["limit", "stop", "stop_share", "filed"]]
    for pollutant in Emitted:
        column = pollutant.cut_column
        assert order.ordered_kg[pollutant] == pytest.approx(ordered[column].sum(), abs=1e-9)
        assert order.declared_kg[pollutant] == lines.loc["self", column]


def test_only_measures_that_bind_are_ordered(drafts):
    ordered = {line.kind for line in drafts.orders[0].lines if line.ordered}
    assert ordered == {
        MeasureKind.LIMIT,
        MeasureKind.STOP,
        MeasureKind.STOP_SHARE,
        MeasureKind.FILED,
    }


def test_notes_say_what_is_left_open(drafts):
    assert notes(drafts.orders[0]) == (
        "第3项为自主减排，不下达减排指令，所列比例和数量为企业承诺值。",
        "第6项措施待定，本指令暂不作要求，确定后另行通知。",
        "第5项承担民生保障，生产负荷不低于90%。",
    )
