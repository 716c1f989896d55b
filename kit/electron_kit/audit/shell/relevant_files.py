"""Which files hold commands of a shell, and which of them may matter."""

from __future__ import annotations

import re

SUFFIXES = (".sh", ".bash", ".zsh", ".ksh", ".fish", ".mk", ".make")
NAMES = frozenset({"makefile", "gnumakefile", "justfile", ".envrc", ".bashrc", ".profile"})
RELEVANT = re.compile(rb"OPENAI|openai|gpt-\d|\bo\d-mini|[A-Z]_(?:BASE_URL|API_BASE|API_URL)\b")


def holds_commands(path: str) -> bool:
    """Say whether a file is configuration that may run commands: a workflow, an image's recipe."""
    name = path.rpartition("/")[2].lower()
    return name.endswith((".yml", ".yaml", ".dockerfile")) or name.startswith("dockerfile")
