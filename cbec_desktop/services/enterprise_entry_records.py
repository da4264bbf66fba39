"""What the form of one enterprise holds: texts by field, and the columns of what hangs on it with validity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cbec_desktop.domain.masking import mask_account, mask_email, mask_phone
from cbec_desktop.exchange.template import Column, Kind
from cbec_desktop.exchange.templates.w1_enterprises import TEMPLATE

SHEET = TEMPLATE.sheets[0]
CONTACT_KINDS = ("联系人", "法定代表人", "财务负责人")
CONTACT_COLUMNS = (
    Column("kind", "身份", Kind.CHOICE, is_required=True, choices=CONTACT_KINDS),
    replace(SHEET.column("contact_person"), field="name", header="姓名"),
    replace(SHEET.column("contact_mobile"), field="mobile", header="手机"),
    Column("landline", "座机", Kind.PHONE, is_personal=True, hint="如 0421-2812345"),
    Column("email", "邮箱", is_personal=True, max_length=100),
)
ACCOUNT_COLUMNS = (
    Column("account_name", "户名"),
    SHEET.column("bank_name"),
    SHEET.column("account_no"),
    SHEET.column("bank_code"),
)
CUSTOMS_COLUMNS = (
    Column("customs_code", "海关备案编码", Kind.IDENTIFIER, is_required=True, identifier="customs_code"),
)
VALIDITY_COLUMNS = (Column("valid_from", "起", Kind.DATE), Column("valid_to", "止", Kind.DATE))
MASKS = {"mobile": mask_phone, "landline": mask_phone, "email": mask_email, "account_no": mask_account}
PARTS = (("contacts", CONTACT_COLUMNS), ("accounts", ACCOUNT_COLUMNS), ("customs_codes", CUSTOMS_COLUMNS))


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A contact, account or customs code: texts by field, with validity; `record_id` None for a new one."""

    values: Mapping[str, str]
    valid_from: str = ""
    valid_to: str = ""
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class EnterpriseEntry:
    """One enterprise as it stands on the form, in texts; `row_version` is the one that was opened."""

    enterprise_id: int | None = None
    row_version: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    customs_codes: tuple[PartEntry, ...] = ()
    contacts: tuple[PartEntry, ...] = ()
    accounts: tuple[PartEntry, ...] = ()
    status: str = "active"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Something said about a field (`credit_code`, `contacts.0.mobile`); `repair` is the text that would be right."""

    place: str
    message: str
    level: str = "error"
    repair: str | None = None


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field in two versions of a record, as text."""

    field: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Tenant:
    """One tenant of a park that the enterprise operates."""

    park: str
    name: str
    credit_code: str
    moved_in_on: str | None
