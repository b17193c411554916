import gzip

import pytest

from data.sources import SourceError, files
from data.sources.files import read_table

TEXT = "date,city,pm25\n2026-11-22,太原,80\n"


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("packed", [False, True])
def test_text_is_read_in_either_encoding_packed_or_not(tmp_path, encoding, packed):
    raw = TEXT.encode(encoding)
    path = write(tmp_path / "a.csv", gzip.compress(raw) if packed else raw)
    table = read_table(path)
    assert table.columns == ["date", "city", "pm25"]
    assert table.cells["city"].to_list() == ["太原"]


def test_units_with_greek_letters_are_no_reason_to_suspect_utf8(tmp_path):
    header = "date,city,pm25(μg/m³)"
    assert read_table(write(tmp_path / "a.csv", f"{header}\n2026-11-22,x,1\n")).columns == (
        header.split(",")
    )


def test_a_comma_too_many_at_the_end_of_every_line_is_forgiven(tmp_path):
    table = read_table(write(tmp_path / "a.csv", "x,y,z\n1,2,3,\n4,,,\n"))
    assert table.issues == []
    assert table.cells.fillna(-1).to_numpy().tolist() == [[1, 2, 3], [4, -1, -1]]


def test_gzip_is_told_by_content_and_not_by_name(tmp_path):
    assert len(read_table(write(tmp_path / "a.csv.gz", TEXT)).cells) == 1


def test_rows_carry_their_line_number_past_empty_lines(tmp_path):
    table = read_table(write(tmp_path / "a.csv", "x,y\n1,2\n\n3,4\n"))
    assert table.cells.index.to_list() == [2, 4]


def test_windows_line_ends_are_fine(tmp_path):
    assert read_table(write(tmp_path / "a.csv", TEXT.replace("\n", "\r\n"))).columns[-1] == "pm25"


def test_a_line_with_too_many_cells_is_listed_and_the_others_kept(tmp_path):
    table = read_table(write(tmp_path / "a.csv", "x,y\n1,2\n1,2,3\n5,6\n"))
    assert table.cells["x"].to_list() == [1, 5]
    assert [str(issue) for issue in table.issues] == [
        "a.csv 第 3 行有 3 格，表头只有 2 列，该行未读入；请核对逗号"
    ]


def test_a_first_line_with_too_many_cells_is_listed_too(tmp_path):
    table = read_table(write(tmp_path / "a.csv", "x,y\n1,2,3\n5,6\n"))
    assert table.cells["x"].to_list() == [5]
    assert [issue.line for issue in table.issues] == [2]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "是空文件"),
        (b"  \n\n", "是空文件"),
        (gzip.compress(b"", mtime=0), "是空文件"),
        (gzip.compress(TEXT.encode() * 200, mtime=0)[:-30], "gzip 压缩不完整或已损坏"),
        (b"\x1f\x8bnot gzip at all", "gzip 压缩不完整或已损坏"),
        (TEXT.encode("utf-16"), "不是 UTF-8 或 GB 18030"),
        (b"PK\x03\x04rest of a workbook", "是 Excel 工作簿，请另存为 CSV"),
        (b"date,city\n2026-11-22,\xff\xff\xff\n", "编码既不是 UTF-8 也不是 GB 18030"),
        (b"date,city,pm25\n", "只有表头而没有数据行"),
        (b"date,city,city\n1,2,3\n", "表头重复：city"),
    ],
)
def test_a_file_that_cannot_be_read_gives_one_clear_error(tmp_path, content, message):
    with pytest.raises(SourceError, match=message) as problem:
        read_table(write(tmp_path / "坏.csv", content))
    assert "坏.csv" in str(problem.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"找不到文件 .*没有\.csv"):
        read_table(tmp_path / "没有.csv")


def test_a_missing_column_is_named_with_the_columns_there_are(tmp_path):
    with pytest.raises(SourceError, match="缺少列 hour，现有列为 date、city、pm25"):
        read_table(write(tmp_path / "a.csv", TEXT), required=("date", "hour"))


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_of_the_limit_or_more_is_refused(tmp_path, monkeypatch, packed):
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    raw = (TEXT * 200).encode()
    path = write(tmp_path / "大.csv", gzip.compress(raw) if packed else raw)
    with pytest.raises(SourceError, match=r"大\.csv 达到或超过 .* MB 的上限"):
        read_table(path)


def test_the_limit_is_200_megabytes():
    assert files.MAX_BYTES == 200_000_000
