import openpyxl
import pytest

from emission_lists.grading.history import GRADE_RECORDS
from emission_lists.grading.record_file import read
from emission_lists.workbook_file import WorkbookError

ROW = "QY1,,,,评定,环办大气函〔2020〕340号,B,2026/10/1,,现场核查,甲号文"
HEAD = ",".join(column.header for column in GRADE_RECORDS.columns)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_usual_encodings(tmp_path, encoding):
    path = tmp_path / "等级.csv"
    path.write_bytes(f"{HEAD}\n{ROW}\n\n".encode(encoding))
    records, issues = read(path)
    assert issues == []
    assert records.index.tolist() == [2]
    assert records.loc[2, ["enterprise_id", "grade"]].tolist() == ["QY1", "B"]
    assert f"{records.loc[2, 'valid_from']:%Y-%m-%d}" == "2026-10-01"


def test_a_workbook_is_read_too(tmp_path):
    book = openpyxl.Workbook()
    for line in (HEAD, ROW):
        book.active.append(line.split(","))
    book.save(tmp_path / "等级.xlsx")
    records, issues = read(tmp_path / "等级.xlsx")
    assert (len(records), issues) == (1, [])


def test_every_wrong_cell_is_named_at_once(tmp_path):
    path = tmp_path / "等级.csv"
    path.write_text(f"{HEAD}\nQY1,,,炼焦,评审,,E,十月,,,\n", encoding="utf-8")
    _, issues = read(path)
    assert {issue.header for issue in issues} == {"行业", "类型", "绩效等级", "生效日期", "文件"}
    assert {issue.row for issue in issues} == {2}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "第 1 行没有表头"),
        (HEAD.encode(), "只有表头，没有记录"),
        (f"{HEAD},文件\n{ROW}".encode(), "出现了不止一次"),
        (f'{HEAD}\n"QY1'.encode(), "引号没有成对"),
        (b"\xff\xff\xff", "文字编码认不出来"),
    ],
)
def test_a_file_that_is_no_table_says_why(tmp_path, content, reason):
    path = tmp_path / "等级.csv"
    path.write_bytes(content)
    with pytest.raises(WorkbookError, match=reason):
        read(path)


def test_a_column_of_another_name_is_named(tmp_path):
    path = tmp_path / "等级.csv"
    path.write_text(f"{HEAD},备注\n{ROW},无\n", encoding="utf-8")
    _, issues = read(path)
    assert [issue.header for issue in issues] == ["备注"]
