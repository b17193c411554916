import ast
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parents[2] / "pages").glob("*.py"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_begins_with_its_guard(page):
    statements = ast.parse(page.read_text(encoding="utf-8")).body
    first = next(s for s in statements if not isinstance(s, ast.Import | ast.ImportFrom))
    call = first.value
    assert isinstance(call, ast.Call)
    assert ast.unparse(call.func) == "access.require"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_reaches_neither_storage_nor_the_database_driver(page):
    imported = {
        name
        for node in ast.walk(ast.parse(page.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert not [name for name in imported if name.startswith(("data.storage", "sqlalchemy"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_starts_with_an_empty_database(open_empty, page):
    assert open_empty(page.stem).title


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
@pytest.mark.xdist_group("sample")
def test_every_page_starts_with_the_sample_city_and_marks_it(open_page, page):
    shown = open_page(page.stem)
    assert shown.title
    assert "演示数据" in "".join(str(element.value) for element in shown.get("html"))


def test_a_page_opened_without_the_app_is_sent_to_the_front(settings):
    from streamlit.testing.v1 import AppTest

    alone = AppTest.from_file(PAGES[0], default_timeout=30)
    alone.run()
    # There is no app.py beside a page file run alone: the switch itself is what is refused.
    assert not alone.title
    assert not alone.metric
