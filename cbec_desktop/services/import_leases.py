"""Plan of W2, sheet 房屋租赁: a row an invoice, the lease made of the first row of its contract (ruling 10)."""

from __future__ import annotations

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.exchange.results import CellChange, ParsedRow, ParsedSheet, Verdict
from cbec_desktop.exchange.templates.w2_lines import LEASE_INVOICES
from cbec_desktop.services.import_applications import CaseBook
from cbec_desktop.services.import_draft import FileDraft, Title, compare, record_of
from cbec_desktop.services.import_fields import Record, RowShape, problem
from cbec_desktop.services.import_image import Key
from cbec_desktop.services.import_lines import LineSheet

LEASE_FIELDS = (
    "contract_no",
    "lessor",
    "location",
    "usage",
    "floor_area",
    "self_used_area",
    "certificate_area",
    "lease_from",
    "lease_to",
)
LEASE_SHAPE = RowShape(LEASE_INVOICES, only=LEASE_FIELDS)
INVOICE_SHAPE = RowShape(
    LEASE_INVOICES, elsewhere=("reporting_no", *(name for name in LEASE_FIELDS if name != "usage"))
)
AREAS = ("floor_area", "self_used_area")
WARNED = ("lessor", "location", "usage", "lease_from", "lease_to")


def lease_key(record: Record) -> Key:
    """What tells the leases of one application apart: the contract number (ruling 1)."""
    return str(record["contract_no"])


def invoice_key(record: Record) -> Key:
    """What tells the rows of one lease apart: the invoice and the first day of its period (ruling 1)."""
    return (record["invoice_code"] or "", record["invoice_no"], record["period_from"])


class Leases:
    """The leases of one file: the first good row of a contract stands for it."""

    def __init__(self) -> None:
        self.first: dict[tuple[int, Key], tuple[int, Record]] = {}
        self.seen: set[tuple[int, Key]] = set()


def plan_leases(draft: FileDraft, sheet: ParsedSheet, book: CaseBook) -> None:
    """Judge every row of 房屋租赁 and collect what it writes."""
    lines = LineSheet(draft, sheet, book, "invoice_no")
    owners = {record["id"] for record in (*book.good.values(), *draft.image.applications.values())}
    image = draft.image
    image.load_lines(draft.connection, "lease", owners, lease_key)
    leases = [lease["id"] for of_owner in image.lines.get("lease", {}).values() for lease in of_owner.values()]
    image.load_lines(draft.connection, "lease_invoice", leases, invoice_key)
    found = Leases()
    for row in sheet.rows:
        _plan_row(lines, row, found)
    _warn_of_absent_invoices(lines, found)


def _plan_row(lines: LineSheet, row: ParsedRow, leases: Leases) -> None:
    draft, sheet = lines.draft, lines.sheet
    title = lines.title(row)
    twin = lines.watch.claim(key, row) if (key := _claimed_key(row)) is not None else None
    invoice = None if row.is_refused else record_of(INVOICE_SHAPE, sheet, row)
    if invoice is None:
        return draft.refuse(sheet, row, title)
    owner = lines.owner(row)
    if isinstance(owner, RowProblem):
        return draft.refuse(sheet, row, title, owner)
    title = lines.title(row)
    if twin is not None:
        return draft.judge(sheet, row, twin[0], title, problems=(twin[1],))
    lease = LEASE_SHAPE.record(row.values)
    place = (owner["id"], lease_key(lease))
    first_row, first = leases.first.setdefault(place, (row.row, lease))
    if area := _other_area(sheet, row, lease, first, first_row):
        return draft.refuse(sheet, row, title, area)
    notices = (*lines.notices(row, owner), *_other_terms(sheet, row, lease, first, first_row))
    return _write(lines, row, owner, lease if first is lease else None, place, invoice, title, notices, leases)


def _write(
    lines: LineSheet,
    row: ParsedRow,
    owner: Record,
    lease: Record | None,
    place: tuple[int, Key],
    invoice: Record,
    title: Title,
    notices: tuple[RowProblem, ...],
    leases: Leases,
) -> None:
    """Write the invoice, and the lease when this row is the first of it (`lease` is None for the others)."""
    draft, sheet = lines.draft, lines.sheet
    image, name = draft.image, sheet.sheet.name
    stored_lease = image.line("lease", *place)
    lease_change: Record = {}
    changes: tuple[CellChange, ...] = ()
    if stored_lease is not None and lease is not None:
        _, lease_change, changes = compare(LEASE_SHAPE, sheet, stored_lease, lease)
    stored = image.line("lease_invoice", stored_lease["id"], invoice_key(invoice)) if stored_lease else None
    changed: Record = {}
    if stored is not None:
        _, changed, more = compare(INVOICE_SHAPE, sheet, stored, invoice)
        changes += tuple(change for change in more if change.field not in {known.field for known in changes})
    verdict = Verdict.NEW if stored is None else Verdict.CHANGED if changes else Verdict.UNCHANGED
    if verdict is not Verdict.UNCHANGED and (closed := lines.closed(row, owner)) is not None:
        return draft.refuse(sheet, row, title, closed)
    if stored_lease is None:
        assert lease is not None  # the first good row of a contract makes its lease
        position = image.next_position("lease", owner["id"])
        stored_lease = image.insert(
            "lease", name, row.row, {"application_id": owner["id"], "position": position} | lease
        )
        image.add_line("lease", owner["id"], place[1], stored_lease)
    elif lease_change:
        image.update("lease", name, row.row, stored_lease, lease_change)
    leases.seen.add((stored_lease["id"], invoice_key(invoice)))
    if stored is None:
        position = image.next_position("lease_invoice", stored_lease["id"])
        values = {"lease_id": stored_lease["id"], "position": position} | invoice
        made = image.insert("lease_invoice", name, row.row, values)
        image.add_line("lease_invoice", stored_lease["id"], invoice_key(invoice), made)
    elif changed:
        image.update("lease_invoice", name, row.row, stored, changed)
    return draft.judge(sheet, row, verdict, title, changes=changes, problems=notices)


def _claimed_key(row: ParsedRow) -> Key | None:
    values = row.values
    parts = tuple(values.get(name) for name in LEASE_INVOICES.key if name != "invoice_code")
    return None if None in parts else (values.get("invoice_code") or "", *parts)


def _other_area(sheet: ParsedSheet, row: ParsedRow, lease: Record, first: Record, first_row: int) -> RowProblem | None:
    for name in AREAS:
        if lease[name] != first[name]:
            header = sheet.sheet.column(name).header
            text = (
                f"合同 {lease['contract_no']} 的{header}在第 {first_row} 行是 {first[name]}，本行是 {lease[name]}。"
                "同一合同面积只能有一个，请按合同改为一致。"
            )
            return problem(sheet, row.row, name, "E-LEASE-AREA", text)
    return None


def _other_terms(
    sheet: ParsedSheet, row: ParsedRow, lease: Record, first: Record, first_row: int
) -> tuple[RowProblem, ...]:
    """Warnings for what one lease says in two ways; the first row's value stands, 用途 is judged row by row."""
    said = []
    for name in WARNED:
        if lease[name] != first[name]:
            header = sheet.sheet.column(name).header
            rest = "用途按各行核算" if name == "usage" else "以第一行为准"
            text = (
                f"合同 {lease['contract_no']} 的{header}与第 {first_row} 行（{first[name]}）不同，{rest}。请核对合同。"
            )
            said.append(problem(sheet, row.row, name, "W-LEASE", text, "warning"))
    return tuple(said)


def _warn_of_absent_invoices(lines: LineSheet, leases: Leases) -> None:
    draft, image = lines.draft, lines.draft.image
    for application in {record["id"]: record for record in lines.book.good.values()}.values():
        held = [
            (lease["id"], key)
            for lease in image.lines.get("lease", {}).get(application["id"], {}).values()
            for key in image.lines.get("lease_invoice", {}).get(lease["id"], {})
        ]
        absent = sum(place not in leases.seen for place in held)
        if absent:
            text = (
                f"{application['reporting_no']}：库里另有 {absent} 行，本文件里没有，未作改动、仍参与核算。"
                "如已作废，请在案件里处理。"
            )
            draft.notes.append(problem(lines.sheet, None, None, "W-ABSENT", text, "warning"))
