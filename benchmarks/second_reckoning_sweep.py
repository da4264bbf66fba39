"""100,000 invented applications under random sets, reckoned twice by means that share no code: to the fen.

`python -m benchmarks.second_reckoning_sweep [--cases 100000] [--batch 500] [--seed 1]`; ends 1 at the first difference,
saying the seed and the set, so that it can be run again alone.
"""

from __future__ import annotations

import argparse
import random
import sys
import time

from tests.awards.second_reckoning_switches import random_values
from tests.awards.test_second_reckoning import disagreements


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=500, help="applications under one set")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.perf_counter()
    for batch in range(options.cases // options.batch):
        seed = options.seed * 1_000_003 + batch
        values = random_values(random.Random(seed))
        wrong = disagreements(seed, options.batch, values)
        if wrong:
            sys.exit(f"seed {seed}: {wrong[:3]} under {values}")
    seconds = time.perf_counter() - started
    sets = options.cases // options.batch
    print(f"{options.cases} applications under {sets} sets agree to the fen ({seconds:.0f} s)")


if __name__ == "__main__":
    main()
