"""企业名录."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.screen import ScreenHost
from ui.screens.enterprises.presenter import EnterprisesPresenter
from ui.widgets.parts import button
from ui.widgets.register.page import RegisterPage


def build_page(host: ScreenHost, filters: Sequence[tuple[str, str]] = (), **_arguments: Any) -> RegisterPage:
    """The register; `filters` narrow it from the start (a number of 首页 was clicked)."""
    presenter = EnterprisesPresenter(host, filters)
    actions = (
        button("新增", "primary", presenter.add_enterprise, icon_name="plus"),
        button("导入", "", presenter.import_files, icon_name="upload"),
        button("导出", "", presenter.export_all, icon_name="download"),
    )
    return RegisterPage(presenter, actions)
