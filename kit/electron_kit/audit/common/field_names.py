"""Names of request fields that code keeps as texts, to send a value under one of them later."""

from __future__ import annotations

KEPT_NAMES = ("max_completion_tokens",)
"""The names that are looked for: models differ in them, so programs choose."""

READERS = frozenset(
    {
        "get", "pop", "has", "hasattr", "getattr", "setattr", "delattr", "delete", "includes",
        "remove", "discard", "setdefault", "print", "log", "debug", "info", "warning", "warn",
        "error", "hasOwn", "hasOwnProperty", "startswith", "startsWith", "endswith", "replace",
        "Field", "field", "add_argument", "omit", "pick", "test", "describe", "it",
    }
)  # fmt: skip
"""Calls that ask for a field, or speak of it, and send nothing under its name."""
