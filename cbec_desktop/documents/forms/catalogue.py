"""Every printed form, a line each."""

from __future__ import annotations

from cbec_desktop.documents.form import Form
from cbec_desktop.documents.forms import f02_application, f15_approval, f16_calculation
from cbec_desktop.domain.errors import UserError

FORMS: tuple[Form, ...] = (
    f02_application.FORM,
    f15_approval.FORM,
    f16_calculation.FORM,
)


def find_form(name: str) -> Form:
    """The form of an id (`f16_calculation`) or a code (`F16`); raises UserError with the codes that there are."""
    for form in FORMS:
        if name.upper() == form.code or name == form.id:
            return form
    known = "、".join(f"{form.code} {form.title}" for form in FORMS)
    raise UserError(f"没有表单“{name}”。可打印的表单有：{known}。", "unknown_form")
