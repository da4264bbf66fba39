"""What a plan says and what committing it does, on rows a clerk can read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.statuses import Role
from cbec_desktop.jobs import Cancelled, JobContext
from cbec_desktop.services import imports
from cbec_desktop.services.context import Context
from tests.services.workbooks import (
    CODE_A,
    CODE_B,
    CODE_C,
    application,
    codes,
    declaration,
    figure,
    firm,
    invoice,
    plan,
    reader_of,
    refuse_row,
    rent,
    rows_of,
    take_in,
    tenant,
    verdicts,
    workbook,
)


def test_plan_writes_nothing(ctx: Context) -> None:
    planned = plan(ctx, workbook("W1", {"企业名录": [firm()]}))
    assert verdicts(planned) == ["new"]
    assert rows_of(ctx, "enterprise") == []


def test_same_file_twice_changes_nothing(ctx: Context) -> None:
    book = workbook(
        "W2",
        {
            "申报汇总": [application(), application("ST-002", measure="premises_rent")],
            "费用明细": [invoice()],
            "房屋租赁": [rent("ST-002"), rent("ST-002", invoice_no="26215605208800000301")],
        },
    )
    first = take_in(ctx, workbook("W1", {"企业名录": [firm()]}), book)
    assert first.files[1].counts == {"new": 5, "changed": 0, "unchanged": 0, "refused": 0, "conflict": 0}
    batches = len(rows_of(ctx, "import_batch"))
    again = take_in(ctx, book)
    assert again.files[0].counts == {"new": 0, "changed": 0, "unchanged": 5, "refused": 0, "conflict": 0}
    assert again.files[0].is_committed
    assert len(rows_of(ctx, "import_batch")) == batches


def test_changed_cells_are_shown_old_and_new(ctx: Context) -> None:
    take_in(ctx, workbook("W1", {"企业名录": [firm()]}))
    planned = plan(
        ctx, workbook("W1", {"企业名录": [firm(credit_status="异常", prior_year_revenue=Decimal(80_000_000))]})
    )
    changes = [(change.header, change.letter, change.old, change.new) for change in planned.files[0].rows[0].changes]
    assert verdicts(planned) == ["changed"]
    assert changes == [("上年营业收入(万元)", "M", "7145", "8000"), ("信用状况", "V", "正常", "异常")]


def test_changed_contact_and_account_end_the_old_ones(ctx: Context) -> None:
    take_in(ctx, workbook("W1", {"企业名录": [firm()]}))
    take_in(ctx, workbook("W1", {"企业名录": [firm(contact_mobile="13900000001", account_no="6222000000000001")]}))
    contacts = rows_of(ctx, "contact", "name, mobile, valid_from, valid_to")
    assert contacts == [
        {"name": "张样文", "mobile": "13800007690", "valid_from": None, "valid_to": "2026-11-22"},
        {"name": "张样文", "mobile": "13900000001", "valid_from": "2026-11-22", "valid_to": None},
    ]
    accounts = rows_of(ctx, "payee_account", "account_no, valid_to")
    assert [account["valid_to"] for account in accounts] == ["2026-11-22", None]


def test_roles_and_customs_codes_come_and_go(ctx: Context) -> None:
    take_in(
        ctx, workbook("W1", {"企业名录": [firm(roles=("卖家", "平台"), customs_codes=("2113260001", "2113260002"))]})
    )
    changed = take_in(
        ctx, workbook("W1", {"企业名录": [firm(roles=("制造企业", "卖家"), customs_codes=("2113260002",))]})
    )
    said = {change.header: (change.old, change.new) for change in changed.files[0].rows[0].changes}
    assert said == {
        "企业角色": ("卖家、平台", "卖家、制造企业"),
        "海关备案编码": ("2113260001、2113260002", "2113260002"),
    }
    held = rows_of(ctx, "enterprise_role", "role", "WHERE valid_to IS NULL ORDER BY id")
    assert [role["role"] for role in held] == ["卖家", "制造企业"]


def test_order_of_roles_in_the_cell_does_not_matter(ctx: Context) -> None:
    take_in(ctx, workbook("W1", {"企业名录": [firm(roles=("卖家", "平台"))]}))
    assert verdicts(plan(ctx, workbook("W1", {"企业名录": [firm(roles=("平台", "卖家"))]}))) == ["unchanged"]


def test_a_missing_column_clears_nothing_and_an_empty_cell_does(ctx: Context) -> None:
    take_in(ctx, workbook("W1", {"企业名录": [firm(remark="老客户")]}))
    without = workbook("W1", {"企业名录": [firm()]}, missing=["remark", "contact_person", "contact_mobile"])
    assert verdicts(plan(ctx, without)) == ["unchanged"]
    emptied = plan(ctx, workbook("W1", {"企业名录": [firm()]}))
    assert [(c.header, c.old, c.new) for c in emptied.files[0].rows[0].changes] == [("备注", "老客户", None)]


def test_applications_before_the_register_wait_for_registration(ctx: Context) -> None:
    take_in(ctx, workbook("W2", {"申报汇总": [application()]}))
    assert rows_of(ctx, "enterprise", "credit_code, is_pending_registration") == [
        {"credit_code": CODE_A, "is_pending_registration": 1}
    ]
    completed = take_in(ctx, workbook("W1", {"企业名录": [firm()]}))
    assert verdicts(completed) == ["new"]
    assert codes(completed) == ["N-REGISTERED"]
    found = rows_of(ctx, "enterprise", "is_pending_registration, legal_representative, credit_status")
    assert found == [{"is_pending_registration": 0, "legal_representative": None, "credit_status": "正常"}]
    assert len(rows_of(ctx, "contact")) == 1


def _end(ctx: Context) -> list[list[dict[str, object]]]:
    """What the store holds, without numbers and moments that depend on the order."""
    return [
        rows_of(
            ctx, "enterprise", "credit_code, name, county_code, credit_status, is_pending_registration", "ORDER BY 1"
        ),
        rows_of(ctx, "enterprise_role", "role, valid_from, valid_to", "ORDER BY 1"),
        rows_of(ctx, "contact", "name, mobile, valid_from, valid_to", "ORDER BY 1"),
        rows_of(ctx, "application", "case_no, reporting_no, claimed_amount_fen, status", "ORDER BY 1"),
        rows_of(ctx, "trade_performance", "period, mode, export_value_fen, scope", "ORDER BY 1"),
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_any_order_of_files_gives_the_same_end(ctx: Context, order: tuple[int, ...]) -> None:
    books = [
        workbook("W1", {"企业名录": [firm(), firm(CODE_B, name="朝阳沙海示例羊绒科技有限公司")]}),
        workbook("W3", {"进出口月报": [figure(), figure(mode="快件"), figure(source="企业")]}, unit=None),
        workbook("W2", {"申报汇总": [application(), application("ST-002", CODE_B)], "费用明细": [invoice()]}),
    ]
    together = take_in(ctx, *(books[place] for place in order))
    assert all(file.is_committed for file in together.files)
    assert sum(file.counts["new"] for file in together.files) == 8
    enterprises, roles, contacts, applications, trade = _end(ctx)
    assert [row["is_pending_registration"] for row in enterprises] == [0, 0]
    assert enterprises[1]["credit_status"] == "正常"
    assert [row["valid_from"] for row in roles] == [None, None]
    assert len(contacts) == 2
    assert [row["case_no"] for row in applications] == ["CYKJ-2026-M3-211302-0001", "CYKJ-2026-M3-211302-0002"]
    assert sorted((row["mode"], row["scope"]) for row in trade) == [
        ("9810", "all_channel"),
        ("9810", "customs"),
        ("快件", "all_channel"),
    ]


def test_case_numbers_count_per_year_measure_and_county(ctx: Context) -> None:
    take_in(
        ctx,
        workbook("W2", {"申报汇总": [application("A"), application("B", measure="premises_rent"), application("C")]}),
    )
    take_in(ctx, workbook("W2", {"申报汇总": [application("D"), application("E", county_code="211303")]}))
    numbers = rows_of(ctx, "application", "reporting_no, case_no, intake_order", "ORDER BY intake_order")
    assert [(row["reporting_no"], row["case_no"], row["intake_order"]) for row in numbers] == [
        ("A", "CYKJ-2026-M3-211302-0001", 1),
        ("B", "CYKJ-2026-M4-211302-0001", 2),
        ("C", "CYKJ-2026-M3-211302-0002", 3),
        ("D", "CYKJ-2026-M3-211302-0003", 4),
        ("E", "CYKJ-2026-M3-211303-0001", 5),
    ]


@pytest.mark.parametrize(
    ("change", "column", "present"),
    [
        ({"credit_code": CODE_B}, "统一社会信用代码", CODE_A),
        ({"measure_id": "premises_rent"}, "措施", "平台入驻费补助"),
    ],
)
def test_another_firm_or_measure_under_a_known_number_is_refused(
    ctx: Context, change: dict[str, str], column: str, present: str
) -> None:
    take_in(ctx, workbook("W2", {"申报汇总": [application()]}))
    planned = plan(ctx, workbook("W2", {"申报汇总": [application() | change], "费用明细": [invoice()]}))
    assert verdicts(planned) == ["refused", "refused"]
    assert planned.files[0].rows[0].problems[0].column == column
    assert present in planned.files[0].rows[0].problems[0].message
    assert codes(planned) == ["E-KNOWN-KEY", "E-APPLICATION"]


@pytest.mark.parametrize(("year", "verdict"), [(2025, "refused"), (2026, "new"), (2028, "new"), (2029, "refused")])
def test_a_year_outside_the_policy_is_refused(ctx: Context, year: int, verdict: str) -> None:
    """A year without a parameter set would stop the assessment of all the others."""
    assert verdicts(plan(ctx, workbook("W2", {"申报汇总": [application(award_year=year)]}))) == [verdict]


def test_case_number_finds_the_application_and_an_unknown_one_is_refused(ctx: Context) -> None:
    take_in(ctx, workbook("W2", {"申报汇总": [application()]}))
    known = application(case_no="CYKJ-2026-M3-211302-0001", claimed_amount=Decimal("9000.00"))
    planned = plan(ctx, workbook("W2", {"申报汇总": [known]}, unit=None))
    assert verdicts(planned) == ["changed"]
    assert codes(plan(ctx, workbook("W2", {"申报汇总": [application(case_no="CYKJ-2026-M3-211302-0099")]}))) == [
        "E-CASE-NO"
    ]


def test_lines_without_application_are_refused(ctx: Context) -> None:
    planned = plan(ctx, workbook("W2", {"申报汇总": [application()], "费用明细": [invoice("ST-999"), invoice()]}))
    assert verdicts(planned) == ["new", "refused", "new"]
    assert planned.files[0].problems[0].column == "申报编号"


def test_lines_hang_on_applications_of_the_store_too(ctx: Context) -> None:
    take_in(ctx, workbook("W2", {"申报汇总": [application()]}))
    later = take_in(ctx, workbook("W2", {"申报汇总": [], "费用明细": [invoice()]}))
    assert verdicts(later) == ["new"]
    assert len(rows_of(ctx, "expense_line")) == 1


def test_two_rows_for_one_key(ctx: Context) -> None:
    book = workbook(
        "W2",
        {
            "申报汇总": [application(measure="customs_agency_fee")],
            "报关明细": [
                declaration(),
                declaration(),
                declaration(declared_value=Decimal("2499.97")),
                declaration(declaration_no="090120260200000341001", fee_amount=Decimal("1.00")),
            ],
        },
    )
    planned = plan(ctx, book)
    assert verdicts(planned) == ["new", "new", "unchanged", "refused", "refused"]
    twice = [problem for problem in planned.files[0].problems if problem.code == "E-KEY-TWICE"]
    assert twice[0].column == "报关单号"
    assert "第 3 行" in twice[0].message


def test_item_of_a_21_character_declaration_number_is_kept_apart(ctx: Context) -> None:
    applied = application(measure="customs_agency_fee")
    long_no = declaration(declaration_no="090120260200000341007")
    take_in(ctx, workbook("W2", {"申报汇总": [applied], "报关明细": [long_no]}))
    assert rows_of(ctx, "customs_declaration", "declaration_no, item_no, ticket_count") == [
        {"declaration_no": "090120260200000341", "item_no": "007", "ticket_count": 1}
    ]


def test_one_lease_has_one_area_and_its_first_terms(ctx: Context) -> None:
    second, third = "26215605208800000301", "26215605208800000302"
    book = workbook(
        "W2",
        {
            "申报汇总": [application(measure="premises_rent")],
            "房屋租赁": [
                rent(),
                rent(invoice_no=second, location="别处", usage="仓储"),
                rent(invoice_no=third, floor_area=Decimal("120")),
            ],
        },
    )
    planned = take_in(ctx, book)
    assert verdicts(planned) == ["new", "new", "new", "refused"]
    assert codes(planned) == ["W-LEASE", "W-LEASE", "E-LEASE-AREA"]
    assert rows_of(ctx, "lease", "location, usage") == [{"location": "示例街 28 号", "usage": "办公"}]
    assert [row["usage"] for row in rows_of(ctx, "lease_invoice", "usage")] == ["办公", "仓储"]
    again = plan(ctx, book)
    assert verdicts(again) == ["unchanged", "unchanged", "unchanged", "refused"]


def test_parks_and_tenants_come_from_their_trade(ctx: Context) -> None:
    applied = application(measure="park_award", assessed_amount=Decimal("760000.00"))
    trade = [tenant(), tenant(credit_code=CODE_C, park_name="双塔示例 产业园"), tenant(supervision_mode="9710")]
    take_in(ctx, workbook("W2", {"申报汇总": [applied], "园区实绩": trade}))
    assert len(rows_of(ctx, "industrial_park")) == 1
    assert sorted(row["credit_code"] for row in rows_of(ctx, "park_tenant")) == sorted([CODE_B, CODE_C])


def test_provincial_support_is_kept_in_step(ctx: Context) -> None:
    support = {"provincial_support_amount": Decimal("500000.00"), "provincial_support_project": "省级示范园"}
    take_in(ctx, workbook("W2", {"申报汇总": [application(has_provincial_support=True, **support)]}))
    assert rows_of(ctx, "other_support", "project, amount_fen") == [{"project": "省级示范园", "amount_fen": 50_000_000}]
    take_in(ctx, workbook("W2", {"申报汇总": [application()]}))
    assert rows_of(ctx, "other_support", "amount_fen") == [{"amount_fen": 0}]


def test_lines_that_the_file_lacks_stay_and_are_named(ctx: Context) -> None:
    take_in(
        ctx,
        workbook(
            "W2", {"申报汇总": [application()], "费用明细": [invoice(), invoice(invoice_no="26215605208800000999")]}
        ),
    )
    planned = plan(ctx, workbook("W2", {"申报汇总": [application()], "费用明细": [invoice()]}))
    assert codes(planned) == ["W-ABSENT"]
    assert "1 行" in planned.files[0].problems[0].message


def test_refused_rows_hold_the_whole_file_back_unless_good_rows(ctx: Context) -> None:
    book = workbook("W1", {"企业名录": [firm(), firm(CODE_B, name="另一家")]})
    refuse_row(book, "企业名录", 4)
    held = take_in(ctx, book, good_rows=False)
    assert held.has_refused_rows
    assert not held.files[0].is_committed
    assert rows_of(ctx, "enterprise") == []
    take_in(ctx, book, good_rows=True)
    assert [row["credit_code"] for row in rows_of(ctx, "enterprise")] == [CODE_A]


def test_a_file_left_out_does_not_take_later_files_with_it(ctx: Context) -> None:
    register = workbook("W1", {"企业名录": [firm(), firm(CODE_B)]})
    refuse_row(register, "企业名录", 4)
    done = take_in(ctx, register, workbook("W2", {"申报汇总": [application()]}), good_rows=False)
    assert [file.is_committed for file in done.files] == [False, True]
    assert rows_of(ctx, "enterprise", "is_pending_registration") == [{"is_pending_registration": 1}]


def test_a_change_of_the_store_after_the_plan_is_noticed(ctx: Context) -> None:
    take_in(ctx, workbook("W1", {"企业名录": [firm()]}))
    book = workbook("W1", {"企业名录": [firm(remark="甲"), firm(CODE_B, name="另一家")]})
    planned = plan(ctx, book)
    take_in(ctx, workbook("W1", {"企业名录": [firm(remark="乙")]}))
    done = imports.commit_import(ctx, planned, True, JobContext(), read=reader_of([book]))
    assert done.files[0].refusal_code == "plan_stale"
    assert not done.files[0].is_committed
    assert [row["remark"] for row in rows_of(ctx, "enterprise")] == ["乙"]


def test_an_unrelated_change_of_the_store_does_not_matter(ctx: Context) -> None:
    book = workbook("W1", {"企业名录": [firm()]})
    planned = plan(ctx, book)
    take_in(ctx, workbook("W3", {"进出口月报": [figure()]}, unit=None))
    done = imports.commit_import(ctx, planned, True, JobContext(), read=reader_of([book]))
    assert done.files[0].is_committed
    assert len(rows_of(ctx, "enterprise")) == 1


class _StopsWhileWriting(JobContext):
    def step(self, done: int, total: int, text: str = "") -> None:
        if text == "准备写入":
            self.cancel()
        super().step(done, total, text)


def test_cancel_leaves_nothing_behind_and_can_be_repeated(ctx: Context) -> None:
    book = workbook("W2", {"申报汇总": [application()], "费用明细": [invoice()]})
    planned = plan(ctx, book)
    with pytest.raises(Cancelled):
        imports.commit_import(ctx, planned, True, _StopsWhileWriting(), read=reader_of([book]))
    for table in ("enterprise", "application", "expense_line", "import_batch", "import_row"):
        assert rows_of(ctx, table) == []
    imports.commit_import(ctx, planned, True, JobContext(), read=reader_of([book]))
    assert rows_of(ctx, "application", "case_no") == [{"case_no": "CYKJ-2026-M3-211302-0001"}]


def test_every_written_record_has_its_image(ctx: Context) -> None:
    take_in(ctx, workbook("W1", {"企业名录": [firm()]}))
    take_in(ctx, workbook("W1", {"企业名录": [firm(credit_status="失信")]}))
    images = rows_of(ctx, "import_row", "table_name, row_number, before_json, after_json", "ORDER BY id")
    assert [image["table_name"] for image in images] == [
        "enterprise", "enterprise_role", "enterprise_customs_code", "contact", "payee_account", "enterprise",
    ]  # fmt: skip
    assert images[-1]["before_json"] == '{"credit_status":"正常","updated_at":"2026-11-22T09:30:00+08:00"}'
    assert '"失信"' in images[-1]["after_json"]


def test_import_takes_the_right_to_import(ctx: Context) -> None:
    assert ctx.actor is not None
    from dataclasses import replace

    auditor = ctx.acting(replace(ctx.actor, roles=frozenset({Role.AUDITOR.value})))
    with pytest.raises(UserError):
        plan(auditor, workbook("W1", {"企业名录": [firm()]}))
