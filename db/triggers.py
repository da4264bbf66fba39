"""Names of the triggers that a store of the newest schema has; their text stands in the migrations.

What must hold is in the database too: whoever opens the file with another program is held to the same rules.
"""

from __future__ import annotations

APPEND_ONLY = (
    "audit_entry",
    "import_row",
    "application_event",
    "assessment_finding",
    "policy_text",
    "policy_clause",
    "reading_decision",
    "finding_reason",
    "budget_pool",
)
NEVER_DELETED = (
    "enterprise", "application", "assessment", "printed_form", "parameter_set", "import_batch", "account",
    "store_identity", "worked_example", "invoice_reversal", "affiliation", "honour", "check_trial",
)  # fmt: skip
FROZEN = (
    "tr_application_amounts_decided",
    "tr_application_identity_frozen",
    "tr_application_recovered_grows",
    "tr_assessment_frozen",
    "tr_parameter_set_confirmed_frozen",
    "tr_printed_form_frozen",
    "tr_store_identity_frozen",
)

TRIGGERS = frozenset(
    {f"tr_{table}_no_update" for table in APPEND_ONLY}
    | {f"tr_{table}_no_delete" for table in APPEND_ONLY + NEVER_DELETED}
    | set(FROZEN)
)
