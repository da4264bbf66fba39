"""Every exchange workbook of the program, a line each; `template(id)` finds one."""

from __future__ import annotations

from cbec_desktop.domain.errors import UserError
from cbec_desktop.exchange.template import Template
from cbec_desktop.exchange.templates import w1_enterprises, w2_applications, w3_trade, w4_results

TEMPLATES: tuple[Template, ...] = (
    w1_enterprises.TEMPLATE,
    w2_applications.TEMPLATE,
    w3_trade.TEMPLATE,
    w4_results.TEMPLATE,
)
TEMPLATE_FILES = {
    "W1": "cbec_desktop/exchange/templates/w1_enterprises.py",
    "W2": "cbec_desktop/exchange/templates/w2_applications.py",
    "W3": "cbec_desktop/exchange/templates/w3_trade.py",
    "W4": "cbec_desktop/exchange/templates/w4_results.py",
}


def importable_templates() -> tuple[Template, ...]:
    """The templates that are read as well as written; W4 only goes out."""
    return tuple(template for template in TEMPLATES if template.direction != "out")


def find_template(template_id: str) -> Template:
    """The template called `template_id` (W1 …, any case); UserError names the known ones."""
    wanted = template_id.strip().upper()
    for template in TEMPLATES:
        if template.id == wanted:
            return template
    known = "、".join(f"{template.id} {template.title}" for template in TEMPLATES)
    raise UserError(f"没有编号为“{template_id}”的模板。可用的模板：{known}。", "unknown_template")
