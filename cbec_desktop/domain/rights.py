"""Who may do what: rights × roles as data, asked by services and shown by the window."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from cbec_desktop.domain.statuses import Role


class Right(StrEnum):
    """What an account may do beyond looking; stored nowhere, so names may grow."""

    MANAGE_ACCOUNTS = "manage_accounts"
    BACK_UP = "back_up"
    RESTORE = "restore"
    IMPORT_WORKBOOKS = "import_workbooks"
    EXPORT_TABLES = "export_tables"
    EXPORT_PERSONAL_DATA = "export_personal_data"
    UNMASK = "unmask"
    EDIT_RECORDS = "edit_records"
    ASSESS = "assess"
    PRINT_FORMS = "print_forms"
    EDIT_PARAMETERS = "edit_parameters"
    CONFIRM_PARAMETERS = "confirm_parameters"
    EDIT_HOLIDAYS = "edit_holidays"
    EDIT_SETTINGS = "edit_settings"
    MANAGE_BUDGET = "manage_budget"
    VIEW_AUDIT = "view_audit"


RIGHT_WORDS = {
    Right.MANAGE_ACCOUNTS: "管理账户",
    Right.BACK_UP: "备份",
    Right.RESTORE: "恢复备份",
    Right.IMPORT_WORKBOOKS: "导入",
    Right.EXPORT_TABLES: "导出",
    Right.EXPORT_PERSONAL_DATA: "导出含个人信息的表",
    Right.UNMASK: "查看完整电话和账号",
    Right.EDIT_RECORDS: "录入和修改",
    Right.ASSESS: "核算",
    Right.PRINT_FORMS: "打印表单",
    Right.EDIT_PARAMETERS: "编辑年度参数",
    Right.CONFIRM_PARAMETERS: "确认年度参数",
    Right.EDIT_HOLIDAYS: "维护节假日表",
    Right.EDIT_SETTINGS: "修改系统设置",
    Right.MANAGE_BUDGET: "登记资金池",
    Right.VIEW_AUDIT: "查看操作日志",
}

_HANDLER_AND_CHIEF = frozenset({Role.CITY_HANDLER, Role.SECTION_CHIEF})
_CITY_STAFF = _HANDLER_AND_CHIEF | {Role.DEPUTY_DIRECTOR, Role.FINANCE}
_PERSONAL_DATA = _HANDLER_AND_CHIEF | {Role.FINANCE}  # ruling 13

ROLES_OF_RIGHT: dict[Right, frozenset[Role]] = {
    Right.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
    Right.BACK_UP: _HANDLER_AND_CHIEF | {Role.ADMINISTRATOR},
    Right.RESTORE: frozenset({Role.ADMINISTRATOR}),
    Right.IMPORT_WORKBOOKS: frozenset({Role.CITY_HANDLER}),
    Right.EXPORT_TABLES: _CITY_STAFF | {Role.AUDITOR},
    Right.EXPORT_PERSONAL_DATA: _PERSONAL_DATA,
    Right.UNMASK: _PERSONAL_DATA,
    Right.EDIT_RECORDS: frozenset({Role.CITY_HANDLER}),
    Right.ASSESS: _HANDLER_AND_CHIEF,
    Right.PRINT_FORMS: _CITY_STAFF,
    Right.EDIT_PARAMETERS: frozenset({Role.CITY_HANDLER}),
    Right.CONFIRM_PARAMETERS: frozenset({Role.SECTION_CHIEF, Role.ADMINISTRATOR}),
    Right.EDIT_HOLIDAYS: frozenset({Role.ADMINISTRATOR, Role.CITY_HANDLER}),
    Right.EDIT_SETTINGS: frozenset({Role.ADMINISTRATOR, Role.CITY_HANDLER}),
    Right.MANAGE_BUDGET: _HANDLER_AND_CHIEF | {Role.FINANCE},
    Right.VIEW_AUDIT: frozenset({Role.ADMINISTRATOR, Role.SECTION_CHIEF, Role.AUDITOR}),
}


def has_right(roles: Iterable[str], right: Right) -> bool:
    """Whether one of `roles` carries `right`."""
    return not ROLES_OF_RIGHT[right].isdisjoint(roles)
