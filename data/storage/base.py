"""What all tables share: metadata with named constraints, and column types."""

from typing import Annotated

from sqlalchemy import MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

Identifier = Annotated[int, mapped_column(primary_key=True)]
Code = Annotated[str, mapped_column(String(32))]
Name = Annotated[str, mapped_column(String(200))]
Words = Annotated[str, mapped_column(Text)]
Sha256 = Annotated[str, mapped_column(String(64))]


class Base(DeclarativeBase):
    """Base of all tables. Constraints are named so that migrations can find them again."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
