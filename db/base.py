"""Base of all mapped tables: STRICT, named constraints, a row version on every row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Dates are ISO text, money integer fen, exact numbers text: SQLite's Numeric would be REAL."""

    metadata = MetaData(naming_convention=NAMING)
    # STRICT knows INTEGER and TEXT only; a server store needs 64 bits for fen.
    type_annotation_map = {int: BigInteger().with_variant(Integer, "sqlite"), str: Text}  # noqa: RUF012

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    row_version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy calls it on the class
        """Saving counts the row version up and refuses a row that somebody else saved meanwhile."""
        return {"version_id_col": cls.row_version}


def table_args(*items: Any) -> tuple[Any, ...]:
    """Constraints and indexes of a table, plus STRICT."""
    return (*items, {"sqlite_strict": True})
