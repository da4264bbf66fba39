"""Small records for the tests of the store."""

from __future__ import annotations

from typing import Any

CREDIT_CODES = (
    "91211302MA0TEPT10B", "91211303MA0TEPT10R", "91211321MA0TEPT10U", "91211322MA0TEPT10A", "91211324MA0TEPT107",
)  # fmt: skip
MOMENT = "2026-11-22T09:30:00+08:00"


def enterprise_row(number: int = 0, **changes: Any) -> dict[str, Any]:
    """Column values of an enterprise; the credit code is made from `number`."""
    row = {
        "credit_code": f"91211302MA0TE{number:05d}",
        "name": f"朝阳第{number}贸易有限公司",
        "county_code": "211302",
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }
    return row | changes


def application_row(enterprise_id: int, number: int = 1, **changes: Any) -> dict[str, Any]:
    """Column values of an application of measure 4 over 10,000 yuan."""
    row = {
        "case_no": f"CYKJ-2026-M4-211302-{number:04d}",
        "reporting_unit": "211302",
        "reporting_no": f"{number:03d}",
        "award_year": 2026,
        "measure_id": "premises_rent",
        "enterprise_id": enterprise_id,
        "county_code": "211302",
        "claimed_amount_fen": 1_000_000,
        "intake_order": number,
        "taken_in_at": MOMENT,
        "taken_in_by": "测试",
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }
    return row | changes
