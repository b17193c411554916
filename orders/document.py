"""An order as a Word document, from a template a city can edit in Word.

The template's XML is compiled once; each order is one pass of Jinja2 over it and one small zip. A
template comes from outside and is treated so: only known fields, only loops over known tables, a
sandbox without functions, and no macros or links to other files.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import jinja2
from docxtpl import DocxTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment

from orders import fields, template_check
from orders.order import Order
from orders.specimen import specimen
from orders.template_check import TemplateError

__all__ = ["ALERT_ORDER", "STANDARD", "DocumentKind", "Template", "TemplateError"]

STANDARD = Path(__file__).parent / "templates" / "order.docx"
"""The template that comes with the program."""

_FIRST_DATE = (1980, 1, 1, 0, 0, 0)
_COMPRESSION = 3  # measured: a third of the time of level 6 for 15 % more bytes


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document made from orders: the fields its template may use, and their text."""

    standard: Path
    """The template that comes with the program."""
    known: Mapping[str, fields.Field]
    texts: Callable[[Order], Mapping[str, fields.Text]]
    specimen: Callable[[], tuple[Order, ...]]
    """Invented orders to try a template on."""


ALERT_ORDER = DocumentKind(STANDARD, fields.FIELDS, fields.texts, specimen)
"""The order of an alert (一厂一策减排指令)."""


@dataclass(frozen=True)
class Template:
    """A compiled template: the parts that carry fields, and all the others as they were."""

    _frame: bytes
    """A zip of the parts that are the same in every order."""
    _parts: dict[str, jinja2.Template]
    _kind: DocumentKind = ALERT_ORDER

    @classmethod
    def load(
        cls, source: Path | bytes | None = None, kind: DocumentKind = ALERT_ORDER
    ) -> "Template":
        """Compile a Word file and make sure that it can be used for every order.

        Args:
            source: Path or content of a .docx with the fields of the kind; None takes the one that
                comes with the program.
            kind: What the documents are; orders of an alert unless told.

        Raises:
            TemplateError: Not a Word file, a needed field is missing, a field is unknown, a tag is
                malformed, or the file holds something a template must not hold. The text says
                which and what to do.
        """
        content = source if isinstance(source, bytes) else _content(source or kind.standard)
        parts = template_check.parts(content)
        tagged = {name: _with_tags(xml) for name, xml in parts.items() if _may_carry_fields(name)}
        tagged = {name: xml for name, xml in tagged.items() if "{{" in xml or "{%" in xml}
        environment = _environment()
        template_check.check_fields(environment, tagged, kind.known)
        frame = {name: xml for name, xml in parts.items() if name not in tagged}
        template = cls(
            _zip(frame),
            {name: environment.from_string(xml) for name, xml in tagged.items()},
            kind,
        )
        template._try_out()
        return template

    def render(self, order: Order) -> bytes:
        """Return the order as the bytes of a .docx; the same order gives the same bytes."""
        texts = self._kind.texts(order)
        buffer = io.BytesIO(self._frame)
        with zipfile.ZipFile(buffer, "a") as word_file:
            for name, part in self._parts.items():
                _add(word_file, name, part.render(texts).encode())
        return buffer.getvalue()

    def _try_out(self) -> None:
        for order in self._kind.specimen():
            texts = self._kind.texts(order)
            for name, part in self._parts.items():
                try:
                    ElementTree.fromstring(part.render(texts))
                except (jinja2.TemplateError, ElementTree.ParseError, TypeError) as problem:
                    raise TemplateError(
                        f"模板试填失败（{name}）：{problem}。请检查循环标记是否成对、"
                        "表格内用 {%tr … %}、段落间用 {%p … %}"
                    ) from problem


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise TemplateError(f"读不到模板 {path}：请确认文件存在且可读") from problem


def _environment() -> jinja2.Environment:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.globals.clear()
    return environment


def _may_carry_fields(name: str) -> bool:
    return name == "word/document.xml" or name.startswith(("word/header", "word/footer"))


def _with_tags(part: bytes) -> str:
    """Join the tags that Word has split over several runs, and free row and paragraph tags."""
    xml = part.decode("utf-8-sig")
    return str(DocxTemplate.patch_xml(None, xml))


def _zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            _add(archive, name, content)
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _FIRST_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content, compresslevel=_COMPRESSION)
