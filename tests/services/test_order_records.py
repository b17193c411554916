import csv
import hashlib
import json
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from xml.etree import ElementTree

import pytest
from sqlalchemy import func, select, update

from alerts.alert import AlertError
from data.storage.orders import OrderRow
from data.vocabulary import AlertLevel, Emitted, MeasureKind
from orders import wording
from orders.document import TemplateError
from orders.order import AlteredRecordError
from services import (
    alert_records,
    journal,
    list_versions,
    order_records,
    rule_adoptions,
    sample_city,
    scenario_runs,
)
from services.order_records import OrderError

CITY = "140100"
NOW = datetime(2026, 11, 23, 10)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def alert(sessions, list_file):
    """An orange alert over the small list: two enterprises to order, one pending."""
    list_versions.import_list(sessions, list_file, CITY)
    rule_adoptions.adopt(sessions, CITY, "example", date(2026, 1, 1), "甲号")
    return issue(sessions)


def issue(sessions, **more):
    window = (datetime(2026, 11, 24), datetime(2026, 11, 27))
    return alert_records.issue(
        sessions, CITY, AlertLevel.ORANGE, *window, **{"user": "王某某", "now": NOW, **more}
    )


def count(sessions):
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(OrderRow))


def test_orders_are_issued_once_and_twice_gives_the_same(sessions, alert):
    first = order_records.issue_orders(sessions, alert.number, user="王某某", now=NOW)
    again = order_records.issue_orders(sessions, alert.number, user="李某某")
    assert first == again == order_records.orders_of(sessions, alert.number)
    assert [order.number for order in first] == [
        f"太原市应急令〔2026〕001-{n:04d}" for n in range(1, len(first) + 1)
    ]
    assert len(first) == count(sessions) >= 2
    acts = journal.entries(sessions, CITY)
    assert (acts["act"] == "下达减排指令").sum() == 1
    assert f"指令 {len(first)} 份" in acts["subject"].iloc[0]


def test_an_order_says_what_the_alert_and_the_list_say(sessions, alert):
    orders = order_records.issue_orders(sessions, alert.number, user="王某某", now=NOW)
    framed = scenario_runs.frame_scenario(sessions, CITY, alert.level, alert.start.date())
    cut = scenario_runs.run_scenario(sessions, framed).lines.set_index("line_id")
    lines = [line for order in orders for line in order.lines]
    for line in lines:
        for pollutant in Emitted:
            assert line.cut_kg(pollutant) == cut.loc[line.line_id, pollutant.cut_column]
    issued = orders[0].issue
    assert (issued.alert_number, issued.level) == (alert.number, AlertLevel.ORANGE)
    assert (issued.start, issued.end, issued.issued_at) == (alert.start, alert.end, NOW)
    assert (issued.signatory, issued.basis, issued.demo) == ("王某某", alert.basis, False)
    assert issued.office == "太原市重污染天气应急指挥部办公室"


def test_several_officers_at_once_never_issue_twice(sessions, alert):
    together = threading.Barrier(4)

    def one(n):
        together.wait()
        return order_records.issue_orders(sessions, alert.number, user=f"{n}号")

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(one, range(4)))
    assert count(sessions) == len(results[0])
    assert all(result == results[0] for result in results)
    assert (journal.entries(sessions, CITY)["act"] == "下达减排指令").sum() == 1


def test_orders_keep_the_list_and_rules_the_alert_was_issued_under(sessions, alert, list_file):
    before = order_records.draft(sessions, alert, NOW)
    rule_adoptions.adopt(sessions, CITY, "", date(2026, 1, 1), "停用")
    lines = list_versions.load(sessions, CITY, 1)
    list_versions.import_list(sessions, list_file.read_bytes() + b"\0", CITY, name="再.xlsx")
    assert list_versions.latest(sessions, CITY).number == 2
    assert len(lines.lines) == 5
    assert order_records.draft(sessions, alert, NOW) == before


def test_without_a_list_there_are_no_orders(sessions):
    bare = issue(sessions)
    with pytest.raises(OrderError, match="发布时没有应急减排清单，无法出令；请先导入清单"):
        order_records.issue_orders(sessions, bare.number, user="王某某")
    assert count(sessions) == 0


def test_an_unknown_alert_is_named(sessions):
    with pytest.raises(AlertError, match="没有编号为 140100-2026-404 的预警"):
        order_records.issue_orders(sessions, "140100-2026-404", user="王某某")


def tamper(sessions, change):
    with sessions.begin() as session:
        row = session.scalars(select(OrderRow).order_by(OrderRow.id)).first()
        content = change(dict(row.content))
        session.execute(update(OrderRow).where(OrderRow.id == row.id).values(content=content))


def more_allowed(content):
    lines = [dict(line) for line in content["lines"]]
    lines[0]["pm_cut_kg"] = 0.0
    return {**content, "lines": lines}


def with_a_hash_to_fit(content):
    content = more_allowed(content)
    for _ in range(2):
        try:
            order_records.Order.from_record(content)
        except AlteredRecordError:
            bare = {k: v for k, v in content.items() if k != "content_hash"}
            content = {**bare, "content_hash": _hash(bare)}
    return content


def _hash(bare):
    text = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("change", [more_allowed, with_a_hash_to_fit])
def test_altered_content_is_noticed(sessions, alert, tmp_path, change):
    order_records.issue_orders(sessions, alert.number, user="王某某")
    tamper(sessions, change)
    with pytest.raises(AlteredRecordError, match=r"0001 的存档.*勿据此发文"):
        order_records.orders_of(sessions, alert.number)
    with pytest.raises(AlteredRecordError):
        order_records.export(sessions, alert.number, tmp_path / "出", user="王某某")
    assert not (tmp_path / "出").exists()


def test_an_export_issues_what_was_not_issued_and_can_be_repeated(sessions, alert, tmp_path):
    made = order_records.export(sessions, alert.number, tmp_path / "a", user="王某某")
    assert made.orders == count(sessions) == len(made.files)
    assert made.failed == ()
    order_records.export(sessions, alert.number, tmp_path / "b", user="李某某")
    for path in (tmp_path / "a").rglob("*"):
        if path.is_file():
            other = tmp_path / "b" / path.relative_to(tmp_path / "a")
            assert path.read_bytes() == other.read_bytes()


def test_a_city_may_put_its_own_template(settings, tmp_path):
    own = tmp_path / "var" / "templates"
    own.mkdir(parents=True)
    (own / "order.docx").write_bytes(b"no document")
    with pytest.raises(TemplateError):
        order_records.template()


def document(path):
    """Texts of the paragraphs and rows of the tables of a Word document."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        root = ElementTree.fromstring(archive.read("word/document.xml"))
        parts = [n for n in archive.namelist() if n.startswith(("word/header", "word/footer"))]
        around = [ElementTree.fromstring(archive.read(name)) for name in parts]
    text = "".join(node.text or "" for part in (root, *around) for node in part.iter(f"{WORD}t"))
    rows = [
        ["".join(t.text or "" for t in cell.iter(f"{WORD}t")) for cell in row.iter(f"{WORD}tc")]
        for row in root.iter(f"{WORD}tr")
    ]
    return text, rows


@pytest.mark.xdist_group("sample")
def test_all_orders_of_the_sample_city_equal_the_database(sample_sessions, tmp_path):
    """Every document of last winter's orange alert is opened and its numbers are read back."""
    (alert,) = alert_records.issued(sample_sessions, sample_city.CITY)
    assert alert.level is AlertLevel.ORANGE
    stored = order_records.orders_of(sample_sessions, alert.number)
    assert len(stored) > 800
    made = order_records.export(sample_sessions, alert.number, tmp_path, user="演示审批人")
    assert (made.orders, made.failed) == (len(stored), ())
    with (tmp_path / "index.csv").open(encoding="utf-8", newline="") as file:
        index = {row["order"]: row for row in csv.DictReader(file)}
    assert set(index) == {order.number for order in stored}

    framed = scenario_runs.Scenario(
        alert.city_code, alert.list_version, alert.level, alert.start.date(), alert.rule_set
    )
    cut = scenario_runs.run_scenario(sample_sessions, framed).lines.set_index("line_id")
    cuts = cut[[p.cut_column for p in Emitted]].to_dict("index")
    with (tmp_path / "orders.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert len(listed) == sum(len(order.lines) for order in stored)
    for row in listed:
        for pollutant in Emitted:
            wanted = cuts[row["line_id"]][pollutant.cut_column]
            assert float(row[pollutant.column]) == pytest.approx(wanted, abs=1e-9)

    for order in stored:
        entry = index[order.number]
        content = (tmp_path / entry["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        text, rows = document(tmp_path / entry["path"])
        for said in (
            "重污染天气橙色预警应急减排指令", order.number, order.enterprise, order.check_code,
            order.issue.window, "演示数据",
        ):  # fmt: skip
            assert said in text, (order.number, said)
        for line in order.lines:
            amounts = [
                "—" if line.kind is MeasureKind.PENDING else wording.kilograms(line.cut_kg(p))
                for p in (Emitted.PM, Emitted.SO2, Emitted.NOX, Emitted.VOCS)
            ]
            assert any(line.process in row and contains(row, amounts) for row in rows), (
                order.number,
                line.line_id,
            )


def contains(row, amounts):
    """Whether the amounts stand in neighbouring cells of the row."""
    return any(row[n : n + len(amounts)] == amounts for n in range(len(row)))
