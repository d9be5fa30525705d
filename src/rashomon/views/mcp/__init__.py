"""A case as tools for a language model (Model Context Protocol): questions, and the server that asks them."""

from __future__ import annotations

from .server import serve_case

__all__ = ["serve_case"]
