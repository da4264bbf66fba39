"""What came in by workbook: a batch a file, and the image of every row it touched (for proof and undo)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, table_args


class ImportBatch(Base):
    __tablename__ = "import_batch"
    __table_args__ = table_args(Index(None, "file_sha256"))

    file_name: Mapped[str]
    file_sha256: Mapped[str]
    template_id: Mapped[str]
    template_version: Mapped[str | None]
    workbook_id: Mapped[str | None]
    award_year: Mapped[int | None]
    reporting_unit: Mapped[str | None]
    imported_at: Mapped[str]
    imported_by: Mapped[str]
    new_count: Mapped[int]
    changed_count: Mapped[int]
    unchanged_count: Mapped[int]
    refused_count: Mapped[int]
    conflict_count: Mapped[int] = mapped_column(default=0, server_default="0")
    rows_digest: Mapped[str]
    """SHA-256 over the batch's row images in order: the audit entry of the import carries it."""
    undone_at: Mapped[str | None]


class ImportRow(Base):
    """One stored record that a batch made or changed; `before_json` is null for a new one. Append-only."""

    __tablename__ = "import_row"
    __table_args__ = table_args(Index(None, "batch_id"), Index(None, "table_name", "record_id"))

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    sheet: Mapped[str]
    row_number: Mapped[int]
    table_name: Mapped[str]
    record_id: Mapped[int]
    before_json: Mapped[str | None]
    after_json: Mapped[str]
