"""Unexpected faults: written to the log under an id, without enterprise data; people see the id only."""

from __future__ import annotations

import re
import secrets
import traceback
from datetime import datetime
from pathlib import Path

LOG_NAME = "faults.log"
# Codes, accounts, phones and Chinese text may be personal: what was wrong stays readable without them.
_PERSONAL = re.compile(r"[0-9A-Z]{6,}|[一-鿿]{2,}")


def record_fault(logs: Path, fault: BaseException, now: datetime) -> str:
    """Append `fault` to the log in folder `logs` and return its id; a log that cannot be written is no second fault."""
    fault_id = f"F{now:%y%m%d}-{secrets.token_hex(3).upper()}"
    frames = "".join(traceback.format_tb(fault.__traceback__))
    text = _PERSONAL.sub("…", str(fault).splitlines()[0] if str(fault) else "")
    entry = f"{fault_id} {now.isoformat(timespec='seconds')} {type(fault).__name__}: {text}\n{frames}\n"
    try:
        logs.mkdir(parents=True, exist_ok=True)
        with (logs / LOG_NAME).open("a", encoding="utf-8") as log:
            log.write(entry)
    except OSError:
        pass
    return fault_id
