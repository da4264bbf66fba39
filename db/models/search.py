"""What the search index has still to take in: derived upkeep, no record of the office."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from db.base import Base, table_args


class SearchChange(Base):
    """An indexed record that was changed or deleted since; `words` are the indexed ones, needed to take them out."""

    __tablename__ = "search_change"
    __table_args__ = table_args(UniqueConstraint("table_name", "record_id"))

    table_name: Mapped[str]
    record_id: Mapped[int]
    words: Mapped[str]
