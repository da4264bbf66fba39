"""Where things lie: the shipped resources and the data folder, in a source tree or frozen."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

APP_NAME = "cbec-desktop"


def resources_folder() -> Path:
    """The folder of shipped resources; inside a bundle it lies beside the frozen modules."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "resources"
    return Path(__file__).resolve().parent.parent / "resources"


def default_data_folder() -> Path:
    """The platform's folder for a user's application data."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / APP_NAME


@dataclass(frozen=True, slots=True)
class DataPaths:
    """The parts of one data folder."""

    folder: Path

    @property
    def store(self) -> Path:
        return self.folder / "store.db"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def attachments(self) -> Path:
        return self.folder / "attachments"

    @property
    def printed(self) -> Path:
        return self.folder / "printed"
