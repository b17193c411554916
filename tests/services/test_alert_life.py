import os
import subprocess
import sys
import tempfile
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from alerts.alert import AlertError
from alerts.cap import cap
from alerts.life_terms import Basis, Deed, Draft, Improvement, LifeError, Move, Order, Phase
from data.storage import database
from data.storage.alert_life import AlertChangeRow
from data.vocabulary import AlertLevel, Role
from services import alert_life, alert_records, journal, list_versions
from services.accounts import NotAllowedError, User
from tests.postgresql_cluster import cluster, programs

CITY = "140100"
NOW = datetime(2026, 11, 22, 9)
START, END = datetime(2026, 11, 24), datetime(2026, 11, 27)
DUTY, OTHER = User("值班甲", Role.DUTY), User("值班乙", Role.DUTY)
VICE = User("审批丙", Role.APPROVER, post="分管副市长")
MAYOR = User("审批丁", Role.APPROVER, post="市长")
TEXTS = {"weather": "静稳", "outlook": "持续", "measures": "执行清单"}


@pytest.fixture(scope="module")
def postgresql():
    pytest.importorskip("psycopg", reason="未安装 psycopg，见 requirements-postgresql.txt")
    if programs() is None:
        pytest.skip("本机没有 PostgreSQL 服务程序（apt-get install postgresql）")
    # A socket's path has to be short.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        Path(folder).chmod(0o755)
        with cluster(Path(folder) / "c") as url:
            database.migrate(url)
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request, database_url):
    """Sessions of SQLite and PostgreSQL in turn; a city of its own on the shared server."""
    url = database_url if request.param == "sqlite" else request.getfixturevalue("postgresql")
    made = database.engine(url)
    yield database.sessions(made)
    made.dispose()


def content(move=Move.ISSUE, level=AlertLevel.ORANGE, start=START, end=END, **more):
    return Draft(
        move, Basis.FORECAST, "预测日AQI>200持续48小时及以上", level, start, end, **TEXTS,
        consulted_at=NOW, **more,
    )  # fmt: skip


def on_its_way(sessions, number, seen, now=NOW, signer=VICE):
    """Submit, sign and publish the draft of a life."""
    seen = alert_life.submit(sessions, DUTY, number, seen, now).last
    seen = alert_life.approve(sessions, signer, number, seen, now).last
    return alert_life.publish(sessions, signer, number, seen, now)


def issued(sessions, city=CITY, **more):
    life = alert_life.draft(sessions, DUTY, city, content(**more), now=NOW)
    return on_its_way(sessions, life.number, life.last)


def changed(sessions, life, draft, now, signer=VICE):
    drafted = alert_life.draft(
        sessions, DUTY, life.city_code, draft, number=life.number, seen=life.last, now=now
    )
    return on_its_way(sessions, life.number, drafted.last, now, signer)


def test_a_whole_life_is_kept_act_by_act(sessions, list_file):
    list_versions.import_list(sessions, list_file, CITY)
    life = issued(sessions)
    assert (life.number, life.phase) == ("140100-2026-G001", Phase.RUNNING)
    later = NOW + timedelta(days=3)
    longer = content(Move.EXTEND, None, None, END + timedelta(days=1))
    life = changed(sessions, life, longer, later)
    lift = replace(
        content(Move.LIFT, None, later + timedelta(hours=3), None),
        improvement=Improvement(True, 40),
    )
    life = changed(sessions, life, lift, later)
    life = alert_life.summarise(sessions, DUTY, life.number, life.last, "过程结束", later)
    assert life.phase is Phase.SUMMARISED
    assert [m.number for m in life.messages] == [
        "140100-2026-001", "140100-2026-001-2", "140100-2026-001-3"
    ]  # fmt: skip
    assert alert_life.load(sessions, life.number) == life
    assert [c.number for c in alert_life.changes(sessions, life.number)] == list(range(1, 14))
    assert alert_life.of_city(sessions, CITY) == [life]
    records = {alert.number: alert for alert in alert_records.issued(sessions, CITY)}
    assert set(records) == {"140100-2026-001", "140100-2026-001-2"}
    assert records["140100-2026-001"].list_version == 1
    assert records["140100-2026-001-2"].basis.startswith("延长 140100-2026-001：")
    told = journal.entries(sessions, CITY)
    assert len(told[told["act"].str.startswith("预警")]) == 13
    assert journal.verify(sessions).holds
    for n, message in enumerate(life.messages):
        assert cap(message, life.city, CITY, life.messages[:n])


def test_the_row_of_a_message_holds_text_level_window_and_what_it_refers_to(sessions):
    life = issued(sessions)
    with sessions() as session:
        row = session.scalars(select(AlertChangeRow).where(AlertChangeRow.act == "publish")).one()
        assert (row.from_state, row.to_state) == ("new/approved", "running/none")
        assert (row.level, row.start, row.end) == ("orange", START, END)
        assert (row.text, row.message) == (life.messages[0].text, "140100-2026-001")
        assert (row.by, row.role, row.office) == ("审批丙", "approver", "分管副市长")
        assert row.refers_to == ["140100-2026-001"]


def test_numbers_run_on_by_city_and_year(sessions):
    issued(sessions)
    later = {"start": START + timedelta(days=20), "end": END + timedelta(days=20)}
    second = issued(sessions, **later)
    assert (second.number, second.messages[0].number) == ("140100-2026-G002", "140100-2026-002")
    assert issued(sessions, "140500").messages[0].number == "140500-2026-001"


def test_an_alert_issued_the_short_way_keeps_its_number(sessions):
    alert_records.issue(
        sessions, CITY, AlertLevel.RED, START - timedelta(days=20), END - timedelta(days=20),
        user="王某某", now=NOW,
    )  # fmt: skip
    assert issued(sessions).messages[0].number == "140100-2026-002"


def test_an_alert_issued_the_short_way_is_not_overlapped(sessions):
    alert_records.issue(sessions, CITY, AlertLevel.RED, START, END, user="王某某", now=NOW)
    with pytest.raises(AlertError, match="与预警 140100-2026-001 的时段重叠"):
        issued(sessions)
    (life,) = alert_life.of_city(sessions, CITY)
    assert life.state == "new/approved"


def test_an_order_from_above_opens_a_life_of_its_own(sessions):
    order = Order("省调〔2026〕3号", AlertLevel.RED, START, NOW)
    life = alert_life.receive_order(sessions, DUTY, CITY, order, now=NOW)
    assert life.order == order
    draft = replace(content(level=AlertLevel.RED), basis=Basis.ORDER)
    life = changed(sessions, life, draft, NOW + timedelta(hours=1), MAYOR)
    assert life.order.mirrored_at == NOW + timedelta(hours=1)
    life = alert_life.release_order(sessions, DUTY, life.number, life.last, START)
    assert alert_life.load(sessions, life.number) == life


def test_a_draft_is_returned_and_withdrawn_with_words(sessions):
    life = alert_life.draft(sessions, DUTY, CITY, content(), now=NOW)
    life = alert_life.submit(sessions, DUTY, life.number, life.last, NOW)
    life = alert_life.send_back(sessions, VICE, life.number, life.last, "措施写细", NOW)
    assert life.proposal.returned == "措施写细"
    life = alert_life.withdraw(sessions, DUTY, life.number, life.last, "不再需要", NOW)
    assert life.state == "new/none"


def test_a_second_alert_beside_the_first_is_merged(sessions):
    issued(sessions)
    with pytest.raises(LifeError, match="应合并为一次") as problem:
        alert_life.draft(
            sessions, DUTY, CITY, content(start=END, end=END + timedelta(days=1)), now=NOW
        )
    assert problem.value.name == "merge"


@pytest.mark.parametrize("role", [Role.DUTY, Role.ADMINISTRATOR, Role.READER, Role.PLANNER])
def test_only_an_approver_signs(sessions, role):
    life = alert_life.draft(sessions, DUTY, CITY, content(), now=NOW)
    life = alert_life.submit(sessions, DUTY, life.number, life.last, NOW)
    with pytest.raises(NotAllowedError):
        alert_life.approve(sessions, User("某人", role, post="市长"), life.number, life.last, NOW)
    assert alert_life.load(sessions, life.number) == life


def test_the_office_is_that_of_the_account(sessions):
    life = alert_life.draft(sessions, DUTY, CITY, content(level=AlertLevel.RED), now=NOW)
    life = alert_life.submit(sessions, DUTY, life.number, life.last, NOW)
    with pytest.raises(LifeError, match="红色预警须由市长签发"):
        alert_life.approve(sessions, VICE, life.number, life.last, NOW)
    assert alert_life.approve(sessions, MAYOR, life.number, life.last, NOW).stage == "approved"


def test_somebody_of_another_city_may_not_act(sessions):
    with pytest.raises(NotAllowedError, match="不负责"):
        alert_life.draft(sessions, replace(DUTY, cities=("140500",)), CITY, content(), now=NOW)


def test_unknown_numbers_and_versions_are_told(sessions):
    with pytest.raises(AlertError, match="没有编号为 140100-2026-G009"):
        alert_life.load(sessions, "140100-2026-G009")
    with pytest.raises(AlertError, match="没有编号为 99 的预报"):
        alert_life.draft(sessions, DUTY, CITY, content(forecast_run_id=99), now=NOW)
    with pytest.raises(AlertError, match="没有编号为 99 的清单版本"):
        alert_life.draft(sessions, DUTY, CITY, content(list_version_id=99), now=NOW)
    life = alert_life.draft(sessions, DUTY, CITY, content(), now=NOW)
    with pytest.raises(AlertError, match="不是晋城市的预警"):
        alert_life.draft(
            sessions, DUTY, "140500", content(), number=life.number, seen=life.last, now=NOW
        )


def test_who_saw_an_older_state_is_told_what_changed_and_writes_nothing(sessions):
    life = alert_life.draft(sessions, DUTY, CITY, content(), now=NOW)
    alert_life.submit(sessions, OTHER, life.number, life.last, NOW)
    with pytest.raises(alert_life.ConflictError, match="值班乙 11-22 09:00 送审发布") as problem:
        alert_life.withdraw(sessions, DUTY, life.number, life.last, "改期", NOW)
    assert [change.deed for change in problem.value.changes] == [Deed.SUBMIT]
    assert "您的内容没有写入" in str(problem.value)
    assert len(alert_life.changes(sessions, life.number)) == 2


def test_of_two_officers_at_once_one_wins_and_the_other_is_told(stores):
    life = alert_life.draft(stores, DUTY, CITY, content(), now=NOW)
    gate = threading.Barrier(2)

    def act(user):
        gate.wait()
        try:
            return alert_life.submit(stores, user, life.number, life.last, NOW)
        except alert_life.ConflictError as problem:
            return problem

    with ThreadPoolExecutor(2) as threads:
        results = list(threads.map(act, [DUTY, OTHER]))
    lost = [r for r in results if isinstance(r, alert_life.ConflictError)]
    assert len(lost) == 1
    winner = alert_life.changes(stores, life.number)[-1].by
    assert winner in str(lost[0])
    assert len(alert_life.changes(stores, life.number)) == 2
    assert journal.verify(stores).holds


@pytest.mark.parametrize(
    "statement", ["UPDATE alert_change SET text = ''", "DELETE FROM alert_change"]
)
def test_no_row_of_a_life_is_ever_changed(stores, statement):
    alert_life.draft(stores, DUTY, CITY, content(), now=NOW)
    with pytest.raises(DBAPIError, match="只能追加"), stores.begin() as session:
        session.execute(text(statement))


_KILLED = """
    import os, signal, sys
    from datetime import datetime
    from sqlalchemy import event
    from data.storage import database
    from services import alert_life
    from services.accounts import User
    from data.vocabulary import Role

    url, number, seen = sys.argv[1], sys.argv[2], int(sys.argv[3])
    n = 0
    while True:
        n += 1
        child = os.fork()
        if child == 0:
            engine, count = database.engine(url), 0

            def strike(*_):
                global count
                count += 1
                if count == n:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(engine, "after_cursor_execute", strike)
            event.listen(engine, "commit", strike)
            alert_life.publish(
                database.sessions(engine), User("审批丙", Role.APPROVER, post="分管副市长"),
                number, seen, datetime(2026, 11, 22, 9),
            )
            os._exit(0)
        _, status = os.waitpid(child, 0)
        check = database.sessions(database.engine(url))
        with check() as session:
            from sqlalchemy import text
            rows = [session.scalar(text(f"SELECT count(*) FROM {table} {where}")) for table, where in (
                ("alert_change", "WHERE act = 'publish'"), ("alert", ""),
                ("journal", "WHERE act LIKE '预警发布%'"))]
        print(n, os.WIFSIGNALED(status), *rows, flush=True)
        if not os.WIFSIGNALED(status):
            break
"""


def test_killed_at_any_point_an_act_is_there_in_whole_or_not_at_all(sessions, database_url):
    life = alert_life.draft(sessions, DUTY, CITY, content(), now=NOW)
    life = alert_life.submit(sessions, DUTY, life.number, life.last, NOW)
    life = alert_life.approve(sessions, VICE, life.number, life.last, NOW)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_KILLED), database_url, life.number, str(life.last)],
        capture_output=True, text=True, timeout=120, check=False,
        cwd=Path(__file__).parents[2], env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines, done.stderr
    assert lines[-1][1:] == ["False", "1", "1", "1"], done.stderr
    killed = [line for line in lines if line[1] == "True"]
    assert len(killed) >= 8
    assert all(line[2:] == ["0", "0", "0"] for line in killed)
    assert journal.verify(sessions).holds
    assert alert_life.load(sessions, life.number).phase is Phase.RUNNING
