import pytest

from data import sources


def write(tmp_path, name, *lines):
    path = tmp_path / name
    path.write_text("\n".join(["date,city,pm25", *lines]) + "\n", encoding="utf-8")
    return path


def test_files_are_joined_and_rows_they_share_are_kept_once(tmp_path):
    one = write(tmp_path, "a.csv", "2026-11-21,太原,1", "2026-11-22,太原,2")
    other = write(tmp_path, "b.csv", "2026-11-22,太原,3", "2026-11-23,太原,4", "x,太原,5")
    reading = sources.read([one, other], "tidy")
    assert reading.daily["pm25"].to_list() == [1, 2, 4]
    assert reading.notes == ["1 行的城市和日期与先读的文件重复，未采用"]
    assert [str(issue)[:13] for issue in reading.issues] == ["b.csv 第 4 行「d"]


def test_one_path_is_as_good_as_a_list_of_one(tmp_path):
    path = write(tmp_path, "a.csv", "2026-11-21,太原,1")
    assert sources.read(path, sources.Format.TIDY).daily["pm25"].item() == 1


def test_no_file_and_an_unknown_format_are_refused(tmp_path):
    with pytest.raises(sources.SourceError, match="没有给出任何文件"):
        sources.read([], "tidy")
    with pytest.raises(ValueError, match="xls"):
        sources.read(tmp_path / "a", "xls")
