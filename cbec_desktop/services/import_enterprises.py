"""Plan of W1: the register, with roles, customs codes, contact and account that are ended, never overwritten."""

from __future__ import annotations

from typing import Any

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.domain.statuses import COUNTIES, COUNTY_SHORT, ENTERPRISE_ROLES
from cbec_desktop.exchange.results import CellChange, ParsedRow, ParsedSheet, Verdict
from cbec_desktop.exchange.templates.w1_enterprises import TEMPLATE
from cbec_desktop.services.import_draft import FileDraft, KeyWatch, Title, compare, record_of
from cbec_desktop.services.import_fields import Record, RowShape, display, letter_of, problem
from cbec_desktop.services.import_image import EnterpriseParts
from cbec_desktop.services.search_keys import name_initials

PART_FIELDS = ("roles", "customs_codes", "contact_person", "contact_mobile", "bank_name", "account_no", "bank_code")
SHAPE = RowShape(TEMPLATE.sheets[0], elsewhere=PART_FIELDS)
CONTACT_COLUMNS = {"contact_person": "name", "contact_mobile": "mobile"}
ACCOUNT_COLUMNS = {"bank_name": "bank_name", "account_no": "account_no", "bank_code": "bank_code"}
LIST_COLUMNS = {
    "roles": ("enterprise_role", "role"),
    "customs_codes": ("enterprise_customs_code", "customs_code"),
}


def plan_register(draft: FileDraft, sheet: ParsedSheet) -> None:
    """Judge every row of 企业名录 and collect what it writes."""
    codes = [code for row in sheet.rows if (code := row.values.get("credit_code"))]
    draft.image.load_enterprises(draft.connection, codes, with_parts=True)
    watch = KeyWatch(sheet, "credit_code")
    for row in sheet.rows:
        _plan_row(draft, sheet, row, watch)


def _plan_row(draft: FileDraft, sheet: ParsedSheet, row: ParsedRow, watch: KeyWatch) -> None:
    code = row.values.get("credit_code")
    title = Title(row.values.get("name") or f"第 {row.row} 行", code or "")
    twin = watch.claim(code, row) if code else None
    if row.is_refused or code is None:
        return draft.refuse(sheet, row, title)
    if twin is not None:
        return draft.judge(sheet, row, twin[0], title, problems=(twin[1],))
    record = record_of(SHAPE, sheet, row)
    if record is None:
        return draft.refuse(sheet, row, title)
    warned = other_county_warning(draft, sheet, row)
    stored = draft.image.enterprises.get(code)
    if stored is None:
        _make(draft, sheet, row, record)
        return draft.judge(sheet, row, Verdict.NEW, title, problems=warned)
    if stored["is_pending_registration"]:
        _complete(draft, sheet, row, stored, record)
        said = problem(sheet, row.row, None, "N-REGISTERED", "补全由资金申报包登记的企业。", "note")
        return draft.judge(sheet, row, Verdict.NEW, title, problems=(*warned, said))
    return _change(draft, sheet, row, stored, record, title, warned)


def _make(draft: FileDraft, sheet: ParsedSheet, row: ParsedRow, record: Record) -> None:
    values = record | {
        "is_pending_registration": 0,
        "name_initials": name_initials(record["name"]),
        "created_at": draft.now,
        "updated_at": draft.now,
    }
    made = draft.image.insert("enterprise", sheet.sheet.name, row.row, values)
    draft.image.add_new_enterprise(made)
    _write_parts(draft, sheet, row, made, since=None)


def _complete(draft: FileDraft, sheet: ParsedSheet, row: ParsedRow, stored: Record, record: Record) -> None:
    changed = {name: value for name, value in record.items() if stored.get(name) != value}
    changed |= {
        "is_pending_registration": 0,
        "name_initials": name_initials(record["name"]),
        "updated_at": draft.now,
    }
    for name in changed:
        stored.setdefault(name, None)
    draft.image.update("enterprise", sheet.sheet.name, row.row, stored, changed)
    _write_parts(draft, sheet, row, stored, since=None)


def _change(
    draft: FileDraft,
    sheet: ParsedSheet,
    row: ParsedRow,
    stored: Record,
    record: Record,
    title: Title,
    warned: tuple[RowProblem, ...],
) -> None:
    verdict, changed, changes = compare(SHAPE, sheet, stored, record)
    if changed:
        more = {"updated_at": draft.now}
        if "name" in changed:
            more["name_initials"] = name_initials(changed["name"])
        draft.image.update("enterprise", sheet.sheet.name, row.row, stored, changed | more)
    changes += _write_parts(draft, sheet, row, stored, since=draft.today)
    draft.judge(sheet, row, Verdict.CHANGED if changes else verdict, title, changes=changes, problems=warned)


def _write_parts(
    draft: FileDraft, sheet: ParsedSheet, row: ParsedRow, enterprise: Record, *, since: str | None
) -> tuple[CellChange, ...]:
    """Roles, customs codes, contact and account: what is new begins, what is gone ends; returns the changes.

    `since` is the day from which a change holds; None for a firm that is registered for the first time.
    """
    parts = draft.image.parts.setdefault(enterprise["id"], EnterpriseParts())
    changes = _write_list(draft, sheet, row, enterprise, parts.roles, "roles", since)
    changes += _write_list(draft, sheet, row, enterprise, parts.customs_codes, "customs_codes", since)
    contact, said = _write_person_or_account(draft, sheet, row, enterprise, parts.contact, "contact", since)
    account, also = _write_person_or_account(draft, sheet, row, enterprise, parts.account, "payee_account", since)
    parts.contact, parts.account = contact, account
    return changes + said + also


def _write_list(
    draft: FileDraft,
    sheet: ParsedSheet,
    row: ParsedRow,
    enterprise: Record,
    held: list[Record],
    field: str,
    since: str | None,
) -> tuple[CellChange, ...]:
    if field not in sheet.positions:
        return ()
    table, name = LIST_COLUMNS[field]
    wanted = tuple(dict.fromkeys(row.values.get(field) or ()))
    before = tuple(record[name] for record in held)
    if set(wanted) == set(before):
        return ()
    for record in [record for record in held if record[name] not in wanted]:
        draft.image.update(table, sheet.sheet.name, row.row, record, {"valid_to": draft.today})
        held.remove(record)
    for value in wanted:
        if value not in before:
            made = {"enterprise_id": enterprise["id"], name: value, "valid_from": since, "valid_to": None}
            held.append(draft.image.insert(table, sheet.sheet.name, row.row, made))
    return (_change_of(sheet, field, in_order(field, before) or None, in_order(field, wanted) or None),)


def _write_person_or_account(
    draft: FileDraft,
    sheet: ParsedSheet,
    row: ParsedRow,
    enterprise: Record,
    held: Record | None,
    table: str,
    since: str | None,
) -> tuple[Record | None, tuple[CellChange, ...]]:
    """End the one held and begin another when any of its columns differs; returns the one held from now on."""
    columns = CONTACT_COLUMNS if table == "contact" else ACCOUNT_COLUMNS
    before = {name: held[name] if held else None for name in columns.values()}
    after = {
        name: row.values.get(field) if field in sheet.positions else before[name] for field, name in columns.items()
    }
    if before == after:
        return held, ()
    if held is not None:
        draft.image.update(table, sheet.sheet.name, row.row, held, {"valid_to": draft.today})
    made: Record | None = None
    if any(value is not None for value in after.values()):
        kind = {"kind": "联系人"} if table == "contact" else {"account_name": enterprise["name"]}
        made = {"enterprise_id": enterprise["id"], **kind, **after, "valid_from": since, "valid_to": None}
        draft.image.insert(table, sheet.sheet.name, row.row, made)
    changes = tuple(
        _change_of(sheet, field, before[name], after[name])
        for field, name in columns.items()
        if before[name] != after[name]
    )
    return made, changes


def in_order(field: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Roles in the order of the list, customs codes as they came."""
    return tuple(role for role in ENTERPRISE_ROLES if role in values) if field == "roles" else values


def _change_of(sheet: ParsedSheet, field: str, old: Any, new: Any) -> CellChange:
    column = sheet.sheet.column(field)
    return CellChange(field, column.header, letter_of(sheet, field), display(column, old), display(column, new))


def other_county_warning(draft: FileDraft, sheet: ParsedSheet, row: ParsedRow) -> tuple[RowProblem, ...]:
    """A warning when the row's county is not the one whose office reports."""
    unit, county = draft.reporting_unit, row.values.get("county_code")
    if unit not in COUNTIES or county not in COUNTIES or unit == county:
        return ()
    text = f"所属县区是{COUNTY_SHORT[county]}，报送单位却是{COUNTY_SHORT[unit]}。请核对是否报错了县区。"
    return (problem(sheet, row.row, "county_code", "W-COUNTY", text, "warning"),)
