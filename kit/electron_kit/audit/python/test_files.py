"""Which files are tests, by their paths and what is written in them."""

from __future__ import annotations

import re

# By its name or folder a test for sure; below ``tests/`` it may be a script that is run by hand,
# whose requests are as real as any other's.
_TEST = re.compile(
    r"(?:^|/)(?:testing|mocks?|fixtures)/|(?:^|/)(?:test_[^/]*|[^/]*_test|conftest|mock_[^/]*)\.py$"
)
_TESTS = re.compile(r"(?:^|/)tests?/")
_BY_HAND = re.compile(rb"(?m)^if __name__ ==|^\s*asyncio\.run\(")
_TESTING = re.compile(
    rb"\bpytest\b|\bunittest\b|(?m:^\s*(?:async )?def test_)|\bMock\b|monkeypatch"
)


def is_test(path: str, texts: list[bytes]) -> bool:
    """Say whether a file is a test.

    Args:
        path: Its path below the audited directory.
        texts: What it holds.
    """
    return _TEST.search(path) is not None or (
        _TESTS.search(path) is not None
        and not (
            any(_BY_HAND.search(text) for text in texts)
            and not any(_TESTING.search(text) for text in texts)
        )
    )
