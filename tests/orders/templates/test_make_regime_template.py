import io
import zipfile

import docx

from orders.templates.make_regime_template import TARGET, make


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as word_file:
        return {name: word_file.read(name) for name in word_file.namelist()}


def test_the_template_in_the_tree_is_what_the_script_makes():
    assert parts(TARGET.read_bytes()) == parts(make())


def test_the_page_is_that_of_the_order_of_an_alert():
    section = docx.Document(str(TARGET)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)
