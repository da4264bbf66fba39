"""The automatic checks of the policy: code, title, usual level, clause and the stage of work that runs them.

A check whose data are lacking says 未检查 and is never passed; a check of a later stage is not run at assessment.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from cbec_desktop.awards.amounts import Fen, yuan_of
from cbec_desktop.awards.measure import Finding, LineDraft
from cbec_desktop.domain.money import floor_to_fen
from cbec_desktop.domain.statuses import FindingLevel

ASSESSMENT, APPROVAL, PAYMENT, NOTICE, SEALING, REPORT = (
    "assessment",
    "approval",
    "payment",
    "public_notice",
    "sealing",
    "report",
)
ERROR, WARNING, NOTE, NOT_CHECKED = (
    FindingLevel.ERROR,
    FindingLevel.WARNING,
    FindingLevel.NOTE,
    FindingLevel.NOT_CHECKED,
)


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the catalogue; `level` is the level it usually has (a dropped line stands as a warning)."""

    code: str
    title: str
    level: FindingLevel
    clause: str
    stage: str = ASSESSMENT


_ALL = "附件3"
_COST = "附件3第2至5条"
CHECKS = (
    Check("R01", "统一社会信用代码格式和校验位", ERROR, _ALL),
    Check("R02", "企业名称是否全称", WARNING, _ALL),
    Check("R03", "主体类型是否可以申报", ERROR, "附件3第3至5条"),
    Check("R04", "是否在本市注册并纳税", ERROR, _ALL),
    Check("R05", "信用查询是否在有效期内", ERROR, "实施口径"),
    Check("R06", "有无未了的追回或禁止申报", ERROR, "实施口径"),
    Check("R07", "承诺书是否签字盖章", ERROR, "实施口径"),
    Check("R08", "户名、账号、行号", ERROR, "实施口径", PAYMENT),
    Check("R09", "两家企业同地址、电话、账号或法人", WARNING, "附件3第3至5条"),
    Check("R10", "费用日期是否在申报年度内", ERROR, "附件3执行期"),
    Check("R11", "发票是否已用或超过发票金额", ERROR, _COST),
    Check("R12", "付款方是否申报单位、是否对公付款", ERROR, _COST),
    Check("R13", "实付与发票金额、付款截止日", NOTE, _COST),
    Check("R14", "发票购方是否申报单位", ERROR, _COST),
    Check("R15", "外币行的汇率、日期和折算", ERROR, "附件3第2、3条"),
    Check("R16", "报关单号、清单号的格式和年份", ERROR, "附件3第5条"),
    Check("R17", "监管方式是否在跨境电商之内", ERROR, "附件3第5条"),
    Check("R18", "报关单是否已用、是否本企业的", ERROR, "附件3第5条"),
    Check("R19", "报关单事后删改（对照海关清单）", WARNING, "附件3第5条"),
    Check("R20", "代理费分摊合计是否等于发票", ERROR, "附件3第5条"),
    Check("R21", "代理公司是否第三方", ERROR, "附件3第5条"),
    Check("R22", "每单代理费是否偏高", WARNING, "附件3第5条"),
    Check("R23", "面积是否超过产权证、租约是否重叠", ERROR, "附件3第4条"),
    Check("R24", "租金发票有无物业、水电、押金字样", WARNING, "附件3第4条"),
    Check("R25", "租金是否偏离县区中位数", WARNING, "附件3第4条"),
    Check("R26", "出租方是否关联方", WARNING, "附件3第4条"),
    Check("R27", "园区、主体以前是否得过奖励", ERROR, "附件3第1条"),
    Check("R28", "是否已获省级以上支持", ERROR, "附件3第1、2条"),
    Check("R29", "服务活动有无签到表", ERROR, "附件3第2条"),
    Check("R30", "人次是否在全市培训台账重复", WARNING, "附件3第2条"),
    Check("R31", "实绩与月报、海关清单是否一致", WARNING, "附件3第1、3、4条"),
    Check("R32", "金额与费用、上限、比例的关系", ERROR, "附件3第1至5条"),
    Check("R33", "经办与复核是否同一人", ERROR, "实施口径", APPROVAL),
    Check("R34", "公示期是否足够", ERROR, "实施口径", NOTICE),
    Check("R35", "打印金额是否当前金额", ERROR, "实施口径", SEALING),
    Check("R36", "参数集是否已由局确认", ERROR, "实施口径", NOTICE),
    Check("R37", "批复合计是否超过资金池", ERROR, "实施口径", APPROVAL),
    Check("R38", "上报文合计是否等于各件之和", ERROR, "实施口径", REPORT),
    Check("E01", "有无跨境电商进出口实绩", ERROR, "附件3第1、3、4条"),
    Check("E02", "信用状况", ERROR, "实施口径"),
    Check("E03", "企业角色是否符合", ERROR, "附件3第1、2条"),
    Check("E04", "费用类别、用途是否在支持范围", ERROR, "附件3第2至4条"),
    Check("E05", "有无承诺书", ERROR, "实施口径"),
    Check("E06", "同一凭证在一件申报内重复", ERROR, _COST),
    Check("E07", "决定金额的事实是否齐全", ERROR, _ALL),
)
CHECK_BY_CODE = {check.code: check for check in CHECKS}


def make_finding(
    code: str,
    message: str,
    *,
    level: FindingLevel | None = None,
    draft: LineDraft | None = None,
    place: str | None = None,
    value: str | None = None,
    amount_out: Fen | None = None,
    clause: str | None = None,
) -> Finding:
    """A finding with the check's own clause and level unless told otherwise; `amount_out` in fen."""
    check = CHECK_BY_CODE[code]
    return Finding(
        code=code,
        level=level or check.level,
        message=message,
        clause=clause or check.clause,
        place=draft.place if draft is not None else place,
        record_key=draft.record_key if draft is not None else None,
        value=value if value is not None else (f"{draft.evidence}:{draft.gross}" if draft is not None else None),
        amount_out=_yuan(amount_out),
    )


def drop(draft: LineDraft, code: str, message: str) -> Finding:
    """Take a line out for an error (ruling 24): it stands as a warning with the amount, and blocks nothing.

    A second error of the same line is told too, without counting the amount twice.
    """
    out = draft.gross if draft.dropped_by is None else None
    draft.dropped_by = draft.dropped_by or code
    return make_finding(code, message, level=WARNING, draft=draft, amount_out=out)


@lru_cache(maxsize=8192)
def not_checked(code: str, message: str) -> Finding:
    """A check that could not be made: shown as 未检查, never as passed."""
    return make_finding(code, message, level=NOT_CHECKED)


def rows_text(rows: list[int]) -> str:
    """Row numbers in a sentence: the first five, then how many."""
    shown = "、".join(str(row) for row in rows[:5])
    return f"第 {shown} 行" + (f"等 {len(rows)} 行" if len(rows) > 5 else "")


def _yuan(amount: Fen | None) -> Decimal | None:
    if amount is None:
        return None
    return Decimal(amount).scaleb(-2) if isinstance(amount, int) else floor_to_fen(yuan_of(amount))
