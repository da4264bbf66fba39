"""Enterprises entered and changed by hand: all fields of W1 and more, nothing overwritten that was valid once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cbec_desktop.domain.enterprise_size import SizeClass, size_class
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.identifiers import suggest_credit_code
from cbec_desktop.domain.masking import is_masked
from cbec_desktop.domain.rights import Right
from cbec_desktop.domain.statuses import ENTERPRISE_ROLES
from cbec_desktop.domain.texts import without_blanks
from cbec_desktop.exchange.template import Column, Kind
from cbec_desktop.services.accounts import can, require_right
from cbec_desktop.services.context import Context
from cbec_desktop.services.enterprise_entry_records import (
    ACCOUNT_COLUMNS,
    CONTACT_COLUMNS,
    CUSTOMS_COLUMNS,
    MASKS,
    PARTS,
    SHEET,
    VALIDITY_COLUMNS,
    EnterpriseEntry,
    FieldDifference,
    FieldProblem,
    PartEntry,
    Tenant,
)
from cbec_desktop.services.entry_cells import CellText, is_missing, read_text, write_value
from cbec_desktop.services.import_enterprises import SHAPE
from cbec_desktop.services.import_fields import store_column

if TYPE_CHECKING:
    from db.models.enterprise import Enterprise

SCREEN = "enterprise_form"


def form_columns() -> tuple[Column, ...]:
    """The single fields of the form: W1 without what hangs on the enterprise with validity."""
    return SHAPE.columns


def new_enterprise(ctx: Context) -> EnterpriseEntry:
    """An empty form; UserError when the right to edit is lacking."""
    require_right(ctx, Right.EDIT_RECORDS)
    return EnterpriseEntry()


def load_enterprise_entry(ctx: Context, enterprise_id: int) -> EnterpriseEntry:
    """The stored enterprise as texts, personal data masked by right; UserError unknown_enterprise."""
    from db.models.enterprise import Contact, EnterpriseCustomsCode, PayeeAccount
    from db.queries.entry import enterprise_record, open_roles, parts_of

    with ctx.store.open_view() as view:
        record = enterprise_record(view, enterprise_id)
        if record is None:
            raise UserError("没有这家企业，可能已被别人改动。请在企业名录里重新查找。", "unknown_enterprise")
        found = EnterpriseEntry(
            enterprise_id=record.id,
            row_version=record.row_version,
            fields={column.field: _stored_text(column, record) for column in form_columns()},
            roles=tuple(role for role in ENTERPRISE_ROLES if role in open_roles(view, enterprise_id)),
            customs_codes=_parts(parts_of(view, EnterpriseCustomsCode, enterprise_id), CUSTOMS_COLUMNS),
            contacts=_parts(parts_of(view, Contact, enterprise_id), CONTACT_COLUMNS),
            accounts=_parts(parts_of(view, PayeeAccount, enterprise_id), ACCOUNT_COLUMNS),
            status=record.status,
        )
    return found if can(ctx, Right.UNMASK) else _masked(found)


def list_tenants(ctx: Context, enterprise_id: int) -> list[Tenant]:
    """The present tenants of the parks that an enterprise operates; empty when it operates none."""
    from db.queries.entry import tenants_of_operator

    with ctx.store.open_view() as view:
        return [Tenant(*row) for row in tenants_of_operator(view, enterprise_id)]


def check_field(column: Column, text: str) -> tuple[CellText, str | None]:
    """Read one field while it is typed; the second is the code that one plain slip would make right."""
    cell = read_text(column, text)
    if column.identifier == "credit_code" and cell.level == "error":
        return cell, suggest_credit_code(without_blanks(text))
    return cell, None


def size_of(fields: Mapping[str, str]) -> SizeClass:
    """The size class of what stands on the form, with the rule and this firm's numbers."""
    staff = read_text(SHEET.column("employee_count"), fields.get("employee_count", "")).value
    turnover = read_text(SHEET.column("prior_year_revenue"), fields.get("prior_year_revenue", "")).value
    return size_class(fields.get("industry") or None, staff, turnover)


def check_enterprise(ctx: Context, entry: EnterpriseEntry) -> list[FieldProblem]:
    """Everything wrong with the form, errors first, in the order of the fields."""
    problems = []
    for column in form_columns():
        problems += _check_column(column, column.field, entry.fields.get(column.field, ""))
    if not entry.roles:
        problems.append(FieldProblem("roles", "企业角色至少选一个。"))
    for name, columns in PARTS:
        for at, part in enumerate(getattr(entry, name)):
            problems += _check_part(part, columns, f"{name}.{at}")
    problems += _account_names(entry)
    problems += _other_with_code(ctx, entry)
    return sorted(problems, key=lambda problem: problem.level != "error")


def save_enterprise(ctx: Context, entry: EnterpriseEntry) -> int:
    """Store the form in one transaction and return the enterprise's id.

    Contacts, accounts, roles and codes that changed end today and begin anew. Raises UserError when something is
    wrong, the right is lacking or the store cannot be written, StaleRecordError when somebody else saved first.
    """
    from cbec_desktop.services.enterprise_parts import write_parts, write_roles
    from db.models.enterprise import Enterprise
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_RECORDS)
    first = next((problem for problem in check_enterprise(ctx, entry) if problem.level == "error"), None)
    if first is not None:
        raise UserError(f"还不能保存：{first.message}", "entry_refused")
    stored = SHAPE.record({c.field: read_text(c, entry.fields.get(c.field, "")).value for c in form_columns()})
    with open_work(ctx.store, actor=actor, action="save_enterprise", clock=ctx.clock) as work:
        if entry.enterprise_id is None:
            record = Enterprise(**stored, name_initials="", created_at=work.now, updated_at=work.now)
            work.session.add(record)
        else:
            record = work.load(Enterprise, entry.enterprise_id, entry.row_version)
            _refuse_void(record)
            for name, value in stored.items():
                if getattr(record, name) != value:
                    setattr(record, name, value)
        _touch(record, work.now)
        work.session.flush()
        write_roles(work, record.id, entry.roles)
        write_parts(work, record, entry)
        work.commit()
        return record.id


def void_enterprise(ctx: Context, enterprise_id: int, row_version: int | None, reason: str) -> None:
    """Void an enterprise with a reason: it stays readable and is never deleted.

    Raises UserError when a live application hangs on it, StaleRecordError when somebody else saved first.
    """
    from db.models.enterprise import Enterprise
    from db.queries.entry import live_cases
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_RECORDS)
    if not reason.strip():
        raise UserError("作废要写原因。", "no_reason")
    with open_work(ctx.store, actor=actor, action="void_enterprise", reason=reason.strip(), clock=ctx.clock) as work:
        record = work.load(Enterprise, enterprise_id, row_version)
        _refuse_void(record)
        cases = live_cases(work.session, enterprise_id)
        if cases:
            raise UserError(
                f"这家企业有 {len(cases)} 件没有作废的申报（{cases[0]} 等），不能作废。请先办结或作废这些申报。",
                "has_cases",
            )
        record.status, record.void_reason, record.updated_at = "void", reason.strip(), work.now
        work.commit()


def differences(mine: EnterpriseEntry, theirs: EnterpriseEntry) -> list[FieldDifference]:
    """The fields in which two versions differ, in the order of the form."""
    pairs = [(c.field, c.header, mine.fields.get(c.field, ""), theirs.fields.get(c.field, "")) for c in form_columns()]
    pairs.append(("roles", "企业角色", "、".join(mine.roles), "、".join(theirs.roles)))
    for name, label in (("customs_codes", "海关备案编码"), ("contacts", "联系人"), ("accounts", "收款账户")):
        pairs.append((name, label, _part_words(getattr(mine, name)), _part_words(getattr(theirs, name))))
    return [FieldDifference(*pair) for pair in pairs if pair[2] != pair[3]]


def merged(mine: EnterpriseEntry, theirs: EnterpriseEntry, keep_mine: Iterable[str]) -> EnterpriseEntry:
    """Their version with the fields of `keep_mine` from mine: what is saved after a conflict was decided."""
    kept = set(keep_mine)
    fields = {name: (mine if name in kept else theirs).fields.get(name, "") for name in theirs.fields}
    parts = {
        name: getattr(mine if name in kept else theirs, name)
        for name in ("roles", "customs_codes", "contacts", "accounts")
    }
    return replace(theirs, fields=fields, **parts)


def _check_column(column: Column, place: str, text: str) -> list[FieldProblem]:
    if is_missing(column, text):
        return [FieldProblem(place, f"“{column.header}”没有填，请补填。")]
    cell, repair = check_field(column, text)
    return [FieldProblem(place, cell.message, cell.level, repair)] if cell.message else []


def _check_part(part: PartEntry, columns: Iterable[Column], place: str) -> list[FieldProblem]:
    said = []
    for column in columns:
        text = part.values.get(column.field, "")
        if not (part.record_id is not None and is_masked(text)):
            said += _check_column(column, f"{place}.{column.field}", text)
    for column, text in zip(VALIDITY_COLUMNS, (part.valid_from, part.valid_to), strict=True):
        said += _check_column(column, f"{place}.{column.field}", text)
    if part.valid_from and part.valid_to and not said and part.valid_to < part.valid_from:
        said.append(FieldProblem(f"{place}.valid_to", "有效期止早于起，请核对。"))
    email = part.values.get("email", "")
    if email and not is_masked(email) and not ("@" in email.strip("@") and " " not in email):
        said.append(FieldProblem(f"{place}.email", f"“{email}”不是邮箱，请写成 name@example.com 的样子。"))
    return said


def _account_names(entry: EnterpriseEntry) -> list[FieldProblem]:
    name = entry.fields.get("name", "")
    return [
        FieldProblem(
            f"accounts.{at}.account_name",
            f"户名“{part.values['account_name']}”与企业名称不同，拨付会被退回。",
            "warning",
        )
        for at, part in enumerate(entry.accounts)
        if part.values.get("account_name") and not part.valid_to and part.values["account_name"] != name
    ]


def _other_with_code(ctx: Context, entry: EnterpriseEntry) -> list[FieldProblem]:
    """A code belongs to one enterprise."""
    from db.queries.entry import enterprise_of_code

    code = read_text(SHEET.column("credit_code"), entry.fields.get("credit_code", "")).value
    if not code:
        return []
    with ctx.store.open_view() as view:
        other = enterprise_of_code(view, code)
    if other is None or other[0] == entry.enterprise_id:
        return []
    return [FieldProblem("credit_code", f"名录里已有这个信用代码：{other[1]}。请打开那家企业修改，不要重复登记。")]


def _refuse_void(record: Enterprise) -> None:
    if record.status == "void":
        raise UserError("这家企业已作废，不能再改。", "is_void")


def _touch(record: Enterprise, now: str) -> None:
    from cbec_desktop.services.search_keys import name_initials

    record.name_initials = name_initials(record.name)
    record.is_pending_registration = 0
    record.updated_at = now


def _stored_text(column: Column, record: Enterprise) -> str:
    value: Any = getattr(record, store_column(column))
    if value is None:
        return ""
    if column.kind in (Kind.MONEY, Kind.MONEY_WAN):
        from cbec_desktop.domain.money import yuan_from_fen

        return write_value(column, yuan_from_fen(value))
    return write_value(column, value) if column.kind is Kind.COUNTY else str(value)


def _parts(records: Iterable[Any], columns: Iterable[Column]) -> tuple[PartEntry, ...]:
    return tuple(
        PartEntry(
            {column.field: getattr(record, column.field) or "" for column in columns},
            record.valid_from or "",
            record.valid_to or "",
            record.id,
        )
        for record in records
    )


def _masked(entry: EnterpriseEntry) -> EnterpriseEntry:
    def hidden(parts: tuple[PartEntry, ...]) -> tuple[PartEntry, ...]:
        return tuple(
            replace(part, values={n: (MASKS[n](t) or "") if n in MASKS else t for n, t in part.values.items()})
            for part in parts
        )

    return replace(entry, contacts=hidden(entry.contacts), accounts=hidden(entry.accounts))


def _part_words(parts: Iterable[PartEntry]) -> str:
    words = [
        " ".join(text for text in part.values.values() if text) + (f"（{part.valid_to} 止）" if part.valid_to else "")
        for part in parts
    ]
    return "；".join(words)
