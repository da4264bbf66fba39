"""Enterprises entered by hand: checks at the field, validity instead of overwriting, conflicts with nothing lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cbec_desktop.domain.errors import StaleRecordError, UserError
from cbec_desktop.services import accounts
from cbec_desktop.services import enterprise_entry as service
from cbec_desktop.services.context import Context
from cbec_desktop.services.enterprise_entry_records import EnterpriseEntry, PartEntry
from cbec_desktop.services.enterprises import get_enterprise
from cbec_desktop.services.entry import submit_application
from tests.conftest import PASSWORD
from tests.services.applicants import CODE, NAME, good_draft, make_applicant

CONTACT = {"kind": "联系人", "name": "韩雪", "mobile": "13900007715", "landline": "", "email": ""}


def changed(entry: EnterpriseEntry, **fields: str) -> EnterpriseEntry:
    return replace(entry, fields={**entry.fields, **fields})


def problems_of(ctx: Context, entry: EnterpriseEntry) -> dict[str, str]:
    return {problem.place: problem.message for problem in service.check_enterprise(ctx, entry)}


def test_what_is_saved_is_read_back(ctx: Context) -> None:
    enterprise_id = make_applicant(ctx)
    entry = service.load_enterprise_entry(ctx, enterprise_id)
    entry = changed(
        entry, established_on="20190416", prior_year_revenue="286.5", employee_count="26", industry="零售业"
    )
    service.save_enterprise(ctx, entry)
    stored = service.load_enterprise_entry(ctx, enterprise_id)
    assert (stored.fields["established_on"], stored.fields["prior_year_revenue"]) == ("2019-04-16", "286.5")
    assert service.size_of(stored.fields).name == "小型"
    assert service.check_enterprise(ctx, stored) == []


BAD = [
    ("credit_code", "91211302MAOTEPT10B", "疑为 91211302MA0TEPT10B"),
    ("credit_code", "210122199001011234", "疑似身份证号"),
    ("credit_code", "91211302MA0TEPT10C", "校验位"),
    ("credit_code", "", "没有填"),
    ("name", "长" * 201, "最多 200 个字"),
    ("name", "", "没有填"),
    ("county_code", "朝阳", "不清楚"),
    ("established_on", "2019-02-29", "没有这一天"),
    ("employee_count", "26.5", "整数"),
    ("employee_count", "-1", "负"),
    ("prior_year_revenue", "1,2.3", "不是数字"),
    ("credit_status", "良好", "不在可选范围"),
    ("legal_representative", "张*", "带 *"),
    ("remark", "字" * 501, "最多 500 个字"),
]


@pytest.mark.parametrize(("field", "text", "sentence"), BAD)
def test_bad_fields_are_named_and_nothing_is_saved(ctx: Context, field: str, text: str, sentence: str) -> None:
    enterprise_id = make_applicant(ctx)
    before = service.load_enterprise_entry(ctx, enterprise_id)
    entry = changed(before, **{field: text})
    assert sentence in problems_of(ctx, entry)[field]
    with pytest.raises(UserError, match="还不能保存"):
        service.save_enterprise(ctx, entry)
    assert service.load_enterprise_entry(ctx, enterprise_id) == before


def test_a_code_with_one_slip_offers_its_repair() -> None:
    column = service.SHEET.column("credit_code")
    assert service.check_field(column, "91211302MAOTEPT10B")[1] == CODE
    assert service.check_field(column, "９１２１１３０２ma0tept10b")[0].text == CODE


def test_one_code_is_one_enterprise(ctx: Context) -> None:
    make_applicant(ctx)
    twin = EnterpriseEntry(fields={"credit_code": CODE, "name": "另一家", "county_code": "双塔区"}, roles=("卖家",))
    assert NAME in problems_of(ctx, twin)["credit_code"]


@pytest.mark.parametrize(
    ("part", "place", "sentence"),
    [
        (PartEntry({**CONTACT, "mobile": "1284210000"}), "contacts.0.mobile", "手机号"),
        (PartEntry({**CONTACT, "email": "hanxue"}), "contacts.0.email", "不是邮箱"),
        (PartEntry({**CONTACT, "kind": "老板"}), "contacts.0.kind", "不在可选范围"),
        (PartEntry(CONTACT, "2026-05-01", "2026-04-01"), "contacts.0.valid_to", "早于"),
        (PartEntry({**CONTACT, "mobile": "139****7715"}), "contacts.0.mobile", "带 *"),
    ],
)
def test_bad_contacts_are_named(ctx: Context, part: PartEntry, place: str, sentence: str) -> None:
    entry = replace(service.load_enterprise_entry(ctx, make_applicant(ctx)), contacts=(part,))
    assert sentence in problems_of(ctx, entry)[place]


def test_another_contact_ends_the_former_one(ctx: Context) -> None:
    enterprise_id = make_applicant(ctx)
    entry = service.load_enterprise_entry(ctx, enterprise_id)
    old = entry.contacts[0]
    newer = replace(old, values={**old.values, "name": "高洋", "mobile": "13800002206"})
    service.save_enterprise(ctx, replace(entry, contacts=(newer,), roles=("制造企业",)))
    found = get_enterprise(ctx, enterprise_id, 2026)
    assert [(line.name, line.valid_to) for line in found.contacts] == [("高洋", None), ("韩雪", "2026-11-22")]
    assert {(role.value, role.valid_to) for role in found.roles} >= {("制造企业", None), ("卖家", "2026-11-22")}


def test_a_customs_code_taken_off_the_form_ends_and_is_not_erased(ctx: Context) -> None:
    enterprise_id = make_applicant(ctx)
    entry = service.load_enterprise_entry(ctx, enterprise_id)
    codes = (PartEntry({"customs_code": "2113960A2C"}), PartEntry({"customs_code": "2113963F17"}))
    service.save_enterprise(ctx, replace(entry, customs_codes=codes))
    entry = service.load_enterprise_entry(ctx, enterprise_id)
    service.save_enterprise(ctx, replace(entry, customs_codes=entry.customs_codes[1:]))
    found = get_enterprise(ctx, enterprise_id, 2026).customs_codes
    assert {(code.value, code.valid_to) for code in found} == {("2113963F17", None), ("2113960A2C", "2026-11-22")}


def test_masked_data_comes_back_unchanged(ctx: Context) -> None:
    enterprise_id = make_applicant(ctx)
    accounts.add_account(ctx, "管库员", ["administrator"], PASSWORD)
    keeper = ctx.acting(accounts.authenticate(ctx, "管库员", PASSWORD))
    entry = service.load_enterprise_entry(keeper, enterprise_id)
    assert entry.contacts[0].values["mobile"] == "139****7715"
    assert entry.accounts[0].values["account_no"].endswith("6603")
    assert "*" in entry.accounts[0].values["account_no"]
    service.save_enterprise(ctx, changed(entry, remark="只改备注"))
    stored = service.load_enterprise_entry(ctx, enterprise_id)
    assert stored.contacts[0].values["mobile"] == "13900007715"
    assert stored.fields["remark"] == "只改备注"
    with pytest.raises(UserError, match="权限"):
        service.save_enterprise(keeper, entry)


def test_a_stale_save_is_refused_and_both_versions_are_shown(ctx: Context) -> None:
    enterprise_id = make_applicant(ctx)
    mine = service.load_enterprise_entry(ctx, enterprise_id)
    service.save_enterprise(ctx, changed(mine, remark="别人写的", main_products="猫砂"))
    mine = changed(mine, remark="我写的", employee_count="30")
    with pytest.raises(StaleRecordError):
        service.save_enterprise(ctx, mine)
    theirs = service.load_enterprise_entry(ctx, enterprise_id)
    found = {item.field: (item.mine, item.theirs) for item in service.differences(mine, theirs)}
    assert found == {"remark": ("我写的", "别人写的"), "main_products": ("", "猫砂"), "employee_count": ("30", "")}
    service.save_enterprise(ctx, service.merged(mine, theirs, ["remark", "employee_count"]))
    stored = service.load_enterprise_entry(ctx, enterprise_id).fields
    assert (stored["remark"], stored["main_products"], stored["employee_count"]) == ("我写的", "猫砂", "30")


def test_an_enterprise_is_voided_with_a_reason_and_stays(ctx: Context) -> None:
    enterprise_id = make_applicant(ctx)
    version = service.load_enterprise_entry(ctx, enterprise_id).row_version
    with pytest.raises(UserError, match="原因"):
        service.void_enterprise(ctx, enterprise_id, version, "  ")
    service.void_enterprise(ctx, enterprise_id, version, "重复登记")
    found = get_enterprise(ctx, enterprise_id, 2026)
    assert (found.status, found.facts["void_reason"]) == ("void", "重复登记")
    with pytest.raises(UserError, match="已作废"):
        service.save_enterprise(ctx, service.load_enterprise_entry(ctx, enterprise_id))


def test_an_enterprise_with_a_live_case_is_not_voided(ctx: Context) -> None:
    enterprise_id = make_applicant(ctx)
    case_no = submit_application(ctx, good_draft(ctx, "customs_agency_fee", enterprise_id))
    with pytest.raises(UserError, match=case_no):
        service.void_enterprise(ctx, enterprise_id, None, "停业")


def test_an_account_in_another_name_is_a_warning_only(ctx: Context) -> None:
    entry = service.load_enterprise_entry(ctx, make_applicant(ctx))
    account = entry.accounts[0]
    other = replace(account, values={**account.values, "account_name": "佟立新"})
    found = service.check_enterprise(ctx, replace(entry, accounts=(other,)))
    assert [(problem.place, problem.level) for problem in found] == [("accounts.0.account_name", "warning")]


def test_a_park_operator_sees_its_tenants(ctx: Context) -> None:
    enterprise_id = make_applicant(ctx)
    assert service.list_tenants(ctx, enterprise_id) == []
    submit_application(ctx, good_draft(ctx, "park_award", enterprise_id))
    assert [(tenant.park, tenant.name) for tenant in service.list_tenants(ctx, enterprise_id)] == [
        ("朝阳跨境电商产业园", "朝阳一号贸易有限公司")
    ]
