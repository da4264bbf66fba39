"""The store as a whole: made once, verified, backed up, restored with two persons, nothing overwritten."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from cbec_desktop.awards.parameters import default_values
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.statuses import Role
from cbec_desktop.jobs import Cancelled, JobContext
from cbec_desktop.paths import DataPaths
from cbec_desktop.services import accounts, stores
from cbec_desktop.services.context import Context
from db.digests import digest_rows
from db.models.enterprise import Enterprise
from db.models.exchange import ImportBatch, ImportRow
from db.models.paper import PrintedForm
from db.queries import policy as policy_queries
from db.queries import system
from db.unit_of_work import open_work
from tests.conftest import ADMIN, NOW, PASSWORD, fixed_clock, open_test_context
from tests.db.records import MOMENT, enterprise_row


def codes(ctx: Context) -> list[str]:
    return [problem.code for problem in stores.verify_store(ctx, JobContext())]


def tamper(ctx: Context, *statements: str) -> None:
    """Change the file behind the program's back, protection taken away and put back."""
    with closing(sqlite3.connect(ctx.store.path)) as raw:
        guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in guards:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
        for _name, sql in guards:
            raw.execute(sql)
        raw.commit()


def add_enterprise(ctx: Context, number: int = 1) -> None:
    with open_work(ctx.store, actor=ctx.actor, action="add_enterprise") as work:
        work.session.add(Enterprise(**enterprise_row(number)))
        work.commit()


def enterprise_names(ctx: Context) -> list[str]:
    with ctx.store.open_view() as view:
        return list(view.scalars(select(Enterprise.name).order_by(Enterprise.id)))


# --- init -----------------------------------------------------------------------------------------------------------


def test_a_new_store_has_sets_clauses_holidays_and_an_identity(ctx: Context) -> None:
    with ctx.store.open_view() as view:
        sets = policy_queries.list_parameter_sets(view)
        identity = system.store_identity(view)
        holidays = system.holiday_table(view)
    assert [(s.name, s.status) for s in sets] == [(f"{year}-试1", "trial") for year in (2026, 2027, 2028)]
    assert sets[0].values == default_values(2026)
    assert identity is not None
    assert len(bytes.fromhex(identity.hmac_key)) == 32
    assert len(holidays) == 72
    assert ctx.paths.store.exists()


def test_two_stores_have_two_keys(ctx: Context, tmp_path: Path) -> None:
    other = open_test_context(tmp_path / "other", create=True)
    stores.init_store(other, ADMIN, PASSWORD)
    keys = set()
    for context in (ctx, other):
        with context.store.open_view() as view:
            identity = system.store_identity(view)
            assert identity is not None
            keys.add(identity.hmac_key)
    assert len(keys) == 2
    assert {path.name for path in (tmp_path / "other").iterdir()} == {
        "store.db", "logs", "backups", "attachments", "printed",
    }  # fmt: skip


def test_init_does_not_overwrite(data_folder: Path, ctx: Context) -> None:
    before = ctx.paths.store.read_bytes()
    with pytest.raises(UserError, match="已经有数据库") as refusal:
        open_test_context(data_folder, create=True)
    assert refusal.value.code == "store_exists"
    with pytest.raises(UserError, match="已经有数据库"):
        stores.init_store(ctx, "李四", "long-secret")
    assert ctx.paths.store.read_bytes() == before


def test_init_wants_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_text("theirs")
    with pytest.raises(UserError, match=r"report\.docx") as refusal:
        open_test_context(tmp_path, create=True)
    assert refusal.value.code == "folder_not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["report.docx"]


def test_init_goes_on_where_a_kill_left_an_empty_store(tmp_path: Path) -> None:
    open_test_context(tmp_path / "data", create=True).store.close()  # made, but not filled
    (tmp_path / "data" / "store.db.new").write_bytes(b"half of an even earlier try")
    again = open_test_context(tmp_path / "data", create=True)
    stores.init_store(again, ADMIN, PASSWORD)
    assert accounts.authenticate(again, ADMIN, PASSWORD).name == ADMIN


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [("", "long-secret", "not_logged_in"), (ADMIN, "", "weak_password"), (ADMIN, "1234567", "weak_password")],
)
def test_a_refused_first_account_leaves_nothing_behind(tmp_path: Path, name: str, password: str, code: str) -> None:
    context = open_test_context(tmp_path / "data", create=True)
    with pytest.raises(UserError) as refusal:
        stores.init_store(context, name, password)
    assert refusal.value.code == code
    with context.store.open_view() as view:
        assert system.store_identity(view) is None
        assert policy_queries.list_parameter_sets(view) == []


def test_the_summary_counts_and_warns_of_a_clock_set_back(ctx: Context) -> None:
    add_enterprise(ctx)
    summary = stores.store_summary(ctx)
    assert (summary.enterprises, summary.applications, summary.clock_warning) == (1, 0, None)
    back = stores.store_summary(replace(ctx, clock=lambda: NOW - timedelta(days=3)))
    assert back.clock_warning is not None
    assert "电脑时间（2026-11-19 09:30）早于最近一次操作" in back.clock_warning


# --- verify ---------------------------------------------------------------------------------------------------------


def test_a_sound_store_has_no_problems(ctx: Context) -> None:
    add_enterprise(ctx)
    before = ctx.store.path.read_bytes()
    assert stores.verify_store(ctx, JobContext()) == []
    assert ctx.store.path.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET reason = '改过' WHERE id = 2",
        "UPDATE audit_entry SET actor = '别人' WHERE id = (SELECT max(id) FROM audit_entry)",
        "DELETE FROM audit_entry WHERE id = 3",
        "UPDATE audit_entry SET hash = previous_hash WHERE id = 2",
    ],
)
def test_a_changed_trail_is_found(ctx: Context, statement: str) -> None:
    add_enterprise(ctx)
    tamper(ctx, statement)
    assert codes(ctx) == ["V03"]


def test_a_trail_cut_off_at_its_end_is_found(assessed_ctx: Context) -> None:
    """No hash breaks when the newest entries go; the reckonings they told of are still there."""
    assert codes(assessed_ctx) == []
    tamper(assessed_ctx, "DELETE FROM audit_entry WHERE id > (SELECT max(id) FROM audit_entry) - 2")
    assert codes(assessed_ctx) == ["V12"]


def test_a_missing_guard_is_found(ctx: Context) -> None:
    with closing(sqlite3.connect(ctx.store.path)) as raw:
        raw.execute("DROP TRIGGER tr_audit_entry_no_delete")
    (problem,) = stores.verify_store(ctx, JobContext())
    assert (problem.code, problem.record) == ("V02", "tr_audit_entry_no_delete")


def test_an_orphan_is_found(ctx: Context) -> None:
    tamper(ctx, "INSERT INTO contact (enterprise_id, name) VALUES (77, '无主')")
    assert codes(ctx) == ["V01"]


def test_changed_values_of_a_set_are_found(ctx: Context) -> None:
    with ctx.store.open_view() as view:
        values = policy_queries.list_parameter_sets(view)[0].values
    changed = json.dumps(values | {next(iter(values)): "0.01"}, ensure_ascii=False)
    tamper(ctx, f"UPDATE parameter_set SET values_json = '{changed}' WHERE name = '2026-试1'")
    (problem,) = stores.verify_store(ctx, JobContext())
    assert (problem.code, problem.record) == ("V10", "2026-试1")


@pytest.fixture
def imported(ctx: Context) -> Context:
    """A store with one import of two rows."""
    with open_work(ctx.store, actor=ctx.actor, action="import") as work:
        images = [("企业", number, "enterprise", number, None, f'{{"name":"{number}"}}') for number in (2, 3)]
        batch = ImportBatch(
            file_name="W1.xlsx", file_sha256="s", template_id="W1", imported_at=MOMENT, imported_by="测试", new_count=2,
            changed_count=0, unchanged_count=0, refused_count=0, rows_digest=digest_rows(images),
        )  # fmt: skip
        work.session.add(batch)
        work.session.flush()
        fields = ("sheet", "row_number", "table_name", "record_id", "before_json", "after_json")
        rows = [{"batch_id": batch.id} | dict(zip(fields, image, strict=True)) for image in images]
        work.insert_many(ImportRow, rows)
        work.commit()
    return ctx


def test_changed_import_images_are_found(imported: Context) -> None:
    assert codes(imported) == []
    tamper(imported, "UPDATE import_row SET after_json = '{}' WHERE id = 2")
    assert codes(imported) == ["V04"]


def test_images_and_digest_changed_together_still_differ_from_the_trail(imported: Context) -> None:
    tamper(imported, "DELETE FROM import_row", f"UPDATE import_batch SET rows_digest = '{digest_rows([])}'")
    assert codes(imported) == ["V05"]


def test_lost_and_changed_copies_of_forms_are_found(ctx: Context) -> None:
    add_enterprise(ctx)
    with ctx.store.open_view() as view:
        head = system.audit_head(view)
    ctx.paths.printed.mkdir(exist_ok=True)
    kept = ctx.paths.printed / "F16-1.pdf"
    kept.write_bytes(b"%PDF as printed")
    sha256 = "7a6c9ea3a53b0c2a0b9a7ee0a8c3a2df1d1cf7a1cd7f0d2a5b2bb0f5f9f0b0aa"
    from cbec_desktop.services.store_checks import file_sha256

    with open_work(ctx.store, actor=ctx.actor, action="print") as work:
        for number, (name, digest, sealed) in enumerate(
            [(kept.name, file_sha256(kept), head), ("gone.pdf", sha256, head), (kept.name, sha256, "unknown")]
        ):
            work.session.add(
                PrintedForm(
                    form_id="f16", form_version="1", print_no=number + 1, data_hash="d",
                    verification_code=f"M4F16-{number}", is_trial=1, audit_head=sealed, file_name=name,
                    file_sha256=digest, page_count=1, printed_at=MOMENT,
                    printed_by="测试",
                )
            )  # fmt: skip
        work.commit()
    assert codes(ctx) == ["V06", "V07", "V11"]


def test_a_changed_attachment_no_longer_fits_its_name(ctx: Context) -> None:
    from cbec_desktop.services.store_checks import file_sha256

    ctx.paths.attachments.mkdir(exist_ok=True)
    scan = ctx.paths.attachments / "scan.pdf"
    scan.write_bytes(b"contract")
    kept = scan.rename(scan.with_name(f"{file_sha256(scan)}.pdf"))
    assert codes(ctx) == []
    kept.write_bytes(b"another contract")
    assert codes(ctx) == ["V09"]


def test_damage_is_reported_and_not_raised(ctx: Context) -> None:
    ctx.store.close()
    whole = bytearray(ctx.store.path.read_bytes())
    whole[-40_000:] = b"\xff" * 40_000
    ctx.store.path.write_bytes(whole)
    assert set(codes(ctx)) & {"V00", "V01"}


def test_verifying_can_be_stopped(ctx: Context) -> None:
    job = JobContext()
    job.cancel()
    with pytest.raises(Cancelled):
        stores.verify_store(ctx, job)


# --- backup and restore ---------------------------------------------------------------------------------------------


@pytest.fixture
def backup(ctx: Context, tmp_path: Path) -> Path:
    """A backup of a store with one enterprise; a second one came afterwards."""
    add_enterprise(ctx, 1)
    file = stores.backup_store(ctx, tmp_path / "bak.db")
    add_enterprise(ctx, 2)
    ctx.store.close()
    return file


@pytest.fixture
def restore(data_folder: Path) -> Callable[..., Path | None]:
    """Restore into the data folder, by 张三 with 测试 as the second person."""

    def run(file: Path, **changes: object) -> Path | None:
        options: dict[str, object] = {
            "name": ADMIN, "password": PASSWORD, "second_name": "测试", "second_password": PASSWORD,
        }  # fmt: skip
        return stores.restore_store(DataPaths(data_folder), file, clock=fixed_clock, **(options | changes))  # type: ignore[arg-type]

    return run


def test_a_backup_is_a_sound_store_of_its_own(ctx: Context, backup: Path) -> None:
    copy = replace(ctx, store=type(ctx.store)(backup), paths=DataPaths(backup.parent / "elsewhere"))
    assert enterprise_names(copy) == ["朝阳第1贸易有限公司"]
    assert stores.verify_store(copy, JobContext()) == []
    assert not backup.with_name("bak.db.part").exists()


def test_the_default_backup_lies_in_the_data_folder_and_is_in_the_trail(ctx: Context) -> None:
    file = stores.backup_store(ctx)
    assert file == ctx.paths.backups / "store-20261122-093000.db"
    with ctx.store.open_view() as view:
        last = list(system.audit_chain(view))[-1]
    assert last.covered[3] == "back_up"


@pytest.mark.parametrize(
    ("name", "code"),
    [("nowhere/x.db", "missing_folder"), ("report.docx", "file_exists"), ("data/store.db", "same_file")],
)
def test_a_backup_never_overwrites_what_is_no_backup(ctx: Context, tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "report.docx").write_text("theirs")
    before = ctx.store.path.read_bytes()
    with pytest.raises(UserError) as refusal:
        stores.backup_store(ctx, tmp_path / name)
    assert refusal.value.code == code
    assert (tmp_path / "report.docx").read_text() == "theirs"
    assert ctx.store.path.read_bytes() == before


def test_the_same_backup_name_may_be_used_again(ctx: Context, tmp_path: Path) -> None:
    for _ in range(2):
        assert stores.backup_store(ctx, tmp_path / "bak.db") == tmp_path / "bak.db"


def test_restore_puts_the_backup_back_and_keeps_the_present_store(
    ctx: Context, backup: Path, restore: Callable[..., Path | None]
) -> None:
    kept = restore(backup)
    assert enterprise_names(ctx) == ["朝阳第1贸易有限公司"]
    assert kept is not None
    with closing(sqlite3.connect(kept)) as raw:
        assert raw.execute("SELECT count(*) FROM enterprise").fetchone() == (2,)
    assert stores.verify_store(ctx, JobContext()) == []
    with ctx.store.open_view() as view:
        last = list(system.audit_chain(view))[-1]
    assert last.covered[2:4] == (ADMIN, "restore_store")
    assert '"agreed":["张三","测试"]' in str(last.covered[-1])


def test_an_open_window_sees_the_restored_store(
    ctx: Context, backup: Path, restore: Callable[..., Path | None]
) -> None:
    assert len(enterprise_names(ctx)) == 2  # the connection stays open
    restore(backup)
    assert len(enterprise_names(ctx)) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"second_name": None}, "second_needed"),
        ({"second_name": ADMIN}, "second_needed"),
        ({"second_password": "wrong"}, "wrong_password"),
        ({"password": "wrong"}, "wrong_password"),
        ({"name": None}, "no_user"),
    ],
)
def test_restoring_needs_two_persons(
    ctx: Context, backup: Path, restore: Callable[..., Path | None], changes: dict[str, object], code: str
) -> None:
    with pytest.raises(UserError) as refusal:
        restore(backup, **changes)
    assert refusal.value.code == code
    assert len(enterprise_names(ctx)) == 2
    assert not list(ctx.paths.folder.glob("*.restoring*"))


def test_restoring_is_the_administrators(ctx: Context, restore: Callable[..., Path | None], backup: Path) -> None:
    accounts.add_account(ctx, "李四", [Role.CITY_HANDLER], "long-secret")
    with pytest.raises(UserError, match="没有“恢复备份”的权限"):
        restore(backup, name="李四", password="long-secret")
    assert len(enterprise_names(ctx)) == 2


def test_without_a_present_store_the_accounts_of_the_backup_are_asked(backup: Path, tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "new place")
    with pytest.raises(UserError, match="口令不对"):
        stores.restore_store(paths, backup, name=ADMIN, password="wrong", clock=fixed_clock)
    assert not paths.store.exists()
    assert stores.restore_store(paths, backup, name=ADMIN, password=PASSWORD, clock=fixed_clock) is None
    restored = open_test_context(paths.folder)
    assert enterprise_names(restored) == ["朝阳第1贸易有限公司"]


def test_a_damaged_present_store_is_kept_and_replaced(
    ctx: Context, backup: Path, restore: Callable[..., Path | None]
) -> None:
    ctx.store.path.write_bytes(b"rubbish" * 2000)
    kept = restore(backup)
    assert kept is not None
    assert kept.read_bytes() == b"rubbish" * 2000
    assert enterprise_names(ctx) == ["朝阳第1贸易有限公司"]


@pytest.mark.parametrize("kind", ["missing", "text", "cut", "foreign", "newer", "itself"])
def test_a_bad_backup_changes_nothing(
    ctx: Context, backup: Path, restore: Callable[..., Path | None], kind: str
) -> None:
    file = backup.with_name(f"{kind}.db")
    if kind == "text":
        file.write_text("a letter" * 1000)
    elif kind == "cut":
        file.write_bytes(backup.read_bytes()[:-60_000])
    elif kind == "foreign":
        with closing(sqlite3.connect(file)) as raw:
            raw.execute("CREATE TABLE theirs (id INTEGER)")
    elif kind == "newer":
        file.write_bytes(backup.read_bytes())
        with closing(sqlite3.connect(file)) as raw:
            raw.execute("PRAGMA user_version = 99")
    elif kind == "itself":
        file = ctx.store.path
    before = ctx.store.path.read_bytes()
    with pytest.raises(UserError) as refusal:
        restore(file)
    expected = {"missing": "missing_file", "foreign": "not_our_store", "newer": "newer_store", "itself": "same_file"}
    assert refusal.value.code in (expected.get(kind, "store_damaged"), "backup_broken")
    assert ctx.store.path.read_bytes() == before
    assert not list(ctx.paths.folder.glob("*.restoring*"))
