import pytest

from emission_lists import workbook_weight
from emission_lists.workbook_weight import fits_openpyxl
from tests.emission_lists import messy
from tests.emission_lists.damage import packed, parts_of

PART = "xl/worksheets/sheet2.xml"


def with_end(added):
    parts = parts_of(messy.workbook())
    return packed({**parts, PART: parts[PART].replace(b"</sheetData>", b"</sheetData>" + added)})


def test_an_ordinary_workbook_keeps_its_formats():
    assert fits_openpyxl(messy.workbook())


@pytest.mark.parametrize("area", [b"A1:XFD1048576", b"A1:Z99999", b"A:C", b"??", b"B2:"])
@pytest.mark.parametrize("kind", [b"mergeCell", b"hyperlink"])
def test_an_area_that_would_become_millions_of_cells_is_seen_beforehand(kind, area):
    content = with_end(b'<%ss><%s ref="%s"/></%ss>' % (kind, kind, area, kind))
    assert fits_openpyxl(content) is (b":" not in area)


def test_many_cells_and_broken_packages_are_too_heavy(monkeypatch):
    assert not fits_openpyxl(b"no package")
    assert not fits_openpyxl(with_end(b"<unclosed>"))
    monkeypatch.setattr(workbook_weight, "MOST_CELLS", 20)
    assert not fits_openpyxl(messy.workbook())
