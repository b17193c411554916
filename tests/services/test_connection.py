from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import inspect

from data.storage.tables import metadata
from services import connection


def test_the_settings_name_database_and_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("RESPONSE_VAR", str(tmp_path / "甲" / "var"))
    monkeypatch.delenv("RESPONSE_DATABASE_URL", raising=False)
    assert connection.var() == tmp_path / "甲" / "var"
    assert connection.var().is_dir()
    assert connection.database_url() == f"sqlite:///{tmp_path}/甲/var/response.db"
    monkeypatch.setenv("RESPONSE_DATABASE_URL", "sqlite:///b.db")
    assert connection.database_url() == "sqlite:///b.db"
    monkeypatch.setenv("RESPONSE_DATABASE_URL", "")
    assert connection.database_url().endswith("response.db")


def test_demonstration_mode_is_on_unless_switched_off(monkeypatch):
    monkeypatch.delenv("RESPONSE_DEMONSTRATION", raising=False)
    assert connection.demonstration()
    monkeypatch.setenv("RESPONSE_DEMONSTRATION", "0")
    assert not connection.demonstration()


def test_several_pages_opened_at_once_find_one_finished_database(monkeypatch, tmp_path):
    monkeypatch.setenv("RESPONSE_DATABASE_URL", f"sqlite:///{tmp_path / 'deep' / 'a.db'}")
    with ThreadPoolExecutor(6) as threads:
        factories = list(threads.map(lambda _: connection.sessions(), range(6)))
    assert len({id(factory) for factory in factories}) == 1
    with factories[0]() as session:
        assert set(metadata.tables) <= set(inspect(session.connection()).get_table_names())
