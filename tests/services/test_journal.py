from services import journal


def test_the_newest_act_stands_first_and_cities_are_kept_apart(sessions):
    with sessions.begin() as session:
        for n in range(3):
            journal.note(session, "王某某", "140100", "起报", f"第 {n} 次")
        journal.note(session, journal.SYSTEM, "140200", "起报", "别处")
    entries = journal.entries(sessions, "140100", limit=2)
    assert list(entries.columns) == ["at", "user", "act", "subject"]
    assert entries["subject"].tolist() == ["第 2 次", "第 1 次"]
    assert journal.entries(sessions, "140300").empty


def test_an_act_that_fails_leaves_no_entry(sessions):
    try:
        with sessions.begin() as session:
            journal.note(session, "王某某", "140100", "起报", "未成")
            raise RuntimeError
    except RuntimeError:
        pass
    assert journal.entries(sessions, "140100").empty
