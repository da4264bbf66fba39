"""`python -m cbec_desktop` and the bundle's entry: the window, the command line, or a workbook-reading child."""

from __future__ import annotations

import sys


def main() -> int:
    """Dispatch before anything heavy is imported: the reading child must stay light."""
    if len(sys.argv) > 1 and sys.argv[1] == "--read-workbook":
        from cbec_desktop.exchange.reader import child_main

        return child_main(sys.argv[2:])
    from cbec_desktop.cli import main as cli_main

    return cli_main(sys.argv[1:])


def entry() -> None:
    """The console script `cbec`."""
    sys.exit(main())


if __name__ == "__main__":
    sys.exit(main())
