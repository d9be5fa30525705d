"""The interface for programs: everything that the pages show, as JSON. `respond` is all that a server needs of it."""

from __future__ import annotations

from .answer import Reply, respond

__all__ = ["Reply", "respond"]
