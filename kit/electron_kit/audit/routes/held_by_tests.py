"""Tests that hold a change back: what counts as one, and what it expects of OpenAI's address."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..frontend import Source

_TEST = re.compile(
    r"(?:^|/)(?:tests?|__tests__|specs?)/|(?:^|/)(?:conftest|test_[^/]*|[^/]*_test)\.py$"
    r"|\.(?:test|spec)\.[cm]?[jt]sx?$"
)
_ADDRESS = re.compile(rb"['\"/]api\.openai\.com\b")


def expectation(followed: Sequence[Source]) -> str:
    """Return the first place where a test writes OpenAI's address: a mock of it, or an assertion.

    The requests of what moves go elsewhere, so such a test would fail after it.

    Args:
        followed: The files that were followed together.
    """
    for source in followed:
        if _TEST.search(source.inside):
            found = _ADDRESS.search(source.data)
            if found is not None:
                line = source.data.count(b"\n", 0, found.start()) + 1
                return f"{source.path}:{line}"
    return ""
