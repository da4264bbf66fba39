"""申报登记."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.screen import ScreenHost
from ui.screens.applications.presenter import ApplicationsPresenter
from ui.widgets.parts import button
from ui.widgets.register.page import RegisterPage


def build_page(host: ScreenHost, filters: Sequence[tuple[str, str]] = (), **_arguments: Any) -> RegisterPage:
    """The register of the award year; `filters` narrow it from the start."""
    presenter = ApplicationsPresenter(host, filters)
    actions = (
        button("新增", "primary", presenter.add_application, icon_name="plus"),
        button("导入", "", presenter.import_files, icon_name="upload"),
        button("打印审批表", "", presenter.print_selected, icon_name="printer"),
        button("核算全年", "", presenter.assess, icon_name="calculator"),
    )
    return RegisterPage(presenter, actions)
