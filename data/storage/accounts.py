"""Who may come in, who is in, and the journal of acts: who changed what, when."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.storage.base import Base, Code, Identifier, Name, Sha256, Words


class JournalRow(Base):
    """One act that changed the record. Only ever added to: triggers refuse anything else."""

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("previous_hash"),)

    id: Mapped[Identifier]
    at: Mapped[datetime]
    user: Mapped[Name]
    city_code: Mapped[Code]
    """Empty for an act that concerns no city, such as signing in."""
    act: Mapped[Name]
    """What was done, in Chinese."""
    subject: Mapped[Words]
    """On what: number of the alert, version of the list …"""
    before: Mapped[Words]
    """State before as canonical JSON; empty where the act states none."""
    after: Mapped[Words]
    data_version: Mapped[Words]
    """What the act rested on: version of the list, number of the forecast; empty if nothing."""
    previous_hash: Mapped[Sha256]
    """Hash of the entry before. Unique: two entries can never follow the same one."""
    hash: Mapped[Sha256]


class AccountRow(Base):
    """A person who may sign in. Never deleted, only disabled; every change is in the journal."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("name"),
        UniqueConstraint("display_name"),
        UniqueConstraint("external_identity"),
    )

    id: Mapped[Identifier]
    name: Mapped[Name]
    """What is typed at sign-in, in lower case."""
    display_name: Mapped[Name]
    """As the journal and signed documents name the person; no two alike."""
    role: Mapped[Code]
    post: Mapped[Name]
    """Office that signs alerts (分管副市长, 市长); empty for all others."""
    city_codes: Mapped[Words]
    """Codes joined by commas; empty: all cities."""
    password_hash: Mapped[str | None] = mapped_column(Text)
    """argon2id; missing where only the city's own sign-in service is used."""
    external_identity: Mapped[str | None] = mapped_column(String(200))
    """E-mail or ``sub`` under which the sign-in service (OIDC) knows the person."""
    must_change_password: Mapped[bool]
    created_at: Mapped[datetime]
    created_by: Mapped[Name]
    disabled_at: Mapped[datetime | None]


class AccountSessionRow(Base):
    """A signed-in browser; the key itself is kept in the browser alone."""

    __tablename__ = "account_session"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[Sha256]
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInGuardRow(Base):
    """Failures to sign in under a name, whether there is such an account or not."""

    __tablename__ = "sign_in_guard"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    failures: Mapped[int]
    """Since the last success or lock."""
    locks: Mapped[int]
    """How many times in a row the name was locked; each lock is twice as long as the last."""
    locked_until: Mapped[datetime | None]
    last_at: Mapped[datetime]
