"""`python -m tests.ui.day FOLDER NAME PASSWORD`: the program on FOLDER/data, worked by the robot.

Writes FOLDER/day.json: what went wrong, keys and clicks by piece of work, what was seen.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.ui.day.robot import Act, Robot
from tests.ui.day.script import Day
from ui import application


def main(folder: Path, name: str, password: str) -> int:
    day = Day(folder, name, password)
    robots: list[Robot] = []
    counts: dict[str, tuple[int, int]] = {}

    def acts() -> Iterator[Act]:
        for title, piece in day.play():
            keys, clicks = robots[0].strokes, robots[0].clicks
            for act in piece:
                yield act
                counts[title] = (robots[0].strokes - keys, robots[0].clicks - clicks)

    def tell(fault: str) -> None:
        report = {"fault": fault, "counts": counts, "seen": day.seen}
        (folder / "day.json").write_text(json.dumps(report, ensure_ascii=False), "utf-8")

    def ended(fault: str) -> None:
        if fault:
            tell(fault)
            os._exit(3)  # a dialog that nobody answers would keep the program for ever

    made = application.make_application

    def with_robot(arguments: Sequence[str]) -> QApplication:
        ready = made(arguments)
        robots.append(Robot(acts(), ended, folder / "fault.png"))
        return ready

    application.make_application = with_robot
    status = application.main(["--data", str(folder / "data")])
    tell("")
    return status


sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
