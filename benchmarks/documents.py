"""Word orders against docxtpl on the same template."""

import io

from docxtpl import DocxTemplate

from benchmarks.timing import Result, compare
from orders import document
from orders.document import Template
from orders.fields import texts
from orders.specimen import specimen


def run() -> list[Result]:
    order, _ = specimen()
    template = Template.load()
    return [
        compare(
            "one Word order", "docxtpl", lambda: _docxtpl(texts(order)),
            lambda: template.render(order), rounds=9,
        )
    ]  # fmt: skip


def _docxtpl(fields: dict[str, object]) -> bytes:
    made = DocxTemplate(str(document.STANDARD))
    made.render(fields, autoescape=True)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()
