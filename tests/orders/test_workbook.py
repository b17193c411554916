import io
from dataclasses import replace

import openpyxl
import pytest

from data.vocabulary import Emitted
from orders.workbook import summary


def sheets(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def records(sheet):
    _title, header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def near(number):
    """A spreadsheet keeps 15 to 16 digits."""
    return pytest.approx(number, rel=1e-14, abs=0)


@pytest.fixture
def book(drafts, issue):
    return sheets(summary(issue, drafts.orders, drafts.not_ordered))


def test_the_four_sheets_are_there_with_the_header_frozen(book):
    assert book.sheetnames == ["指令汇总", "逐线措施", "未出令", "依据"]
    for sheet in book:
        assert sheet.freeze_panes.endswith("3")
        assert "演示数据" in sheet["A1"].value


def test_numbers_by_order_equal_the_orders(book, drafts):
    *rows, total = records(book["指令汇总"])
    for order, row in zip(drafts.orders, rows, strict=True):
        assert (row["指令编号"], row["企业名称"]) == (order.number, order.enterprise)
        assert row["生产线数(条)"] == len(order.lines)
        for pollutant in Emitted:
            assert row[f"应减{pollutant.label}(kg/d)"] == near(order.ordered_kg[pollutant])
            assert row[f"自主承诺{pollutant.label}(kg/d)"] == near(order.declared_kg[pollutant])
    assert total["指令编号"] == "合计"
    assert total["应减颗粒物(kg/d)"] == pytest.approx(
        sum(order.ordered_kg[Emitted.PM] for order in drafts.orders)
    )


def test_numbers_by_line_equal_the_list(book, drafts, every_kind):
    *rows, _ = records(book["逐线措施"])
    given_lines = every_kind.set_index("line_id")
    assert len(rows) == sum(len(order.lines) for order in drafts.orders)
    for row in rows:
        source = given_lines.loc[row["生产线编号"]]
        assert row["减排比例(%)"] == near(source["cut_fraction"])
        for pollutant in Emitted:
            assert row[f"日排放{pollutant.label}(kg/d)"] == near(source[pollutant.column])
            assert row[f"日减排{pollutant.label}(kg/d)"] == near(source[pollutant.cut_column])


def test_amounts_are_shown_to_a_tenth_of_a_kilogram(book):
    sheet = book["逐线措施"]
    header = [cell.value for cell in sheet[2]]
    assert sheet.cell(3, header.index("日减排颗粒物(kg/d)") + 1).number_format == "#,##0.0"
    assert sheet.cell(3, header.index("减排比例(%)") + 1).number_format == "0.0%"


def test_who_got_no_order_is_listed_with_the_reason(book):
    (row,) = records(book["未出令"])
    assert row["企业编号"] == "QY3"
    assert "措施待定" in row["未出令原因"]


def test_sources_say_how_many_orders_they_concern(book, issue, rule):
    rows = records(book["依据"])
    assert rows[0]["出处"] == issue.basis
    assert {row["出处"]: row["涉及指令(份)"] for row in rows}[rule.reference] == 1


def test_text_is_never_taken_for_a_formula_or_link(drafts, issue):
    evil = replace(drafts.orders[0], enterprise='=HYPERLINK("http://a")', address="+1", phone="@x")
    sheet = sheets(summary(issue, [evil], []))["指令汇总"]
    cell = sheet["C3"]
    assert (cell.value, cell.data_type, cell.hyperlink) == ('=HYPERLINK("http://a")', "s", None)


def test_the_same_orders_give_the_same_bytes(drafts, issue):
    first, second = (summary(issue, drafts.orders, drafts.not_ordered) for _ in range(2))
    assert first == second


def test_no_orders_give_an_empty_summary(issue):
    assert records(sheets(summary(issue, [], []))["未出令"]) == []
