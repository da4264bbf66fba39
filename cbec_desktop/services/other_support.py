"""Other public support and honours of an enterprise: entered with level, project and state; what the rules then do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from cbec_desktop.awards.eligibility import PROVINCIAL_LEVELS
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_IDS
from cbec_desktop.domain.money import fen_from_yuan, yuan_from_fen
from cbec_desktop.domain.rights import Right
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.context import Context

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LEVELS = ("国家", "省", "市", "县")
STATES = {"received": "已获得", "applied": "已申请未批"}
HONOUR_KINDS = ("示范企业", "示范园区", "示范平台", "品牌商标", "试点示范", "其他荣誉")
MIRRORED_LEVEL = "省级以上"
LONGEST_AMOUNT = Decimal(10) ** 11


@dataclass(frozen=True, slots=True)
class SupportEntry:
    """What the clerk types of one support; `case_no` "" = not for one case, `cost_key` "" = for the whole case."""

    level: str
    project: str
    state: str
    amount: Decimal | None
    support_year: int | None = None
    authority: str = ""
    document_no: str = ""
    case_no: str = ""
    cost_key: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SupportLine:
    """One stored support; `is_from_workbook` ones are changed by their workbook only."""

    record_id: int
    row_version: int
    level: str
    project: str
    state: str
    amount: Decimal | None
    support_year: int | None
    authority: str | None
    document_no: str | None
    case_no: str | None
    cost_key: str | None
    remark: str | None
    void_reason: str | None

    @property
    def is_from_workbook(self) -> bool:
        return self.level == MIRRORED_LEVEL


@dataclass(frozen=True, slots=True)
class HonourEntry:
    """What the clerk types of one honour; `measure_id` "" = not known what the money was for."""

    kind: str
    title: str
    level: str
    awarded_on: date | None
    document_no: str = ""
    amount: Decimal | None = None
    measure_id: str = ""


@dataclass(frozen=True, slots=True)
class HonourLine:
    """One stored honour; `counts` tells whether R28 takes its money into account."""

    record_id: int
    row_version: int
    kind: str
    title: str
    level: str
    awarded_on: str
    document_no: str | None
    amount: Decimal
    measure_id: str | None
    void_reason: str | None

    @property
    def counts(self) -> bool:
        return not self.void_reason and bool(self.amount) and self.measure_id is not None

    @property
    def is_provincial(self) -> bool:
        return self.level in PROVINCIAL_LEVELS


@dataclass(frozen=True, slots=True)
class SupportView:
    """Everything of one enterprise, and the cases a support may be for."""

    supports: tuple[SupportLine, ...]
    honours: tuple[HonourLine, ...]
    case_nos: tuple[str, ...]


def read_supports(ctx: Context, enterprise_id: int) -> SupportView:
    """Other support and honours of an enterprise, taken back ones last."""
    from db.queries import ledgers
    from db.queries.entry import live_cases

    with ctx.store.open_view() as view:
        supports = tuple(
            SupportLine(
                row.id, row.row_version, row.level, row.project, row.state, _yuan(row.amount_fen), row.support_year,
                row.authority, row.document_no, case_no, row.cost_key, row.remark, row.void_reason,
            )
            for row, case_no in ledgers.supports_of(view, enterprise_id)
        )  # fmt: skip
        honours = tuple(
            HonourLine(
                row.id, row.row_version, row.kind, row.title, row.level, row.awarded_on, row.document_no,
                yuan_from_fen(row.amount_fen), row.measure_id, row.void_reason,
            )
            for row in ledgers.honours_of(view, enterprise_id)
        )  # fmt: skip
        return SupportView(supports, honours, tuple(live_cases(view, enterprise_id)))


def add_support(ctx: Context, enterprise_id: int, entry: SupportEntry) -> int:
    """Enter a support; the rules count it at the next assessment (A18, A19). UserError says which field is wrong."""
    from db.models.application import OtherSupport
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_RECORDS)
    _check_support(entry, ctx.clock().year)
    with open_work(ctx.store, actor=actor, action="add_support", clock=ctx.clock) as work:
        record = OtherSupport(
            enterprise_id=enterprise_id,
            application_id=_case_id(work.session, enterprise_id, entry),
            level=entry.level,
            authority=entry.authority.strip() or None,
            project=entry.project.strip(),
            document_no=entry.document_no.strip() or None,
            support_year=entry.support_year,
            amount_fen=None if entry.amount is None else fen_from_yuan(entry.amount),
            state=entry.state,
            cost_key=entry.cost_key.strip() or None,
            remark=entry.remark.strip() or None,
            void_reason=None,
        )
        work.session.add(record)
        work.commit()
        return record.id


def void_support(ctx: Context, record_id: int, row_version: int, reason: str) -> None:
    """A support entered wrongly no longer counts; it stays with the reason."""
    from db.models.application import OtherSupport
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_RECORDS)
    _require_reason(reason)
    with open_work(ctx.store, actor=actor, action="void_support", reason=reason.strip(), clock=ctx.clock) as work:
        record = work.load(OtherSupport, record_id, row_version)
        if record.level == MIRRORED_LEVEL:
            raise UserError("这条来自申报表（W2）的“省级以上支持”，请改申报表后重新导入。", "from_workbook")
        record.void_reason = reason.strip()
        work.commit()


def add_honour(ctx: Context, enterprise_id: int, entry: HonourEntry) -> int:
    """Enter an honour with the money that came with it; feeds R28. UserError says which field is wrong."""
    from db.models.enterprise import Honour
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_RECORDS)
    _check_honour(entry, ctx.clock().date())
    with open_work(ctx.store, actor=actor, action="add_honour", clock=ctx.clock) as work:
        record = Honour(
            enterprise_id=enterprise_id,
            kind=entry.kind,
            title=entry.title.strip(),
            level=entry.level,
            awarded_on=str(entry.awarded_on),
            document_no=entry.document_no.strip() or None,
            amount_fen=fen_from_yuan(entry.amount or Decimal(0)),
            measure_id=entry.measure_id or None,
            recorded_at=work.now,
            recorded_by=work.actor,
            void_reason=None,
        )
        work.session.add(record)
        work.commit()
        return record.id


def void_honour(ctx: Context, record_id: int, row_version: int, reason: str) -> None:
    """An honour entered wrongly no longer counts; it stays with the reason."""
    from db.models.enterprise import Honour
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_RECORDS)
    _require_reason(reason)
    with open_work(ctx.store, actor=actor, action="void_honour", reason=reason.strip(), clock=ctx.clock) as work:
        work.load(Honour, record_id, row_version).void_reason = reason.strip()
        work.commit()


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise UserError("请写明作废的原因。", "no_reason")


def _check_support(entry: SupportEntry, this_year: int) -> None:
    _check_level(entry.level)
    if not entry.project.strip():
        raise UserError("请填支持的项目名称。", "no_project")
    if entry.state not in STATES:
        raise UserError("请选择状态：已获得，或已申请未批。", "bad_state")
    if entry.state == "received" and entry.amount is None:
        raise UserError("已获得的支持请填金额（元）。", "no_amount")
    _check_money(entry.amount)
    if entry.support_year is not None and not 2000 <= entry.support_year <= this_year + 1:
        raise UserError(f"年度 {entry.support_year} 不对，请填四位年份。", "bad_year")
    if entry.cost_key.strip() and not entry.case_no:
        raise UserError("填了费用凭据号，请先选它所在的案号。", "no_case")


def _check_honour(entry: HonourEntry, today: date) -> None:
    if entry.kind not in HONOUR_KINDS:
        raise UserError(f"请选择荣誉类别：{'、'.join(HONOUR_KINDS)}。", "bad_kind")
    if not entry.title.strip():
        raise UserError("请填荣誉名称，例如“2025年省级跨境电商示范企业”。", "no_title")
    _check_level(entry.level)
    if entry.awarded_on is None:
        raise UserError("请填授予日期。", "no_date")
    if entry.awarded_on > today:
        raise UserError(f"授予日期 {entry.awarded_on} 在今天以后，请核对。", "future_date")
    if entry.measure_id and entry.measure_id not in MEASURE_IDS:
        raise UserError("请从列表里选对应的措施。", "bad_measure")
    _check_money(entry.amount)


def _check_level(level: str) -> None:
    if level not in LEVELS:
        raise UserError(f"请选择级别：{'、'.join(LEVELS)}。", "bad_level")


def _check_money(amount: Decimal | None) -> None:
    if amount is None:
        return
    if not amount.is_finite() or amount < 0 or amount >= LONGEST_AMOUNT:
        raise UserError("金额要填不小于 0 的数（元）。", "bad_amount")
    if amount != round(amount, 2):
        raise UserError(f"金额 {amount} 元有半分，最多两位小数，请核对。", "half_fen")


def _case_id(session: Session, enterprise_id: int, entry: SupportEntry) -> int | None:
    from db.queries.applications import find_application
    from db.queries.ledgers import evidence_of_case

    if not entry.case_no:
        return None
    application = find_application(session, entry.case_no)
    if application is None or application.enterprise_id != enterprise_id:
        raise UserError(f"案号 {entry.case_no} 不是这家企业的申报，请从列表里选。", "unknown_case")
    key = entry.cost_key.strip()
    if key and key.split("-")[-1] not in evidence_of_case(session, application.id):
        raise UserError(f"案件 {entry.case_no} 里没有凭据号 {key}，请照凭据台账里的号码填写。", "unknown_evidence")
    return application.id


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else yuan_from_fen(fen)
