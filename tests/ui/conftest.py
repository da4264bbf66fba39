"""Tests of the window draw into memory: no screen is needed, and none is used unless a platform is named."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
