"""What the window remembers per user: size, year, 大字, recent records, columns and kept views of registers.
A kept view holds what its user typed or chose as condition (a name, an amount), never a personal column; nothing else
of an enterprise but ids. It lies in a plain file of the data folder, beside the store and with the same rights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

FOLDER = "window"


class WindowState:
    """Settings of one account, kept in `<data>/window/<account id>.ini`; account None is the login page."""

    def __init__(self, data_folder: Path, account_id: int | None) -> None:
        name = "login" if account_id is None else f"account-{account_id}"
        self._settings = QSettings(str(data_folder / FOLDER / f"{name}.ini"), QSettings.Format.IniFormat)

    def get(self, key: str, default: Any) -> Any:
        """The value kept under `key`; `default` when there is none or the file was damaged."""
        kept = self._settings.value(key)
        if not isinstance(kept, str):
            return default
        import json  # late: the login page of a new folder keeps nothing

        try:
            return json.loads(kept)
        except ValueError:
            return default

    def put(self, key: str, value: Any) -> None:
        import json

        self._settings.setValue(key, json.dumps(value, ensure_ascii=False))

    def get_bytes(self, key: str) -> QByteArray:
        return QByteArray.fromBase64(str(self.get(key, "")).encode())

    def put_bytes(self, key: str, value: QByteArray) -> None:
        self.put(key, bytes(value.toBase64().data()).decode())

    def save(self) -> None:
        self._settings.sync()
