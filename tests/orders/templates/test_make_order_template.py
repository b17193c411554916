import io
import zipfile

import docx

from orders.templates.make_order_template import TARGET, make


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as word_file:
        return {name: word_file.read(name) for name in word_file.namelist()}


def test_the_template_in_the_tree_is_what_the_script_makes():
    assert parts(TARGET.read_bytes()) == parts(make())


def test_the_page_is_laid_out_as_gb_t_9704_says():
    section = docx.Document(str(TARGET)).sections[0]
    page = (section.page_width.mm, section.page_height.mm)
    assert [round(size) for size in page] == [210, 297]
    assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)
    assert round(page[0] - section.left_margin.mm - section.right_margin.mm) == 156
    assert round(page[1] - section.top_margin.mm - section.bottom_margin.mm) == 225


def test_office_types_are_named_with_their_substitutes():
    fonts = parts(TARGET.read_bytes())["word/fontTable.xml"].decode()
    for name in ("方正小标宋简体", "仿宋_GB2312"):
        assert f'w:name="{name}"><w:altName' in fonts
