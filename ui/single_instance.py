"""One window a data folder: a second one raises the first and ends (ruling 21); the command line runs beside."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

RAISE = b"raise\n"
WAIT_MS = 1000


def server_name(folder: Path) -> str:
    """The local server of the window that has `folder` open."""
    return "cbec-" + hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:16]


def raise_first(folder: Path) -> bool:
    """Ask the window that has `folder` open to come forward; False when it does not answer."""
    socket = QLocalSocket()
    socket.connectToServer(server_name(folder))
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(RAISE)
    reached = socket.waitForBytesWritten(WAIT_MS)
    socket.disconnectFromServer()
    return reached


class RaiseServer(QObject):
    """Listens for later windows on the same folder."""

    def __init__(self, folder: Path, on_raise: Callable[[], None]) -> None:
        super().__init__()
        self._raise = on_raise
        QLocalServer.removeServer(server_name(folder))
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(server_name(folder))

    def close(self) -> None:
        self._server.close()

    def _answer(self) -> None:
        while self._server.hasPendingConnections():
            connection = self._server.nextPendingConnection()
            connection.disconnected.connect(connection.deleteLater)
            self._raise()
