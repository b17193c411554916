import io
import zipfile

import docx
import pytest

from orders.document import STANDARD, Template
from orders.template_check import TemplateError


def standard(**replaced):
    """The standard template with parts replaced: name with ``__`` for ``/``, a function."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(STANDARD) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            change = replaced.get(name.split(".")[0].replace("/", "__"), lambda part: part)
            new.writestr(name, change(old.read(name)))
    return buffer.getvalue()


def with_text(text):
    document = docx.Document(str(STANDARD))
    document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def without(*texts):
    def drop(part):
        for text in texts:
            part = part.replace(text.encode(), b"")
        return part

    return standard(word__document=drop)


def test_all_missing_fields_are_named_at_once():
    with pytest.raises(TemplateError) as problem:
        Template.load(without("{{ 企业名称 }}", "{{ 执行时段 }}", "{{ 行.减排比例 }}"))
    assert "缺少字段：企业名称、执行时段、生产线.减排比例" in str(problem.value)


def test_a_field_named_only_in_a_condition_does_not_count_as_printed():
    def change(part):
        return part.replace("{{ 校验码 }}".encode(), "{% if 校验码 %}有{% endif %}".encode())

    with pytest.raises(TemplateError, match="缺少字段：校验码"):
        Template.load(standard(word__document=change))


def test_the_demonstration_mark_cannot_be_left_out():
    def drop(part):
        return part.replace("{{ 演示标记 }}".encode(), b"")

    with pytest.raises(TemplateError, match="缺少字段：演示标记"):
        Template.load(standard(word__header1=drop, word__header2=drop))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ 企业名 }}", "不认识的字段“企业名”，是否应为“企业名称”"),
        ("{% for 行 in 生产线 %}{{ 行.减排比列 }}{% endfor %}", "是否应为“减排比例”"),
        ("{{ 行.措施 }}", "之前须是循环的名称"),
        ("{% for 行 in 企业名称 %}{{ 行 }}{% endfor %}", "不认识的字段“企业名称”"),
        ("{{ 企业名称 ", "模板标记写错"),
    ],
)
def test_what_is_written_wrong_is_explained(text, said):
    with pytest.raises(TemplateError, match=said):
        Template.load(with_text(text))


@pytest.mark.parametrize(
    "text",
    [
        "{{ 企业名称.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ 企业名称|safe }}",
        "{{ range(10) }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% set 甲 = 1 %}",
        "{% macro 甲() %}{% endmacro %}",
        "{{ 企业名称 * 1000000000 }}",
        "{{ 生产线[0] }}",
        "{% for a in 依据 recursive %}{{ loop(依据) }}{% endfor %}",
        "{% for 甲 in [1, 2] %}{{ 甲 }}{% endfor %}",
        "{{ self }}",
        "{{ lipsum }}",
    ],
)
def test_whatever_is_more_than_filling_in_is_refused(text):
    with pytest.raises(TemplateError):
        Template.load(with_text(text))


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04" + b"\0" * 100])
def test_what_is_no_word_file_is_refused(content):
    with pytest.raises(TemplateError, match=r"另存为“Word 文档\(\*\.docx\)”"):
        Template.load(content)


def test_a_truncated_word_file_is_refused():
    with pytest.raises(TemplateError, match="已损坏"):
        Template.load(STANDARD.read_bytes()[:5000])


def test_an_excel_file_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    with pytest.raises(TemplateError, match="没有正文"):
        Template.load(buffer.getvalue())


def test_macros_are_refused():
    buffer = io.BytesIO(STANDARD.read_bytes())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\0")
    with pytest.raises(TemplateError, match="含宏"):
        Template.load(buffer.getvalue())


def test_a_link_to_an_outside_file_is_refused():
    link = (
        '<Relationship Id="rId99" TargetMode="External" Target="http://example.org/a.dotx" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'attachedTemplate"/></Relationships>'
    )

    def change(part):
        return part.replace(b"</Relationships>", link.encode())

    with pytest.raises(TemplateError, match=r"外部文件 http://example.org/a.dotx"):
        Template.load(standard(word___rels__document=change))


def test_entities_are_refused():
    def change(part):
        return part.replace(b"<w:styles", b'<!DOCTYPE a [<!ENTITY b "c">]><w:styles', 1)

    with pytest.raises(TemplateError, match="不允许的声明"):
        Template.load(standard(word__styles=change))


def test_a_zip_bomb_is_refused():
    buffer = io.BytesIO(STANDARD.read_bytes())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", b"\0" * 21_000_000)
    with pytest.raises(TemplateError, match="超过 20 MB"):
        Template.load(buffer.getvalue())
