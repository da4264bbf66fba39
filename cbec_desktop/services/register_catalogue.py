"""All registers: what stands in which column, what can be asked for, which views are offered."""

from __future__ import annotations

from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.domain.statuses import (
    APPLICATION_STATUS_WORDS,
    ASSESSMENT_STATUS_WORDS,
    COUNTY_SHORT,
    CREDIT_STATUSES,
    ENTERPRISE_ROLES,
)
from cbec_desktop.services import register_cells as cells
from cbec_desktop.services.registers import (
    ALWAYS,
    HIDDEN,
    CellKind,
    Register,
    RegisterColumn,
    RegisterFilter,
    SavedView,
)

_COUNTIES = tuple(COUNTY_SHORT.items())
_MEASURES = tuple((name, f"M{MEASURE_NUMBERS[name]} {word}") for name, word in MEASURE_SHORT.items())
_YES = (("1", "是"),)

ENTERPRISES = Register(
    id="enterprises",
    title="企业名录",
    unit="家",
    hint="名称、代码末位、拼音首字母",
    kinds=frozenset(
        {
            "enterprise",
            "enterprise_role",
            "enterprise_customs_code",
            "contact",
            "trade_performance",
            "application",
            "assessment",
        }
    ),
    columns=(
        RegisterColumn("name", "企业名称", CellKind.NAME, ALWAYS, 176),
        RegisterColumn("credit_code", "统一社会信用代码", CellKind.CODE, 2, 160),
        RegisterColumn("county", "县区", CellKind.TEXT, 5, 66, cells.county),
        RegisterColumn("roles", "角色", CellKind.TEXT, 6, 112),
        RegisterColumn("customs_codes", "海关编码", CellKind.CODE, 8, 98),
        RegisterColumn("trade", "{year} 实绩（元）", CellKind.MONEY, 3, 116, cells.money, is_summed=True),
        RegisterColumn("modes", "监管方式", CellKind.CODE, 8, 86, cells.words),
        RegisterColumn("measures", "已申报", CellKind.CODE, 7, 76, cells.measures),
        RegisterColumn("award", "核算（元）", CellKind.AWARD, 3, 80, cells.money, is_summed=True),
        RegisterColumn("credit_status", "信用状况", CellKind.STATUS, 2, 84, cells.credit),
        RegisterColumn("contact", "联系人", CellKind.CODE, HIDDEN, 150, cells.contact, is_personal=True),
        RegisterColumn("industry", "所属行业", CellKind.TEXT, HIDDEN, 110),
        RegisterColumn("park", "所在产业园", CellKind.TEXT, HIDDEN, 150),
        RegisterColumn("belt", "产业带", CellKind.TEXT, HIDDEN, 150),
        RegisterColumn("established_on", "成立日期", CellKind.DATE, HIDDEN, 96),
        RegisterColumn("updated_on", "更新日期", CellKind.DATE, HIDDEN, 96),
        RegisterColumn("is_pending", "登记情况", CellKind.TEXT, HIDDEN, 84, cells.pending),
        RegisterColumn("status", "登记状态", CellKind.STATUS, HIDDEN, 84, cells.registration),
    ),
    filters=(
        RegisterFilter("county", "县区", _COUNTIES),
        RegisterFilter("role", "角色", tuple((role, role) for role in ENTERPRISE_ROLES)),
        RegisterFilter("credit", "信用状况", tuple((word, word) for word in (*CREDIT_STATUSES, "待查询"))),
        RegisterFilter("trade_from", "实绩 ≥", is_amount=True),
        RegisterFilter("has_trade", "本年有实绩", _YES, is_primary=False),
        RegisterFilter("has_case", "本年已申报", _YES, is_primary=False),
        RegisterFilter("no_case", "本年未申报", _YES, is_primary=False),
        RegisterFilter("pending", "待补登记", _YES, is_primary=False),
        RegisterFilter("status", "登记状态", (("active", "存续"), ("void", "已作废")), is_primary=False),
    ),
    views=(
        SavedView("全部", ()),
        SavedView("本年有实绩", (("has_trade", "1"),)),
        SavedView("有实绩未申报", (("has_trade", "1"), ("no_case", "1"))),
        SavedView("信用待查询", (("credit", "待查询"),)),
        SavedView("待补登记", (("pending", "1"),)),
    ),
)

APPLICATIONS = Register(
    id="applications",
    title="申报登记",
    unit="件",
    hint="企业、案号、拼音首字母",
    kinds=frozenset({"application", "enterprise", "assessment", "assessment_finding"}),
    columns=(
        RegisterColumn("case_no", "案号", CellKind.CODE, ALWAYS, 196),
        RegisterColumn("enterprise", "申报主体", CellKind.NAME, ALWAYS, 176),
        RegisterColumn("credit_code", "统一社会信用代码", CellKind.CODE, HIDDEN, 160),
        RegisterColumn("county", "县区", CellKind.TEXT, 5, 66, cells.county),
        RegisterColumn("measure", "措施", CellKind.TEXT, 4, 132, cells.measure),
        RegisterColumn("claimed", "申报（元）", CellKind.MONEY, 3, 112, cells.money, is_summed=True),
        RegisterColumn("county_reviewed", "县区初审（元）", CellKind.MONEY, HIDDEN, 112, cells.money, is_summed=True),
        RegisterColumn("award", "核算（元）", CellKind.AWARD, 3, 90, cells.money, is_summed=True),
        RegisterColumn("result", "核算结果", CellKind.STATUS, 2, 92, cells.result),
        RegisterColumn("limit", "起作用的限制", CellKind.TEXT, HIDDEN, 110),
        RegisterColumn("findings", "检查", CellKind.TEXT, 6, 150, cells.findings),
        RegisterColumn("status", "状态", CellKind.STATUS, 2, 84, cells.application_status),
        RegisterColumn("taken_in_on", "收件", CellKind.DATE, 7, 92),
        RegisterColumn("reporting_unit", "上报单位", CellKind.TEXT, HIDDEN, 110),
        RegisterColumn("reporting_no", "申报编号", CellKind.CODE, HIDDEN, 130),
    ),
    filters=(
        RegisterFilter("measure", "措施", _MEASURES),
        RegisterFilter("county", "县区", _COUNTIES),
        RegisterFilter(
            "result",
            "核算结果",
            (*((key.value, word) for key, word in ASSESSMENT_STATUS_WORDS.items()), ("none", "未核算")),
        ),
        RegisterFilter("status", "状态", tuple((key.value, word) for key, word in APPLICATION_STATUS_WORDS.items())),
        RegisterFilter("has_error", "有必须改的", _YES, is_primary=False),
        RegisterFilter("enterprise", "申报主体", is_primary=False),
    ),
    views=(
        SavedView("全部", ()),
        SavedView("有补助", (("result", "granted"),)),
        SavedView("不予补助", (("result", "zero"),)),
        SavedView("待定", (("result", "undetermined"),)),
        SavedView("有必须改的", (("has_error", "1"),)),
        SavedView("未核算", (("result", "none"),)),
    ),
)

ASSESSMENTS = Register(
    id="assessments",
    title="核算运行",
    unit="件",
    hint="企业、案号、拼音首字母",
    kinds=APPLICATIONS.kinds,
    columns=(
        RegisterColumn("case_no", "案号", CellKind.CODE, ALWAYS, 196),
        RegisterColumn("enterprise", "申报主体", CellKind.NAME, ALWAYS, 190),
        RegisterColumn("measure", "措施", CellKind.TEXT, 4, 132, cells.measure),
        RegisterColumn("claimed", "申报（元）", CellKind.MONEY, 4, 108, cells.money, is_summed=True),
        RegisterColumn("eligible", "计入费用（元）", CellKind.MONEY, 6, 112, cells.money, is_summed=True),
        RegisterColumn("award", "核算（元）", CellKind.AWARD, ALWAYS, 90, cells.money, is_summed=True),
        RegisterColumn("limit", "起作用的限制", CellKind.TEXT, 3, 120),
        RegisterColumn("result", "结果", CellKind.STATUS, 2, 92, cells.result),
        RegisterColumn("findings", "检查", CellKind.TEXT, 5, 150, cells.findings),
        RegisterColumn("county", "县区", CellKind.TEXT, 7, 66, cells.county),
        RegisterColumn("set_name", "参数", CellKind.CODE, 8, 90),
        RegisterColumn("assessed_on", "核算日期", CellKind.DATE, 8, 92),
    ),
    filters=APPLICATIONS.filters,
    views=APPLICATIONS.views,
)

REGISTERS: tuple[Register, ...] = (ENTERPRISES, APPLICATIONS, ASSESSMENTS)
