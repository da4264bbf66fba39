"""A process that writes, for tests that kill it, crowd it, or take its disk away.

`python -m tests.db.worker register STORE PREFIX COUNT`   one enterprise with one contact a work
`python -m tests.db.worker spend STORE BUDGET`            adds enterprises while there are fewer than BUDGET
`python -m tests.db.worker fill STORE BYTES`              writes more than BYTES may hold (RLIMIT_FSIZE)
`python -m tests.db.worker unprivileged STORE`            one work as a user who may not write there
Ends 0, or 1 with the code of the refusal on standard output.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sqlalchemy import func, select

from cbec_desktop.domain.errors import UserError
from db.engine import Store, open_store
from db.models.enterprise import Contact, Enterprise
from db.unit_of_work import open_work
from tests.db.records import enterprise_row

NOBODY = 65_534


def register(store: Store, prefix: str, count: int) -> None:
    for number in range(count):
        with open_work(store, actor="worker", action="register") as work:
            enterprise = Enterprise(**enterprise_row(credit_code=f"{prefix}{number:0{18 - len(prefix)}d}"))
            work.session.add(enterprise)
            work.session.flush()
            work.session.add(Contact(enterprise_id=enterprise.id, name="联系人"))
            work.commit()


def spend(store: Store, budget: int) -> None:
    is_left = True
    while is_left:
        with open_work(store, actor="worker", action="spend") as work:
            spent = work.session.scalar(select(func.count(Enterprise.id))) or 0
            is_left = spent < budget
            if is_left:
                work.session.add(Enterprise(**enterprise_row(credit_code=f"{os.getpid():09d}{spent:09d}")))
                work.commit()


def fill(store: Store, size: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    with open_work(store, actor="worker", action="fill") as work:
        work.insert_many(Enterprise, [enterprise_row(number, remark="长" * 2000) for number in range(2000)])
        work.commit()


def unprivileged(store: Store) -> None:
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    register(store, "R", 1)


def main(command: str, path: str, *rest: str) -> int:
    try:
        store = open_store(Path(path))
        if command == "register":
            register(store, rest[0], int(rest[1]))
        elif command == "spend":
            spend(store, int(rest[0]))
        elif command == "fill":
            fill(store, int(rest[0]))
        else:
            unprivileged(store)
    except UserError as refusal:
        sys.stdout.write(refusal.code)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
