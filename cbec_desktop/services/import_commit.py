"""Commit of one planned file: one transaction with the records, the images of all rows, and the audit entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from json.encoder import encode_basestring
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbec_desktop.domain.measures import MEASURE_NUMBERS
from cbec_desktop.exchange.results import FilePlan
from cbec_desktop.jobs import JobContext
from cbec_desktop.services.import_fields import Record
from cbec_desktop.services.import_image import Insert, Update
from cbec_desktop.services.import_plan import PreparedFile

if TYPE_CHECKING:
    from db.base import Base
    from db.unit_of_work import Work

TABLE_ORDER = (
    "enterprise",
    "enterprise_role",
    "enterprise_customs_code",
    "contact",
    "payee_account",
    "application",
    "application_event",
    "other_support",
    "industrial_park",
    "park_tenant",
    "expense_line",
    "lease",
    "lease_invoice",
    "customs_declaration",
    "park_performance",
    "service_event",
    "trade_performance",
    "customs_list_entry",
)
"""Parents before children: a record's real id is known before another names it."""
PARENT_COLUMNS = ("enterprise_id", "application_id", "lease_id", "park_id", "operator_enterprise_id")
MOMENT_COLUMNS = ("created_at", "updated_at", "taken_in_at", "at")
STEP = 5_000
Image = tuple[str, int, str, int, str | None, str]


class RealIds:
    """Negative ids of planned records → real ones; kept over the files of one commit."""

    def __init__(self) -> None:
        self._real: dict[int, int] = {}

    def of(self, record_id: int) -> int:
        """The real id behind `record_id`; one that is real already stays."""
        return record_id if record_id > 0 else self._real[record_id]

    def give(self, planned: int, real: int) -> None:
        """Remember the real id of a planned record."""
        self._real[planned] = real


def write_file(work: Work, plan: FilePlan, prepared: PreparedFile, ids: RealIds, job: JobContext) -> None:
    """Write all that `prepared` says inside `work`; the caller commits, or leaves and nothing is saved."""
    from db.digests import digest_rows

    inserts, updates = _by_table(prepared.writes.inserts), _by_table(prepared.writes.updates)
    _number_applications(work, inserts["application"])
    total = len(prepared.writes.inserts) + len(prepared.writes.updates)
    images: list[Image] = []
    for table in TABLE_ORDER:
        images += _assign_ids(work, table, inserts[table], ids, job, total)
        images += _update_images(table, updates[table], ids, work.now)
    digest = digest_rows(images)
    for table in TABLE_ORDER:
        job.step(0, total, f"写入 {plan.path.name}")
        if inserts[table]:
            work.insert_many(_model(table), [insert.values for insert in inserts[table]], digest=digest)
        if updates[table]:
            _write_updates(work, table, updates[table], ids, digest)
    _write_batch(work, plan, prepared, images, digest)


def _by_table(writes: Iterable[Any]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for write in writes:
        grouped[write.table].append(write)
    return grouped


def _number_applications(work: Work, inserts: list[Insert]) -> None:
    """Give case numbers (serial per year, measure and county) and the order of intake, in the order of the rows."""
    if not inserts:
        return
    from db.queries.imports import highest_intake_order, highest_serials

    execute = work.session.connection().exec_driver_sql
    prefixes = [case_prefix(insert.values) for insert in inserts]
    serials = highest_serials(execute, set(prefixes))
    order = highest_intake_order(execute)
    for prefix, insert in zip(prefixes, inserts, strict=True):
        serials[prefix] += 1
        order += 1
        insert.values["case_no"] = f"{prefix}{serials[prefix]:04d}"
        insert.values["intake_order"] = order


def case_prefix(application: Record) -> str:
    """What stands before the serial of a case number: `CYKJ-2026-M4-211302-`."""
    measure = MEASURE_NUMBERS[application["measure_id"]]
    return f"CYKJ-{application['award_year']}-M{measure}-{application['county_code']}-"


def _assign_ids(
    work: Work, table: str, inserts: list[Insert], ids: RealIds, job: JobContext, total: int
) -> list[Image]:
    """Real ids for the records of one table and for the parents they name; returns their images."""
    if not inserts:
        return []
    from db.queries.imports import highest_id

    real = highest_id(work.session.connection().exec_driver_sql, table)
    parents = [name for name in PARENT_COLUMNS if name in inserts[0].values]
    moments = [name for name in MOMENT_COLUMNS if name in inserts[0].values]
    images: list[Image] = []
    encode = _Imager().image
    for done, insert in enumerate(inserts):
        real += 1
        values = insert.values
        ids.give(values["id"], real)
        values["id"] = real
        for name in parents:
            if values[name] is not None:
                values[name] = ids.of(values[name])
        for name in moments:
            values[name] = work.now
        images.append((insert.sheet, insert.row, table, real, None, encode(values)))
        if done % STEP == 0:
            job.step(done, total, "准备写入")
    return images


def _update_images(table: str, updates: list[Update], ids: RealIds, now: str) -> list[Image]:
    encode = _Imager().image
    images: list[Image] = []
    for update in updates:
        if "updated_at" in update.values:
            update.values["updated_at"] = now
        before, after = encode(update.before), encode(update.values)
        images.append((update.sheet, update.row, table, ids.of(update.record_id), before, after))
    return images


def _write_updates(work: Work, table: str, updates: list[Update], ids: RealIds, digest: str) -> None:
    """Several changes of one record become one: a row's version counts up once a batch."""
    merged: dict[int, Record] = {}
    for update in updates:
        record_id = ids.of(update.record_id)
        merged.setdefault(record_id, {"id": record_id}).update(update.values)
    work.update_many(_model(table), list(merged.values()), digest=digest)


def _write_batch(work: Work, plan: FilePlan, prepared: PreparedFile, images: list[Image], digest: str) -> None:
    from db.models.exchange import ImportBatch, ImportRow

    year = prepared.meta.get("award_year") or ""
    batch = ImportBatch(
        file_name=Path(plan.path).name,
        file_sha256=prepared.sha256,
        template_id=plan.template_id,
        template_version=prepared.template_version,
        workbook_id=prepared.meta.get("workbook_id") or None,
        award_year=int(year) if year.isascii() and year.isdigit() else None,
        reporting_unit=prepared.meta.get("reporting_unit") or None,
        imported_at=work.now,
        imported_by=work.actor,
        rows_digest=digest,
        **{f"{verdict}_count": count for verdict, count in plan.counts.items()},
    )
    work.session.add(batch)
    work.session.flush()
    names = ("sheet", "row_number", "table_name", "record_id", "before_json", "after_json")
    rows: list[Record] = [{"batch_id": batch.id, **dict(zip(names, image, strict=True))} for image in images]
    work.insert_many(ImportRow, rows, digest=digest)


class _Imager:
    """Records of one table as canonical JSON: keys in order, sorted once for all records that have the same ones.

    `json` would sort and set up its encoder anew for every record; an import has tens of thousands.
    """

    def __init__(self) -> None:
        self._forms: dict[tuple[str, ...], tuple[str, Callable[[Record], tuple[Any, ...]]]] = {}

    def image(self, values: Record) -> str:
        """One record as canonical JSON."""
        keys = tuple(values)
        form = self._forms.get(keys)
        if form is None:
            names = sorted(keys)
            quoted = [encode_basestring(name).replace("%", "%%") for name in names]
            text = "{" + ",".join(f"{name}:%s" for name in quoted) + "}"
            pick = itemgetter(*names) if len(names) > 1 else _single(names[0])
            form = self._forms[keys] = (text, pick)
        text, pick = form
        return text % tuple(
            [
                encode_basestring(value) if type(value) is str else "null" if value is None else str(value)
                for value in pick(values)
            ]
        )


def _single(name: str) -> Callable[[Record], tuple[Any, ...]]:
    return lambda values: (values[name],)


def _model(table: str) -> type[Base]:
    import db.models  # noqa: F401 - importing the package fills the registry
    from db.base import Base as Mapped

    for mapper in Mapped.registry.mappers:
        if mapper.class_.__tablename__ == table:
            return mapper.class_
    raise KeyError(table)
