import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pandas as pd
import pytest
from sqlalchemy import func, select

from data.storage.lists import CityTotalRow, EnterpriseRow, LineRow, ListVersionRow
from data.tables import CITY_TOTALS, ENTERPRISES, LINES
from emission_lists import workbook
from emission_lists.workbook import WorkbookError
from services import journal, list_versions
from services.list_versions import ListImportError

CITY = "140100"
NOW = datetime(2026, 11, 1, 9)
MODELS = (ListVersionRow, EnterpriseRow, LineRow, CityTotalRow)


def counts(sessions):
    with sessions() as session:
        return [session.scalar(select(func.count()).select_from(model)) for model in MODELS]


def altered(sheets, **changes):
    """The workbook with cells of the first production line changed."""
    lines = sheets[LINES.sheet].copy()
    for name, value in changes.items():
        lines[name] = lines[name].astype(object)
        lines.loc[0, name] = value
    return workbook.filled({**sheets, LINES.sheet: lines})


def test_an_imported_list_comes_back_as_it_was_filled(sessions, list_file, small_list):
    version = list_versions.import_list(sessions, list_file, CITY, user="王某某", now=NOW)
    assert (version.number, version.imported_at, version.imported_by) == (1, NOW, "王某某")
    assert version.source_file == "清单.xlsx"
    stored = list_versions.load(sessions, CITY, 1)
    assert stored.version == version
    pd.testing.assert_frame_equal(
        stored.enterprises, small_list[ENTERPRISES.sheet], check_dtype=False, rtol=0, atol=0
    )
    wanted = small_list[LINES.sheet].merge(small_list[ENTERPRISES.sheet], on="enterprise_id")
    pd.testing.assert_frame_equal(stored.lines, wanted, check_dtype=False, rtol=0, atol=0)
    pd.testing.assert_frame_equal(
        stored.city_totals, small_list[CITY_TOTALS.sheet], check_dtype=False, rtol=0, atol=0
    )
    entry = journal.entries(sessions, CITY).iloc[0]
    assert entry["subject"] == "第 1 版，清单.xlsx，生产线 5 条"


def test_a_bad_cell_stops_everything_and_earlier_versions_stay(sessions, list_file, small_list):
    list_versions.import_list(sessions, list_file, CITY)
    before = counts(sessions)
    bad = altered(small_list, pm_kg=-3.0, industry="炼丹")
    with pytest.raises(
        ListImportError, match="2 处须改正，未导入任何内容，原有版本不受影响"
    ) as problem:
        list_versions.import_list(sessions, bad, CITY, name="坏.xlsx")
    assert [(i.sheet, i.row) for i in problem.value.issues if i.blocking] == [("生产线", 2)] * 2
    assert counts(sessions) == before == [1, 3, 5, 4]
    assert list_versions.latest(sessions, CITY).number == 1
    assert len(journal.entries(sessions, CITY)) == 1


def test_the_same_file_is_taken_once(sessions, list_file):
    list_versions.import_list(sessions, list_file, CITY)
    with pytest.raises(ListImportError, match="与第 1 版内容完全相同"):
        list_versions.import_list(sessions, list_file.read_bytes(), CITY, name="改名.xlsx")
    assert counts(sessions)[0] == 1
    assert list_versions.import_list(sessions, list_file, "140200").number == 1


def test_a_correction_is_a_new_version_and_the_old_one_stays(sessions, list_file, small_list):
    list_versions.import_list(sessions, list_file, CITY)
    old = list_versions.load(sessions, CITY, 1)
    corrected = altered(small_list, pm_kg=90.0)
    assert list_versions.import_list(sessions, corrected, CITY, name="改.xlsx").number == 2
    assert list_versions.load(sessions, CITY, 2).lines["pm_kg"].tolist()[0] == 90.0
    pd.testing.assert_frame_equal(list_versions.load(sessions, CITY, 1).lines, old.lines)
    assert [v.number for v in list_versions.versions(sessions, CITY)] == [2, 1]


def test_imports_at_once_get_numbers_of_their_own_or_are_told(sessions, small_list):
    books = [altered(small_list, pm_kg=90.0 + n) for n in range(4)]
    together = threading.Barrier(4)

    def one(book):
        together.wait()
        try:
            return list_versions.import_list(sessions, book, CITY, name="并.xlsx").number
        except ListImportError as problem:
            return str(problem)

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(one, books))
    made = [result for result in results if isinstance(result, int)]
    assert set(results) - set(made) <= {"并.xlsx 与同时进行的另一次导入冲突，请刷新后重试"}
    assert sorted(made) == list(range(1, len(made) + 1))
    assert len(made) >= 1
    assert counts(sessions) == [len(made), 3 * len(made), 5 * len(made), 4 * len(made)]


def test_the_same_file_twice_at_once_is_taken_once(sessions, list_file):
    together = threading.Barrier(3)

    def one(_):
        together.wait()
        try:
            return list_versions.import_list(sessions, list_file, CITY).number
        except ListImportError:
            return None

    with ThreadPoolExecutor(3) as threads:
        assert [n for n in threads.map(one, range(3)) if n] == [1]
    assert counts(sessions) == [1, 3, 5, 4]


def test_a_check_stores_nothing(sessions, list_file):
    book = list_versions.check(list_file, NOW.date())
    assert book.acceptable
    assert counts(sessions) == [0, 0, 0, 0]


def test_remarks_that_do_not_stop_an_import_are_kept(sessions, small_list):
    book = altered(small_list, grade_until=pd.Timestamp(2020, 1, 1))
    version = list_versions.import_list(sessions, book, CITY, now=NOW)
    assert list_versions.latest(sessions, CITY) == version
    assert any("第 2 行" in remark for remark in version.remarks)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04half", b"no workbook at all"])
def test_a_file_that_is_no_workbook_is_refused(sessions, content):
    with pytest.raises(WorkbookError, match=r"坏\.xlsx"):
        list_versions.import_list(sessions, content, CITY, name="坏.xlsx")
    assert counts(sessions) == [0, 0, 0, 0]


def test_a_version_that_is_not_there_is_named(sessions):
    assert list_versions.latest(sessions, CITY) is None
    with pytest.raises(LookupError, match="140100 没有第 3 版清单"):
        list_versions.load(sessions, CITY, 3)
