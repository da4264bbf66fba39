"""All screens, a line each; a stage shows those that stand in the tree, in this order."""

from __future__ import annotations

from ui.screen import ScreenSpec, view

SCREENS: tuple[ScreenSpec, ...] = (
    ScreenSpec("home", "首页", "home", "house", view("ui.screens.home.view")),
    ScreenSpec("enterprises", "企业名录", "enterprises", "building-2", view("ui.screens.enterprises.view")),
    ScreenSpec(
        "enterprise", "企业", "enterprises", "building-2", view("ui.screens.enterprise.view"), ("enterprise_id",), False
    ),
    ScreenSpec(
        "enterprise_form",
        "登记企业",
        "enterprises",
        "building-2",
        view("ui.screens.enterprise_form.view"),
        ("enterprise_id",),
        False,
    ),
    ScreenSpec("applications", "申报登记", "applications", "file-text", view("ui.screens.applications.view")),
    ScreenSpec(
        "application_entry",
        "新建申报",
        "applications",
        "file-plus",
        view("ui.screens.application_entry.view"),
        ("enterprise_id",),
    ),
    ScreenSpec("case", "申报案卷", "applications", "file-text", view("ui.screens.case.view"), ("case_no",), False),
    ScreenSpec("assessments", "核算运行", "assessments", "calculator", view("ui.screens.assessments.view")),
    ScreenSpec("imports", "导入", "exchange", "arrow-left-right", view("ui.screens.imports.view")),
    ScreenSpec("exports", "表格导出", "exchange", "file-spreadsheet", view("ui.screens.exports.view")),
    ScreenSpec(
        "print_preview",
        "打印预览",
        "applications",
        "printer",
        view("ui.screens.print_preview.view"),
        ("case_nos", "form_id"),
        False,
    ),
    ScreenSpec("comparison", "对比测算", "assessments", "scale", view("ui.screens.comparison.view")),
    ScreenSpec("evidence", "凭据台账", "assessments", "receipt-text", view("ui.screens.evidence.view"), ("number",)),
    ScreenSpec("caps", "额度台账", "assessments", "layers", view("ui.screens.caps.view")),
    ScreenSpec("pool", "资金池", "assessments", "banknote", view("ui.screens.pool.view")),
    ScreenSpec("findings", "检查结果", "assessments", "clipboard-check", view("ui.screens.findings.view")),
    ScreenSpec("parameters", "年度参数", "policy", "sliders-horizontal", view("ui.screens.parameters.view")),
    ScreenSpec("readings", "口径台账", "policy", "book-open", view("ui.screens.readings.view")),
    ScreenSpec("worked_examples", "算例", "policy", "square-check", view("ui.screens.worked_examples.view")),
    ScreenSpec("policy_texts", "政策文本", "policy", "file-text", view("ui.screens.policy_texts.view")),
    ScreenSpec("settings", "系统设置", "system", "settings", view("ui.screens.settings.view")),
    ScreenSpec("handbook", "使用手册", "system", "book-open", view("ui.screens.handbook.view")),
)
