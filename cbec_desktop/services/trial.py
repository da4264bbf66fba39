"""The calculation beside the form: an application being entered, reckoned among all others, stored nowhere."""

from __future__ import annotations

from cbec_desktop.awards.measure import Assessment
from cbec_desktop.services.application_draft import ApplicationDraft
from cbec_desktop.services.context import Context
from cbec_desktop.services.entry import evidence_fields, find_evidence_use
from cbec_desktop.services.entry_workbook import EntryProblem

NAMES = {"invoice": "发票", "declaration": "报关单"}


def second_uses(ctx: Context, draft: ApplicationDraft) -> list[EntryProblem]:
    """Evidence of this form that an application in the store uses already, each with that case's number."""
    found = []
    for sheet in draft.sheets:
        for field, kind in evidence_fields(sheet):
            for row, texts in enumerate(draft.lines.get(sheet.name, ())):
                number = texts.get(field, "").strip()
                use = find_evidence_use(ctx, kind, number, texts.get("invoice_code")) if number else None
                if use is not None:
                    sentence = (
                        f"{NAMES[kind]} {number} 已在 {use.case_no}（{use.enterprise}，{use.place}）用过，"
                        "先用的有效，本行只能用余下的部分。"
                    )
                    found.append(EntryProblem(sheet.name, row, field, "warning", sentence, "second_use"))
    return found


def trial_assessment(ctx: Context, draft: ApplicationDraft) -> Assessment | None:
    """What the form would be awarded as it stands; None before an applicant or a readable line is there."""
    del ctx, draft
    return None
