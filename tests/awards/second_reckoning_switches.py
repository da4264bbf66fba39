"""The readings and numbers that invented years are reckoned under: every parameter that changes amounts."""

from __future__ import annotations

import random
from collections.abc import Mapping

SWITCHES: dict[str, tuple[str, ...]] = {
    "round_unit": ("1", "1", "1", "10", "100", "1000", "10000"),
    "line_basis": ("paid", "invoice"),
    "payment.personal": ("exclude", "allow"),
    "period.paid_by": ("03-31", "12-31", "01-31"),
    "amount_basis": ("incl_tax", "excl_tax"),
    "eligible_entity_types": ("91", "91,92", "91,92,93"),
    "perf_min": ("0", "0", "5000", "10000.01"),
    "mode_codes": (
        "9610,9710,9810,1210,1239", "9610,9710,9810,1210,1239,0110", "9710,9810,1039", "9810,1239",
    ),
    "dup.level": ("provincial", "any"),
    "dup.count_pending": ("no", "yes"),
    "dup.m3_5": ("up_to_cost", "stack", "exclude", "same_lines", "highest_only"),
    "all.stacking": ("stack", "highest_only", "total_cap"),
    "all.total_cap": ("300000", "60000", "12345.67"),
    "m1.cap": ("1000000", "600000", "123456.78"),
    "m1.one_time_scope": ("park", "operator", "park_year", "cumulative"),
    "m1.perf_rule": ("tenants_sum", "any_tenant", "operator", "officer"),
    "dup.m1": ("exclude", "highest_only", "stack"),
    "m2.rate": ("0.5", "0.4"),
    "m2.cap": ("1000000", "250000.5"),
    "m2.cap_scope": ("year", "policy_period", "project"),
    "m2.local_share": ("share", "whole"),
    "m2.entity_types": ("平台", "平台,服务商", "服务商"),
    "m2.cost_types": ("孵化服务,人员培训,选品服务", "人员培训,代运营,独立站,广告费"),
    "dup.m2": ("same_lines", "exclude", "highest_only", "stack"),
    "m3.rate": ("0.3", "0.25"),
    "m3.cap": ("50000", "20000"),
    "m3.cap_scope": ("year", "policy_period"),
    "m3.fee_types": ("入驻费,会员费,年费,店铺月租", "入驻费,广告费,保证金", "年费,佣金,代运营,独立站"),
    "m4.rate": ("0.5", "0.35"),
    "m4.cap": ("100000", "30000"),
    "m4.cap_scope": ("year", "policy_period"),
    "m4.unit_cap": ("50", "7.5", "0.33"),
    "m4.unit_cap.period": ("year", "month", "policy_period"),
    "m4.unit_cap.applies_to": ("award", "base"),
    "m4.unit_cap.prorate_by_months": ("no", "yes"),
    "m4.area_basis": ("self_used", "contract", "certificate"),
    "m4.area_max": ("none", "1000", "333.5"),
    "m4.pooling": ("lease", "pooled"),
    "m4.timing": ("accrual", "payment_date", "invoice_date"),
    "m4.usages": ("办公,仓储,厂房,直播间", "办公,宿舍"),
    "m4.location": ("chaoyang", "anywhere"),
    "m5.rate_reading": ("fixed", "ceiling"),
    "m5.rate": ("0.5", "0.45", "0.3333"),
    "m5.cap": ("50000", "20000.2"),
    "m5.cap_scope": ("year", "policy_period"),
    "m5.unit_cap": ("500", "120.5"),
    "m5.unit_cap.applies_to": ("award", "base"),
    "m5.unit_9610": ("manifest", "summary", "invoice"),
    "m5.direction": ("both", "export"),
}  # fmt: skip
"""What may be drawn, the default first; A21, A29 and A30 are kept as findings and change amounts all the same."""

NOT_DRAWN = {
    "budget.rule": "shares a pool among approved awards; no award depends on it",
    "budget.residual": "shares a pool among approved awards; no award depends on it",
}
"""Parameters that change amounts of money but no award, and why."""

TOGETHER = {
    "all.total_cap": {"all.stacking": "total_cap"},
    "m1.perf_rule": {"perf_min": "10000.01"},
    "m5.rate": {"m5.rate_reading": "ceiling"},
    "m5.rate_reading": {"m5.rate": "0.45"},
}
"""Switches that act only beside another one."""


def random_values(chance: random.Random) -> dict[str, str]:
    """A set with readings and numbers drawn at random."""
    return settled({name: chance.choice(choices) for name, choices in SWITCHES.items()})


def settled(values: Mapping[str, str]) -> dict[str, str]:
    """The values as a set may hold them: A12 fixed leaves the rate as the policy has it."""
    is_fixed = values.get("m5.rate_reading", "fixed") == "fixed"
    return {**values, "m5.rate": SWITCHES["m5.rate"][0]} if is_fixed else dict(values)
