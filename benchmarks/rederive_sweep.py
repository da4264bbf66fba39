"""Every F16 of the demo under every reading, and under random sets, proved again from the text of its pages alone.

`python -m benchmarks.rederive_sweep [--sets 40] [--seed 1]`: each value of each parameter that changes an award by
itself, then sets drawn at random, with public support given to a third of the cases. Ends 1 with every page that a
person could not recompute.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cbec_desktop.services import parameters
from tests.awards.second_reckoning_switches import SWITCHES, TOGETHER, random_values, settled
from tests.conftest import make_ready_store
from tests.services.sheet_printing import add_support, not_rederived, open_demo, print_sheets


def value_sets(count: int, seed: int) -> Iterator[tuple[str, dict[str, str]]]:
    """A name and the values of each set of the sweep."""
    default = {name: choices[0] for name, choices in SWITCHES.items()}
    for name, choices in SWITCHES.items():
        for value in dict.fromkeys(choices):
            if value != choices[0]:
                yield f"{name} = {value}", settled({**default, **TOGETHER.get(name, {}), name: value})
    for number in range(seed, seed + count):
        yield f"random set {number}", random_values(random.Random(number))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=40, help="random sets beside the single readings")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started, wrong, sheets_read, sets = time.perf_counter(), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "demo").mkdir()
        demo = open_demo(make_ready_store(Path(folder, "new")), Path(folder, "demo"))
        add_support(demo)
        (name,) = (summary.name for summary in parameters.list_sets(demo, 2026))
        for words, values in value_sets(options.sets, options.seed):
            parameters.edit_set(demo, name, values)
            sheets = print_sheets(demo)
            sets, sheets_read = sets + 1, sheets_read + len(sheets)
            for case_no, fault in not_rederived(sheets).items():
                wrong += 1
                print(f"{words}: {case_no}: {fault}")
        demo.store.close()
    print(f"{sheets_read} sheets under {sets} sets, {wrong} not proved ({time.perf_counter() - started:.0f} s)")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
