"""All orders of an alert as files: documents by county, a summary, lists for machines, a zip."""

import contextlib
import csv
import hashlib
import io
import logging
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from data.system_errors import bare_reason
from data.vocabulary import Emitted
from orders.document import Template
from orders.drafting import NotOrdered
from orders.issue import Issue
from orders.order import Order
from orders.paths import Paths
from orders.workbook import summary

log = logging.getLogger("orders")

SUMMARY, INDEX, LINES, ZIP = "指令汇总.xlsx", "index.csv", "orders.csv", "全部指令.zip"
INDEX_COLUMNS = ("path", "sha256", "order", "enterprise")
LINE_COLUMNS = (
    *("order", "enterprise_id", "line_id", "measure", "cut_fraction"),
    *("pm_kg", "so2_kg", "nox_kg", "vocs_kg", "start", "end", "rule", "reference"),
)
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)


class ExportError(OSError):
    """The export folder cannot be written; the text says which and what to do."""


@dataclass(frozen=True)
class ExportedFile:
    """One document that was made."""

    path: str
    """Relative to the export folder, with ``/``."""
    sha256: str
    order: str
    enterprise: str


@dataclass(frozen=True)
class Failure:
    """One document that could not be made, and why."""

    order: str
    enterprise: str
    reason: str


@dataclass(frozen=True)
class Bundle:
    """What an export gave."""

    alert: str
    orders: int
    """Number of orders, failed ones included."""
    failed: tuple[Failure, ...]
    files: tuple[ExportedFile, ...]
    """The documents, in the order of the orders."""
    zip_bytes: bytes | None
    """The zip, where no folder was given."""
    zip_path: Path | None
    """The zip in the folder that was given."""

    def to_json(self) -> dict[str, Any]:
        """Return what ``orders export --json`` prints."""
        return {
            "alert": self.alert,
            "orders": self.orders,
            "failed": [asdict(failure) for failure in self.failed],
            "files": [asdict(file) for file in self.files],
        }


def bundle(
    issue: Issue,
    orders: Sequence[Order],
    template: Template,
    *,
    out_dir: Path | None = None,
    not_ordered: Sequence[NotOrdered] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Bundle:
    """Make the documents of all orders, the summary, ``index.csv``, ``orders.csv`` and the zip.

    A document that fails is logged and listed in ``failed``; all others are made, and its order
    still stands in the summary and in ``orders.csv``. The same orders give the same bytes in every
    file. Files of the same name are replaced, others in the folder are left alone; ``index.csv``
    and the zip are written last, so a folder without them is not complete.

    Args:
        issue: The alert.
        orders: In the order they are to be listed.
        template: Of the documents.
        out_dir: Folder to write to, made if need be; None keeps everything in memory and gives
            ``zip_bytes`` only.
        not_ordered: Enterprises without an order, for the summary.
        progress: Called with how many documents are done, of how many. What it raises ends the
            export.

    Raises:
        ExportError: The folder cannot be written.
    """
    if out_dir is None:
        buffer = io.BytesIO()
        failed, files = _write(buffer, None, issue, orders, template, not_ordered, progress)
        return Bundle(issue.alert_number, len(orders), failed, files, buffer.getvalue(), None)
    target = out_dir / ZIP
    unfinished = out_dir / f"{ZIP}.part"
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        for stale in (target, out_dir / INDEX):
            stale.unlink(missing_ok=True)
        with unfinished.open("wb") as stream:
            failed, files = _write(stream, out_dir, issue, orders, template, not_ordered, progress)
        unfinished.replace(target)
    except OSError as problem:
        raise ExportError(
            f"指令导出到 {out_dir} 失败（{bare_reason(problem)}），"
            "请确认该目录可写、磁盘有空余空间后重新导出"
        ) from problem
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return Bundle(issue.alert_number, len(orders), failed, files, None, target)


def _write(
    stream: Any,
    out_dir: Path | None,
    issue: Issue,
    orders: Sequence[Order],
    template: Template,
    not_ordered: Sequence[NotOrdered],
    progress: Callable[[int, int], None] | None,
) -> tuple[tuple[Failure, ...], tuple[ExportedFile, ...]]:
    paths = Paths()
    failed: list[Failure] = []
    files: list[ExportedFile] = []
    with zipfile.ZipFile(stream, "w") as archive:
        for done, order in enumerate(orders, start=1):
            try:
                content = template.render(order)
            except Exception as problem:
                log.exception("指令 %s（%s）未能生成", order.number, order.enterprise)
                reason = f"文书未能生成：{problem}；请核对该企业的清单内容后重新导出"
                failed.append(Failure(order.number, order.enterprise, reason))
            else:
                path = paths.of(order.county, order.enterprise, order.number)
                _put(archive, out_dir, path, content)
                digest = hashlib.sha256(content).hexdigest()
                files.append(ExportedFile(path, digest, order.number, order.enterprise))
            if progress is not None:
                progress(done, len(orders))
        _put(archive, out_dir, SUMMARY, summary(issue, orders, not_ordered))
        _put(archive, out_dir, LINES, line_list(orders))
        rows = [[getattr(file, name) for name in INDEX_COLUMNS] for file in files]
        _put(archive, out_dir, INDEX, _csv(INDEX_COLUMNS, rows))
    return tuple(failed), tuple(files)


def line_list(orders: Iterable[Order]) -> bytes:
    """Return ``orders.csv``: a row per order and line, amounts to be cut in kg/d and unrounded.

    UTF-8 without byte order mark. A line on its own account (自主减排) has the cut it declared. An
    open end is empty. Text that a spreadsheet would take for a formula is given a leading ``'``.
    """
    rows: list[list[str | float]] = []
    for order in orders:
        issue = order.issue
        end = issue.end.isoformat(timespec="minutes") if issue.end else ""
        window = [issue.start.isoformat(timespec="minutes"), end]
        for line in order.lines:
            amounts = [line.cut_fraction, *(line.cut_kg(pollutant) for pollutant in Emitted)]
            head = [order.number, order.enterprise_id, line.line_id, line.measure]
            rows.append([*head, *amounts, *window, line.rule, line.reference])
    return _csv(LINE_COLUMNS, rows)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str | float]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _guarded(cell: str | float) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
    return repr(cell)


def _put(archive: zipfile.ZipFile, out_dir: Path | None, path: str, content: bytes) -> None:
    if out_dir is not None:
        target = out_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    info = zipfile.ZipInfo(path, _FIRST_DATE)
    # Word and Excel files are zips already.
    packed = path.endswith((".docx", ".xlsx"))
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, content)
