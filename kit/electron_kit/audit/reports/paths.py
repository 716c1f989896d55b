"""Paths in reports, as people read them."""

from __future__ import annotations

import os
from pathlib import Path

from ..finding import Audit


def shown(path: str, audit: Audit) -> str:
    """Return a path as people read it: from where they stand, or from what was audited.

    Args:
        path: A finding's path, or a problem's.
        audit: What to report.
    """
    if not os.path.isabs(path):
        return path
    for base in (os.getcwd(), *(root for root in audit.roots if os.path.isdir(root))):
        if Path(path).is_relative_to(base):
            return Path(path).relative_to(base).as_posix()
    return path


def from_here(text: str, audit: Audit) -> str:
    """Return a sentence with the paths in it as people read them.

    Args:
        text: A route's reason, for one.
        audit: What to report.
    """
    for base in (os.getcwd(), *(root for root in audit.roots if os.path.isabs(root))):
        text = text.replace(f"{base.rstrip('/')}/", "")
    return text
