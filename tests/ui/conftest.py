"""Tests of the window draw into memory: no screen is needed, and none is used unless a platform is named."""

from __future__ import annotations

import os

import pytest

from cbec_desktop.services.context import Context
from tests.ui.recording_host import RecordingHost

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def case_host(assessed_ctx: Context) -> RecordingHost:
    """A host over the assessed cases that does everything at once."""
    return RecordingHost(assessed_ctx)
