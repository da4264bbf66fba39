"""What hangs on an enterprise with validity: written by ending the old and beginning the new, never over it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from cbec_desktop.domain.masking import is_masked
from cbec_desktop.exchange.template import Column
from cbec_desktop.services.enterprise_entry_records import (
    ACCOUNT_COLUMNS,
    CONTACT_COLUMNS,
    CUSTOMS_COLUMNS,
    EnterpriseEntry,
    PartEntry,
)
from cbec_desktop.services.entry_cells import read_text

if TYPE_CHECKING:
    from db.models.enterprise import Enterprise
    from db.unit_of_work import Work


def write_roles(work: Work, enterprise_id: int, wanted: Collection[str]) -> None:
    """Roles that were taken away end today, new ones begin today."""
    from db.models.enterprise import EnterpriseRole
    from db.queries.entry import open_records

    today = work.now[:10]
    held = {record.role: record for record in open_records(work.session, EnterpriseRole, enterprise_id)}
    for role, record in held.items():
        if role not in wanted:
            record.valid_to = today
    work.session.flush()
    for role in wanted:
        if role not in held:
            work.session.add(EnterpriseRole(enterprise_id=enterprise_id, role=role, valid_from=today, valid_to=None))


def write_parts(work: Work, enterprise: Enterprise, entry: EnterpriseEntry) -> None:
    """Contacts, accounts and customs codes of the form."""
    from db.models.enterprise import Contact, EnterpriseCustomsCode, PayeeAccount

    for table, columns, parts in (
        (Contact, CONTACT_COLUMNS, entry.contacts),
        (PayeeAccount, ACCOUNT_COLUMNS, entry.accounts),
        (EnterpriseCustomsCode, CUSTOMS_COLUMNS, entry.customs_codes),
    ):
        _write(work, enterprise.id, table, columns, parts)


def _write(
    work: Work, enterprise_id: int, table: Any, columns: tuple[Column, ...], parts: tuple[PartEntry, ...]
) -> None:
    from db.queries.entry import parts_of

    today = work.now[:10]
    stored = {record.id: record for record in parts_of(work.session, table, enterprise_id)}
    for part in parts:
        record = stored.pop(part.record_id, None) if part.record_id is not None else None
        values = _values(part, columns, record)
        if record is None:
            begin = part.valid_from or (None if part.valid_to else today)
            made = {"valid_from": begin, "valid_to": part.valid_to or None}
            work.session.add(table(enterprise_id=enterprise_id, **values, **made))
        elif all(getattr(record, name) == value for name, value in values.items()):
            record.valid_from, record.valid_to = part.valid_from or None, part.valid_to or None
        else:
            record.valid_to = record.valid_to or today
            work.session.add(
                table(enterprise_id=enterprise_id, **values, valid_from=today, valid_to=part.valid_to or None)
            )
    for record in stored.values():  # taken off the form: its validity ends, it is not erased
        record.valid_to = record.valid_to or today


def _values(part: PartEntry, columns: tuple[Column, ...], record: Any) -> dict[str, Any]:
    """Typed values by column; a mask that was left alone stands for what is stored."""
    values = {}
    for column in columns:
        text = part.values.get(column.field, "")
        if record is not None and is_masked(text):
            values[column.field] = getattr(record, column.field)
        else:
            values[column.field] = read_text(column, text).value
    return values
