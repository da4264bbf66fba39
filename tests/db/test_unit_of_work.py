"""The door for writes: nothing without commit, the trail with it, stale and bulk writes refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from cbec_desktop.domain.errors import StaleRecordError, UserError
from cbec_desktop.services.context import Context
from db.digests import GENESIS, chain_hash
from db.models.audit import AuditEntry
from db.models.enterprise import Contact, Enterprise
from db.queries.system import audit_chain
from db.unit_of_work import ACKNOWLEDGE_FILE, open_work
from tests.db.records import enterprise_row


def add_enterprise(ctx: Context, number: int = 1) -> int:
    with open_work(ctx.store, actor=ctx.actor, action="add_enterprise") as work:
        enterprise = Enterprise(**enterprise_row(number))
        work.session.add(enterprise)
        work.commit()
        return enterprise.id


def entries(ctx: Context, action: str) -> list[AuditEntry]:
    with ctx.store.open_view() as view:
        return list(view.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)))


def count(ctx: Context) -> int:
    with ctx.store.open_view() as view:
        return view.scalar(select(func.count(Enterprise.id))) or 0


def test_nothing_is_saved_unless_someone_says_commit(ctx: Context) -> None:
    with open_work(ctx.store, actor=ctx.actor, action="forgotten") as work:
        work.session.add(Enterprise(**enterprise_row()))
        work.session.flush()
        work.insert_many(Enterprise, [enterprise_row(2)])
    assert count(ctx) == 0
    assert entries(ctx, "forgotten") == []


def test_a_fault_inside_the_block_saves_nothing(ctx: Context) -> None:
    def break_off() -> None:
        with open_work(ctx.store, actor=ctx.actor, action="broken") as work:
            work.session.add(Enterprise(**enterprise_row()))
            work.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert count(ctx) == 0


def test_the_trail_has_before_and_after_of_every_change(ctx: Context) -> None:
    enterprise_id = add_enterprise(ctx)
    with open_work(ctx.store, actor=ctx.actor, action="rename", reason="营业执照变更") as work:
        work.load(Enterprise, enterprise_id).name = "朝阳新名贸易有限公司"
        kinds = work.commit()
    (entry,) = entries(ctx, "rename")
    assert kinds == {"enterprise"}
    assert (entry.actor, entry.reason, entry.table_name, entry.record_id) == (
        "测试", "营业执照变更", "enterprise", enterprise_id,
    )  # fmt: skip
    assert json.loads(entry.before_json or "") == {"name": "朝阳第1贸易有限公司", "row_version": 1}
    assert json.loads(entry.after_json or "") == {"name": "朝阳新名贸易有限公司", "row_version": 2}


def test_an_insert_has_no_before_and_a_delete_no_after(ctx: Context) -> None:
    enterprise_id = add_enterprise(ctx)
    with open_work(ctx.store, actor=ctx.actor, action="add_contact") as work:
        contact = Contact(enterprise_id=enterprise_id, name="王五", mobile="13842100000")
        work.session.add(contact)
        work.commit()
    with open_work(ctx.store, actor=ctx.actor, action="drop_contact") as work:
        work.session.delete(work.load(Contact, contact.id))
        work.commit()
    (added,), (dropped,) = entries(ctx, "add_contact"), entries(ctx, "drop_contact")
    assert added.before_json is None
    assert dropped.after_json is None
    assert json.loads(added.after_json or "") == json.loads(dropped.before_json or "")


def test_a_change_of_several_flushes_is_complete(ctx: Context) -> None:
    enterprise_id = add_enterprise(ctx)
    with open_work(ctx.store, actor=ctx.actor, action="twice") as work:
        enterprise = work.load(Enterprise, enterprise_id)
        enterprise.name = "一"
        work.session.flush()
        enterprise.name = "二"
        work.commit()
    names = [
        (json.loads(e.before_json or "")["name"], json.loads(e.after_json or "")["name"]) for e in entries(ctx, "twice")
    ]
    assert names == [("朝阳第1贸易有限公司", "一"), ("一", "二")]


def test_the_before_image_is_right_even_where_nothing_was_loaded(ctx: Context) -> None:
    """After a bulk change the session knows nothing; a value set blindly still has its before."""
    enterprise_id = add_enterprise(ctx)
    with open_work(ctx.store, actor=ctx.actor, action="blind") as work:
        enterprise = work.load(Enterprise, enterprise_id)
        work.update_many(Enterprise, [{"id": enterprise_id, "name": "批量改名"}])
        enterprise.name = "再改名"
        work.commit()
    last = entries(ctx, "blind")[-1]
    assert json.loads(last.before_json or "") == {"name": "批量改名", "row_version": 2}
    assert json.loads(last.after_json or "") == {"name": "再改名", "row_version": 3}


def test_entries_are_chained(ctx: Context) -> None:
    for number in range(3):
        add_enterprise(ctx, number)
    previous, expected = GENESIS, 1
    with ctx.store.open_view() as view:
        for entry in audit_chain(view):
            assert (entry.id, entry.previous_hash) == (expected, previous)
            assert entry.hash == chain_hash(previous, entry.covered)
            previous, expected = entry.hash, expected + 1
    assert expected > 4


def test_a_record_saved_by_somebody_else_meanwhile_is_not_overwritten(ctx: Context) -> None:
    enterprise_id = add_enterprise(ctx)
    with open_work(ctx.store, actor=ctx.actor, action="first") as work:
        work.load(Enterprise, enterprise_id, row_version=1).name = "先改的"
        work.commit()
    with open_work(ctx.store, actor=ctx.actor, action="second") as work:
        with pytest.raises(StaleRecordError, match="已被他人修改"):
            work.load(Enterprise, enterprise_id, row_version=1)
        with pytest.raises(StaleRecordError):
            work.load(Enterprise, 99_999)


def test_bulk_rows_get_ids_in_order_and_one_entry(ctx: Context) -> None:
    add_enterprise(ctx)
    rows = [enterprise_row(number) for number in range(10, 15)]
    rows[2]["remark"] = "有备注的一行"  # rows may name different columns
    with open_work(ctx.store, actor=ctx.actor, action="bulk") as work:
        ids = work.insert_many(Enterprise, rows)
        assert work.commit() == {"enterprise"}
    assert ids == [2, 3, 4, 5, 6]
    with ctx.store.open_view() as view:
        stored = {row.id: row for row in view.scalars(select(Enterprise))}
    assert [stored[number].credit_code for number in ids] == [row["credit_code"] for row in rows]
    assert stored[4].remark == "有备注的一行"
    assert (stored[2].status, stored[2].row_version) == ("active", 1)  # the table's own defaults
    (entry,) = entries(ctx, "bulk")
    assert {"rows": 5, "first_id": 2, "last_id": 6}.items() <= json.loads(entry.after_json or "").items()


def test_bulk_updates_count_the_version_up_and_refuse_stale_rows(ctx: Context) -> None:
    with open_work(ctx.store, actor=ctx.actor, action="bulk") as work:
        first, second = work.insert_many(Enterprise, [enterprise_row(1), enterprise_row(2)])
        work.commit()
    with open_work(ctx.store, actor=ctx.actor, action="bulk_update") as work:
        work.update_many(Enterprise, [{"id": first, "row_version": 1, "name": "甲"}, {"id": second, "name": "乙"}])
        work.commit()
    with ctx.store.open_view() as view:
        assert [(e.name, e.row_version) for e in view.scalars(select(Enterprise))] == [("甲", 2), ("乙", 2)]
    with open_work(ctx.store, actor=ctx.actor, action="stale") as work, pytest.raises(StaleRecordError):
        work.update_many(Enterprise, [{"id": second, "row_version": 1, "name": "丙"}])
    with open_work(ctx.store, actor=ctx.actor, action="typo") as work, pytest.raises(ValueError, match="nmae"):
        work.update_many(Enterprise, [{"id": second, "nmae": "丁"}])


@pytest.mark.parametrize("statement", [update(Enterprise).values(name="x"), delete(Enterprise)])
def test_bulk_statements_cannot_slip_past_the_trail(ctx: Context, statement: object) -> None:
    slip = open_work(ctx.store, actor=ctx.actor, action="slip")
    with slip as work, pytest.raises(RuntimeError, match="audit trail"):
        work.session.execute(statement)  # type: ignore[call-overload]


def test_only_the_work_commits(ctx: Context) -> None:
    with open_work(ctx.store, actor=ctx.actor, action="sneak") as work:
        work.session.add(Enterprise(**enterprise_row()))
        with pytest.raises(RuntimeError, match="only Work.commit"):
            work.session.commit()
    assert count(ctx) == 0


def test_a_work_inside_a_work_is_said_at_once(ctx: Context) -> None:
    outer, inner = (open_work(ctx.store, actor=ctx.actor, action=name) for name in ("outer", "inner"))
    with outer, pytest.raises(RuntimeError, match="inside a unit of work"), inner:
        pytest.fail("opened")
    add_enterprise(ctx)


def test_nobody_writes_without_a_name(ctx: Context) -> None:
    with pytest.raises(UserError, match="请先登录"), open_work(ctx.store, actor=None, action="anonymous"):
        pytest.fail("opened")


def test_a_note_is_audited_like_a_change(ctx: Context) -> None:
    with open_work(ctx.store, actor=ctx.actor, action="unmask", reason="核对账户") as work:
        work.note("contact", {"shown": "mobile"}, record_id=7)
        work.commit()
    (entry,) = entries(ctx, "unmask")
    assert (entry.table_name, entry.record_id, entry.after_json) == ("contact", 7, '{"shown":"mobile"}')


def test_a_saved_work_is_acknowledged_only_after_it_is_saved(
    ctx: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "ack"
    monkeypatch.setenv(ACKNOWLEDGE_FILE, str(target))
    with open_work(ctx.store, actor=ctx.actor, action="left") as work:
        work.session.add(Enterprise(**enterprise_row()))
        work.session.flush()
    assert not target.exists()
    add_enterprise(ctx)
    (entry,) = entries(ctx, "add_enterprise")
    assert target.read_text(encoding="utf-8") == f"ACK add_enterprise {entry.id}\n"


def test_a_work_without_changes_writes_no_entry(ctx: Context) -> None:
    with open_work(ctx.store, actor=ctx.actor, action="idle") as work:
        assert work.commit() == frozenset()
    assert entries(ctx, "idle") == []


def test_values_of_the_wrong_kind_do_not_enter(ctx: Context) -> None:
    from sqlalchemy.exc import IntegrityError

    row = enterprise_row(1, prior_year_revenue_fen="很多")
    with (
        open_work(ctx.store, actor=ctx.actor, action="text_as_money") as work,
        pytest.raises(IntegrityError, match="cannot store TEXT"),
    ):
        work.insert_many(Enterprise, [row])


def test_the_store_tells_once_which_tables_were_written(ctx: Context) -> None:
    ctx.store.take_changes()
    add_enterprise(ctx)
    with open_work(ctx.store, actor=ctx.actor, action="forgotten") as work:
        work.session.add(Contact(enterprise_id=1, name="王"))
        work.session.flush()
    assert ctx.store.take_changes() == {"enterprise"}
    assert ctx.store.take_changes() == frozenset()
