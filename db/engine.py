"""The one engine factory; filled by the store work."""

from __future__ import annotations


class Store:
    """Placeholder until the engine factory stands."""
