"""What a plan knows of the store: the records its rows may meet, and those that earlier rows and files would make.

Records that do not exist yet carry negative ids; committing replaces them by real ones.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from cbec_desktop.services.import_fields import Record
from db.queries import imports as stored

Key = Hashable
PART_TABLES = ("enterprise_role", "enterprise_customs_code", "contact", "payee_account")


@dataclass(slots=True)
class Insert:
    """One record to be made; `values["id"]` is negative until it is committed."""

    table: str
    sheet: str
    row: int
    values: Record


@dataclass(slots=True)
class Update:
    """One record to be changed: the columns to set and what they held before."""

    table: str
    sheet: str
    row: int
    record_id: int
    values: Record
    before: Record


@dataclass(slots=True)
class Writes:
    """What the good rows of one file would write, in order."""

    inserts: list[Insert] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether committing would write nothing."""
        return not self.inserts and not self.updates


@dataclass(slots=True)
class EnterpriseParts:
    """What hangs on one enterprise and is valid now."""

    roles: list[Record] = field(default_factory=list)
    customs_codes: list[Record] = field(default_factory=list)
    contact: Record | None = None
    account: Record | None = None


class StoreImage:
    """Records by their keys; `load_…` reads what is not yet known, everything else works on what is known.

    `head` is the audit head the image was read at, None when the store changed between two files of the plan.
    """

    def __init__(self) -> None:
        self.head: int | None = None
        self.enterprises: dict[str, Record] = {}
        self.parts: dict[int, EnterpriseParts] = {}
        self.applications: dict[tuple[str, int, str], Record] = {}
        self.applications_by_case: dict[str, Record] = {}
        self.codes: dict[int, str] = {}
        self.lines: dict[str, dict[int, dict[Key, Record]]] = {}
        self.positions: dict[tuple[str, int], int] = {}
        self.supports: dict[int, Record] = {}
        self.parks: dict[str, Record] = {}
        self.tenants: dict[tuple[int, str, str | None], Record] = {}
        self.trade: dict[tuple[str, str, str, str], Record] = {}
        self.customs_list: dict[str, Record] = {}
        self.writes = Writes()
        self._known: dict[str, set[Any]] = {}
        self._next_id = 0
        self._is_first_load = True

    def begin_file(self) -> None:
        """Collect the writes of the next file apart."""
        self.writes = Writes()

    def note_head(self, connection: sqlite3.Connection) -> None:
        """Remember the audit head; a head that moved during the plan makes every file be looked at again."""
        head = stored.audit_head(connection.execute)
        self.head = head if self._is_first_load or head == self.head else None
        self._is_first_load = False

    def insert(self, table: str, sheet: str, row: int, values: Record) -> Record:
        """A record to be made; it gets a negative id and can be found like a stored one."""
        self._next_id -= 1
        values["id"] = self._next_id
        self.writes.inserts.append(Insert(table, sheet, row, values))
        return values

    def update(self, table: str, sheet: str, row: int, record: Record, values: Record) -> None:
        """A record to be changed, in the image at once."""
        before = {name: record[name] for name in values}
        self.writes.updates.append(Update(table, sheet, row, record["id"], values, before))
        record.update(values)

    def load_enterprises(self, connection: sqlite3.Connection, codes: Iterable[str], *, with_parts: bool) -> None:
        """Enterprises of these credit codes; `with_parts` with what hangs on them."""
        for record in stored.enterprises_by_code(connection, self._unknown("enterprise", codes)):
            self._add_enterprise(record)
        if with_parts:
            known = [self.enterprises[code] for code in codes if code in self.enterprises]
            ids = [record["id"] for record in known if record["id"] > 0]
            self._load_parts(connection, self._unknown("parts", ids))

    def load_applications(
        self, connection: sqlite3.Connection, reporting_nos: Collection[str], case_nos: Collection[str]
    ) -> None:
        """Applications with these numbers, and the enterprises that filed them."""
        found = stored.applications_by_number(connection, self._unknown("reporting_no", reporting_nos))
        found += stored.applications_by_case(connection, self._unknown("case_no", case_nos))
        for record in found:
            key = (record["reporting_unit"], record["award_year"], record["reporting_no"])
            self.applications_by_case[record["case_no"]] = self.applications.setdefault(key, record)
        owners = self._unknown("enterprise_id", {record["enterprise_id"] for record in found})
        for record in stored.enterprises_by_id(connection, owners):
            self._add_enterprise(record)
        for record in stored.supports_of(connection, self._unknown("support", {record["id"] for record in found})):
            self.supports[record["application_id"]] = record

    def load_lines(
        self, connection: sqlite3.Connection, table: str, ids: Iterable[int], key_of: Callable[[Record], Key]
    ) -> None:
        """The lines of `table` of these applications (of these leases for `lease_invoice`)."""
        wanted = self._unknown(table, [record_id for record_id in ids if record_id > 0])
        is_invoice = table == "lease_invoice"
        owner = "lease_id" if is_invoice else "application_id"
        query = stored.invoices_of_leases if is_invoice else None
        for record in query(connection, wanted) if query else stored.lines_of(connection, table, wanted):
            self.add_line(table, record[owner], key_of(record), record)

    def add_line(self, table: str, owner_id: int, key: Key, record: Record) -> None:
        """Make a line findable under its owner and keep the last position in use."""
        self.lines.setdefault(table, {}).setdefault(owner_id, {})[key] = record
        place = (table, owner_id)
        self.positions[place] = max(self.positions.get(place, 0), record.get("position") or 0)

    def line(self, table: str, owner_id: int, key: Key) -> Record | None:
        """The line with this key under its owner, None when there is none."""
        return self.lines.get(table, {}).get(owner_id, {}).get(key)

    def next_position(self, table: str, owner_id: int) -> int:
        """The place after the last line of this owner: the order in which evidence is used."""
        return self.positions.get((table, owner_id), 0) + 1

    def load_parks(self, connection: sqlite3.Connection, keys: Iterable[str]) -> None:
        """Parks of these normalised names with their tenants."""
        parks = stored.parks_by_key(connection, self._unknown("park", keys))
        for record in parks:
            self.parks[record["name_key"]] = record
        for record in stored.tenants_of(connection, [record["id"] for record in parks]):
            self.tenants[record["park_id"], record["credit_code"], record["moved_in_on"]] = record

    def load_trade(self, connection: sqlite3.Connection, periods: Iterable[str]) -> None:
        """All monthly figures of these months."""
        for record in stored.trade_of_periods(connection, self._unknown("period", periods)):
            self.trade[record["period"], record["credit_code"], record["mode"], record["source"]] = record

    def load_customs_list(self, connection: sqlite3.Connection, declaration_nos: Iterable[str]) -> None:
        """Entries of the customs list with these numbers."""
        for record in stored.customs_list_by_no(connection, self._unknown("declaration_no", declaration_nos)):
            self.customs_list[record["declaration_no"]] = record

    def add_new_enterprise(self, record: Record) -> None:
        """An enterprise that a row makes."""
        self._add_enterprise(record)
        self.parts[record["id"]] = EnterpriseParts()

    def _add_enterprise(self, record: Record) -> None:
        known = self.enterprises.setdefault(record["credit_code"], record)
        self.codes[known["id"]] = known["credit_code"]

    def _load_parts(self, connection: sqlite3.Connection, ids: Collection[int]) -> None:
        for record_id in ids:
            self.parts[record_id] = EnterpriseParts()
        for record in stored.open_parts(connection, "enterprise_role", ids):
            self.parts[record["enterprise_id"]].roles.append(record)
        for record in stored.open_parts(connection, "enterprise_customs_code", ids):
            self.parts[record["enterprise_id"]].customs_codes.append(record)
        for record in stored.open_parts(connection, "contact", ids):
            if record["kind"] == "联系人":
                self.parts[record["enterprise_id"]].contact = record
        for record in stored.open_parts(connection, "payee_account", ids):
            self.parts[record["enterprise_id"]].account = record

    def _unknown(self, what: str, keys: Iterable[Any]) -> list[Any]:
        """The keys not asked for before, in order; they count as known from now on."""
        known = self._known.setdefault(what, set())
        unknown = [key for key in dict.fromkeys(keys) if key not in known]
        known.update(unknown)
        return unknown
