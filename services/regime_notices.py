"""Notices of a stored list of a regime: one per enterprise and other source, as Word files."""

from datetime import datetime, time, timedelta
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from data import reference
from emission_lists.regimes import REGIMES
from emission_lists.regimes.order_rows import to_order_rows
from orders.bundle import Bundle, bundle
from orders.document import Template
from orders.drafting import Drafts, draft_orders
from orders.issue import Issue, TransportRule
from orders.regime_document import REGIME_NOTICE
from services import connection, grade_records, list_versions, regime_records
from services.regime_records import RegimeRecord, RegimeRecordError

OFFICE_PHONE = "0000-0000000"
"""Shown until a city has set its own."""


def draft(sessions: sessionmaker[Session], record: RegimeRecord) -> tuple[Issue, Drafts]:
    """Draft one notice per enterprise and other source a stored list binds."""
    if record.list_version is None:
        raise RegimeRecordError(f"名单 {record.number} 没有所依据的清单，无法出通知")
    listed = list_versions.load(sessions, record.city, record.list_version)
    upto = int(record.given.get("grades", 0))
    lines = grade_records.effective_lines(
        sessions, listed.lines, record.city, record.regime.day, upto
    )
    rows = to_order_rows(record.regime, lines, listed.other_sources)
    heading = _heading(record)
    return heading, draft_orders(rows, heading, _numbers(record), TransportRule(""))


def export(sessions: sessionmaker[Session], number: str, folder: Path) -> Bundle:
    """Write the list as Excel and a notice per enterprise as Word.

    Raises:
        RegimeRecordError: No such list.
        ExportError: The folder cannot be written.
        TemplateError: The city's own template cannot be used.
    """
    record = regime_records.load(sessions, number)
    heading, drafts = draft(sessions, record)
    made = bundle(
        heading, drafts.orders, template(), out_dir=folder, not_ordered=drafts.not_ordered
    )
    regime_records.write_workbook(record, folder / f"{record.regime.title}名单.xlsx")
    return made


def template() -> Template:
    """Return the city's own Word template of notices where it has one, else the one that ships."""
    own = connection.var() / "templates" / "regime_notice.docx"
    return Template.load(own if own.exists() else None, REGIME_NOTICE)


def _heading(record: RegimeRecord) -> Issue:
    city = reference.city_name(record.city)
    bound = record.regime.bound
    start = min([d for d in bound["since"] if d is not None], default=record.regime.day)
    ends = [d for d in bound["until"] if d is not None]
    last = max(ends, default=None)
    end = None if last is None else datetime.combine(last + timedelta(days=1), time())
    begin = datetime.combine(start, time())
    return Issue(
        alert_number=record.number,
        city=record.city,
        city_name=city,
        level=None,
        start=begin,
        end=end if end is not None and end > begin else None,
        issued_at=record.made_at.replace(second=0, microsecond=0),
        signatory=record.made_by,
        basis="；".join(rule.reference for rule in record.regime.rules),
        office=f"{city}生态环境局",
        office_phone=OFFICE_PHONE,
        demo=record.city == connection.DEMO_CITY,
        heading=REGIMES[record.regime.name].order_title,
    )


def _numbers(record: RegimeRecord) -> str:
    city, year = reference.city_name(record.city), record.made_at.year
    return f"{city}{record.regime.title}〔{year}〕{record.sequence:03d}"
