import contextlib
import io
import random
import time
import zipfile

import openpyxl
import pytest

from emission_lists import workbook, workbook_file
from emission_lists.workbook import WorkbookError

TEMPLATE = workbook.template()


def refusal(content):
    with pytest.raises(WorkbookError) as refused:
        workbook.read(content, "清单.xlsx")
    assert str(refused.value).startswith("清单.xlsx")
    return str(refused.value)


def repacked(change):
    """The template with every part of its package passed through ``change``; None drops it."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(TEMPLATE)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if (content := change(part, old.read(part))) is not None:
                new.writestr(part, content)
    return target.getvalue()


def zipped(**parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "是空文件"),
        ("企业编号,企业名称\n".encode("gb18030"), "不是 Excel 工作簿"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "不是 Excel 工作簿"),
        (b"%PDF-1.7" + bytes(200), "不是 Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 .xls 或加了密码"),
        (zipped(a="x"), "不是 .xlsx 工作簿"),
        (TEMPLATE[: len(TEMPLATE) // 2], "不完整，可能没有传完"),
        (TEMPLATE[:1000] + TEMPLATE[3000:], "已损坏"),
    ],
    ids=["empty", "csv", "png", "pdf", "xls", "zip", "truncated", "hole"],
)
def test_a_file_that_is_no_workbook_is_refused_with_the_remedy(content, expected):
    text = refusal(content)
    assert expected in text
    assert "请" in text


@pytest.mark.parametrize(
    "change",
    [
        lambda part, content: content[: len(content) // 2] if part.endswith("sheet3.xml") else content,
        lambda part, content: None if part.endswith("sheet3.xml") else content,
        lambda part, content: None if part.endswith("sharedStrings.xml") else content,
        lambda part, content: content[:200] if part.endswith("workbook.xml") else content,
        lambda part, content: content[:200] if part.endswith("workbook.xml.rels") else content,
    ],
    ids=["half a sheet", "no sheet", "no texts", "half a book", "half the links"],
)  # fmt: skip
def test_a_damaged_package_is_refused_and_never_breaks_the_program(change):
    assert "已损坏" in refusal(repacked(change))


def test_no_damage_whatever_ends_in_anything_but_a_refusal_or_a_reading():
    chance = random.Random(20261122)
    for _ in range(100):
        content = bytearray(TEMPLATE)
        for _ in range(chance.choice([1, 3, 20])):
            content[chance.randrange(len(content))] = chance.randrange(256)
        with contextlib.suppress(WorkbookError):
            workbook.read(bytes(content), "清单.xlsx")


def test_a_file_above_the_limit_is_refused_with_both_sizes(monkeypatch, tmp_path):
    monkeypatch.setattr(workbook_file, "MAX_BYTES", 2**20)
    path = tmp_path / "大清单.xlsx"
    path.write_bytes(bytes(3 * 2**20))
    with pytest.raises(WorkbookError, match=r"大清单.xlsx 有 3 MB，超过上限 1 MB；请删去图片"):
        workbook.read(path)
    assert "超过上限" in refusal(bytes(3 * 2**20))


def test_a_file_of_200_mb_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "清单.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    began = time.perf_counter()
    with pytest.raises(WorkbookError, match="有 200 MB，超过上限 50 MB"):
        workbook.read(path)
    assert time.perf_counter() - began < 1


def test_a_file_that_swells_when_unpacked_is_refused(monkeypatch):
    monkeypatch.setattr(workbook_file, "MAX_UNPACKED", 60 * 2**20)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(61):
                part.write(bytes(2**20))
    assert len(bomb.getvalue()) < 2**20
    assert "解压后超过 60 MB" in refusal(bomb.getvalue())


@pytest.mark.parametrize("cell", ["XFD1048576", "XFD2", "A1048576", "BZ200000", "CA2"])
def test_a_stray_cell_far_outside_is_named_instead_of_filling_the_memory(cell):
    book = openpyxl.load_workbook(io.BytesIO(TEMPLATE))
    book["生产线"][cell] = "x"
    target = io.BytesIO()
    book.save(target)
    text = refusal(target.getvalue())
    assert f"「生产线」表 {cell} 单元格 有内容" in text
    assert "请删去" in text


def test_a_format_or_another_sheet_far_outside_does_no_harm():
    book = openpyxl.load_workbook(io.BytesIO(TEMPLATE))
    book["生产线"]["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    book.create_sheet("某人的草稿")["XFD1048576"] = "x"
    target = io.BytesIO()
    book.save(target)
    assert workbook.read(target.getvalue()).issues  # nothing filled in, but read


@pytest.mark.parametrize("spelling", ["r='XFD7'", 'r = "XFD7"', 'r= "A1048576"', 'r="CA2"'])
def test_a_stray_cell_is_found_however_its_name_is_spelt(spelling):
    cell = f'<row r="7"><c {spelling}><v>1</v></c></row></sheetData>'.encode()
    content = repacked(
        lambda part, content: (
            content.replace(b"</sheetData>", cell) if part.endswith("sheet3.xml") else content
        )
    )
    assert "超出可读范围" in refusal(content)


@pytest.mark.parametrize(
    ("text", "far"),
    [
        (b'<c r="A1" s="123456"><v>9999999</v></c>', False),
        (b'<row r="199999" spans="1:44"><c r="BZ199999" t="s"><v>1</v>', False),
        (b'<row r="200000">', True),
        (b'<c r="CA1">', True),
        (b'<c r="AAA1">', True),
        (b'<c r="Z1000000">', True),
        (b'r="', False),
        (b"", False),
    ],
)
def test_the_quick_look_spares_an_honest_list_only(text, far):
    assert workbook_file._may_be_far(text) == far
