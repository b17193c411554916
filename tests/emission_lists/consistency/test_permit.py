import pandas as pd
import pytest

from emission_lists import consistency
from emission_lists.consistency import permit_register
from emission_lists.consistency.permit_register import RegisterError
from emission_lists.workbook import ListWorkbook


@pytest.fixture
def book(make_enterprises, make_lines, make_totals):
    enterprises = make_enterprises(
        [
            {"enterprise": "甲厂", "discharge_permit": "许1", "permit_duties": "是"},
            {"enterprise_id": "QY2", "enterprise": "乙（东）厂", "credit_code": "乙码"},
            {"enterprise_id": "QY3", "enterprise": "丙厂"},
        ]
    ).set_axis([2, 3, 4])
    return ListWorkbook(enterprises, make_lines([{}]), make_totals())


def register(*rows):
    names = ["row", "enterprise", "credit_code", "permit", "duties"]
    return pd.DataFrame([(n, *row) for n, row in enumerate(rows, 2)], columns=names)


def said(book, held):
    return [(i.sheet, i.row, i.message) for i in consistency.coverage(book, held)]


def test_who_is_on_both_sides_is_found_by_permit_code_or_name(book):
    held = register(
        ("别名", "", "许1", "是"), ("别名", "乙码", "", ""), ("丙 厂", "", "", ""),
    )  # fmt: skip
    assert said(book, held) == []


def test_who_has_no_permit_and_whom_the_list_leaves_out_is_named(book):
    held = register(
        ("甲厂", "", "许1", ""), ("乙(东)厂", "", "", ""), ("丁厂", "丁码", "许4", "是")
    )
    found = said(book, held)
    assert [(sheet, row) for sheet, row, _ in found] == [("企业", 4), ("排污许可名录", 4)]
    assert "在排污许可名录中找不到" in found[0][2]
    assert "不在减排清单中，须全覆盖" in found[1][2]


def test_duties_that_the_register_denies_are_named_with_the_clause(book):
    held = register(("甲厂", "", "许1", "否"), ("乙厂", "乙码", "", "否"), ("丙厂", "", "", "是"))
    found = said(book, held)
    assert [row for _, row, _ in found] == [2, 3]
    assert "清单称许可证已载明应急管控要求，名录记为未载明" in found[0][2]
    assert "太原市“十四五”生态建设与环境保护规划(三)2(6)" in found[1][2]


def test_another_number_of_the_same_holder_is_named(book):
    held = register(("甲厂", "", "许9", ""), ("", "乙码", "", ""), ("丙厂", "", "许3", ""))
    found = said(book, held)
    assert [(row, message[:13]) for _, row, message in found] == [(2, "与排污许可名录中的编号不同")]


def test_nothing_of_coverage_stops_an_import(book):
    held = register(("丁厂", "", "", ""))
    assert not any(issue.blocking for issue in consistency.coverage(book, held))


def test_a_register_is_read_under_the_headers_of_the_platform(tmp_path):
    path = tmp_path / "名录.csv"
    path.write_text("序号,单位名称, 许可证编号\n1,甲厂,许1\n2,,\n3,乙厂,\n", encoding="gb18030")
    found = permit_register.read(path)
    assert found[["row", "enterprise", "permit"]].values.tolist() == [
        [2, "甲厂", "许1"], [4, "乙厂", ""],
    ]  # fmt: skip
    assert found["credit_code"].tolist() == ["", ""]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "是空文件"),
        ("甲,乙\n1,2\n".encode(), "找不到 单位名称、统一社会信用代码、许可证编号"),
        ("单位名称\n".encode(), "没有一行写明持证单位"),
        ('单位名称\n"甲'.encode(), "引号没有成对"),
        (b"\xff\xff\xff", "文字编码认不出来"),
    ],
)
def test_a_register_that_is_none_says_why(tmp_path, content, reason):
    path = tmp_path / "名录.csv"
    path.write_bytes(content)
    with pytest.raises(RegisterError, match=reason):
        permit_register.read(path)
