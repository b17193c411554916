"""Whether a Word file may serve as a template: its parts, its fields, its tags."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from xml.etree import ElementTree

import jinja2
from jinja2 import nodes

from orders.fields import FIELDS, Field

_MOST_BYTES, _MOST_PARTS = 20_000_000, 500
_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
    nodes.Const,
)
_LOOP = ("index", "first", "last", "length")


class TemplateError(ValueError):
    """A file that cannot be used as a template; the text says why and what to do."""


def parts(content: bytes) -> dict[str, bytes]:
    """Unpack a Word file, refusing what a template must not hold.

    Raises:
        TemplateError: Not a .docx, too large, with macros, with a link to an outside file, or with
            a document type declaration (the vehicle of entity bombs).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as word_file:
            infos = word_file.infolist()
            if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > _MOST_BYTES:
                raise TemplateError("模板解压后超过 20 MB，请删去其中的大图片后重试")
            found = {info.filename: word_file.read(info) for info in infos}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
        raise TemplateError(
            "模板不是 Word 的 .docx 文件，或已损坏、加密；请在 Word 中另存为“Word 文档(*.docx)”"
        ) from problem
    if "word/document.xml" not in found:
        raise TemplateError("模板中没有正文，请在 Word 中另存为“Word 文档(*.docx)”")
    for name, part in found.items():
        if "vbaProject" in name or name.endswith(".bin"):
            raise TemplateError("模板含宏或嵌入对象，请另存为不含宏的“Word 文档(*.docx)”")
        if name.endswith((".xml", ".rels")):
            _check_xml(name, part)
    return found


def _check_xml(name: str, part: bytes) -> None:
    # UTF-16 would hide a declaration from the search below; Word writes UTF-8 only.
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise TemplateError(f"模板的 {name} 含不允许的声明，请用 Word 重新另存")
    try:
        part.decode("utf-8")
        root = ElementTree.fromstring(part)
    except (ElementTree.ParseError, UnicodeDecodeError) as problem:
        raise TemplateError(f"模板的 {name} 已损坏，请用 Word 重新另存：{problem}") from problem
    if name.endswith(".rels"):
        for link in root:
            kind = link.get("Type", "").rsplit("/", 1)[-1]
            if link.get("TargetMode") == "External" and kind != "hyperlink":
                raise TemplateError(
                    f"模板引用了外部文件 {link.get('Target')}（{kind}），打开指令时会去读取它；"
                    "请在 Word 中解除该链接（图片改为嵌入，文档模板改为 Normal）后另存"
                )


def check_fields(
    environment: jinja2.Environment,
    tagged: Mapping[str, str],
    known: Mapping[str, Field] = FIELDS,
) -> None:
    """Make sure that all needed fields are there, none is unknown and nothing else is done.

    Args:
        environment: Parses the tags.
        tagged: XML of the parts that carry tags, by name.
        known: The fields of the kind of document.

    Raises:
        TemplateError: As above; several missing fields are named at once.
    """
    used: set[str] = set()
    for name, xml in tagged.items():
        try:
            tree = environment.parse(xml)
        except jinja2.TemplateSyntaxError as problem:
            raise TemplateError(
                f"模板标记写错（{name}）：{problem.message}。字段写作 {{{{ 企业名称 }}}}，"
                "循环写作 {%tr for 行 in 生产线 %} … {%tr endfor %}"
            ) from problem
        _check_nodes(tree)
        used |= set(_uses(tree, {}, known))
    missing = [name for name in _needed(known) if name not in used]
    if missing:
        raise TemplateError(
            f"模板缺少字段：{'、'.join(missing)}。请把它们写回模板，例如 {{{{ {missing[0]} }}}}"
        )


def _check_nodes(tree: nodes.Template) -> None:
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _NODES):
            raise TemplateError(
                f"模板使用了不允许的写法（{type(node).__name__}）；"
                "只可使用字段、for 循环和 if 判断，不可调用函数、过滤器或引用其他文件"
            )


def _needed(known: Mapping[str, Field]) -> Iterator[str]:
    for name, field in known.items():
        if field.required:
            yield name
        for column, inner in (field.columns or {}).items():
            if inner.required:
                yield f"{name}.{column}"


def _uses(node: nodes.Node, rows: Mapping[str, str], fields: Mapping[str, Field]) -> Iterator[str]:
    """Yield the fields that are printed or looped over; refuse unknown ones.

    ``rows`` maps the loop variables in reach to the list they run over.
    """
    if isinstance(node, nodes.For):
        if not isinstance(node.iter, nodes.Name) or not isinstance(node.target, nodes.Name):
            raise TemplateError("循环只可写作 for 名称 in 字段，例如 for 行 in 生产线")
        _known(node.iter.name, {name for name, field in fields.items() if field.repeated})
        yield node.iter.name
        inside = {**rows, node.target.name: node.iter.name}
        for part in [*node.body, *([node.test] if node.test else [])]:
            yield from _uses(part, inside, fields)
        for part in node.else_:
            yield from _uses(part, rows, fields)
    elif isinstance(node, nodes.If):
        # A field that only decides about something is not printed by that.
        list(_uses(node.test, rows, fields))
        for part in [*node.body, *node.elif_, *node.else_]:
            yield from _uses(part, rows, fields)
    elif isinstance(node, nodes.Getattr):
        yield from _column(node, rows, fields)
    elif isinstance(node, nodes.Name):
        if node.name not in rows:
            _known(node.name, set(fields))
            yield node.name
    else:
        for inner in node.iter_child_nodes():
            yield from _uses(inner, rows, fields)


def _column(
    node: nodes.Getattr, rows: Mapping[str, str], fields: Mapping[str, Field]
) -> Iterator[str]:
    if isinstance(node.node, nodes.Name) and node.node.name == "loop" and rows:
        _known(node.attr, set(_LOOP))
    elif isinstance(node.node, nodes.Name) and node.node.name in rows:
        table = rows[node.node.name]
        _known(node.attr, set(fields[table].columns or ()), f"{table}的列")
        yield f"{table}.{node.attr}"
    else:
        raise TemplateError(f"模板中“.{node.attr}”之前须是循环的名称，例如 行.{node.attr}")


def _known(name: str, names: set[str], what: str = "字段") -> None:
    if name in names:
        return
    near = get_close_matches(name, names, n=1, cutoff=0.4)
    hint = f"，是否应为“{near[0]}”" if near else f"，可用的有：{'、'.join(sorted(names))}"
    raise TemplateError(f"模板用了不认识的{what}“{name}”{hint}")
