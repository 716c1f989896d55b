"""The checks, a module for each group.

They state what they expect, and its source, themselves. None of these modules reads
the contract or the sandbox: a witness that reads the accused's diary proves nothing.
"""

from . import (
    answers,
    auth,
    caching,
    errors,
    headers,
    limits,
    roles,
    rules,
    scripts,
    streaming,
    structured,
    tools,
    unlisted,
)
from .shared import SHARED

GROUPS = (
    "auth",
    "rules",
    "answers",
    "streaming",
    "tools",
    "json",
    "caching",
    "errors",
    "headers",
    "scripts",
    "limits",
)
"""The groups in the order in which they run. The limits come last: one looks back at the run."""

__all__ = [
    "GROUPS",
    "SHARED",
    "answers",
    "auth",
    "caching",
    "errors",
    "headers",
    "limits",
    "roles",
    "rules",
    "scripts",
    "streaming",
    "structured",
    "tools",
    "unlisted",
]
