"""Parameters that may not stand, a line each: tried through the service, the command line and the window alike."""

from __future__ import annotations

DOCUMENT = "朝商字〔2026〕52号"
EDITS = (  # parameter, as typed, piece of the sentence
    ("m4.rate", "55%", "高于政策上限 50%"),
    ("m3.rate", "0.31", "高于政策上限 30%"),
    ("m4.unit_cap", "49.995", "49.995 元含有不足一分的零头，请填到分。"),
    ("m5.cap", "99999.999", "不足一分"),
    ("m4.pooling", "both", "没有“both”这种读法，可选："),
    ("mode_codes", "9610,8888", "没有“8888”这种读法"),
)
CONFIRMATIONS = (  # set, fields as typed, the field that is wrong, code, piece of the sentence
    ("2026-试1", {"document_no": ""}, "document_no", "no_document", "没有填文号"),
    ("2026-试1", {"confirmed_on": ""}, "confirmed_on", "no_date", "没有填确认日期"),
    ("2026-试1", {"confirmed_on": "2099-01-01"}, "confirmed_on", "future_date", "晚于今天"),
    (
        "2026-试1", {"effective_from": "2026-03-01"}, "effective_from", "set_dates",
        "2026-01-01 至 2026-02-28 之间会没有参数集",
    ),
    ("2026-试2", {"effective_from": "2026-01-01"}, "effective_from", "set_dates", "日期重叠"),
)  # fmt: skip
"""试2 is tried after 试1 was confirmed from the start of the year."""
TYPED = {"document_no": DOCUMENT, "confirmed_on": "2025-12-30", "effective_from": ""}
