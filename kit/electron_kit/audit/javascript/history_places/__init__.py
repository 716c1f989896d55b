"""What a list of messages is known by: where a program keeps it."""

from __future__ import annotations

from .walk import Places

__all__ = ["Places"]
