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
# What a program that is only called a test has none of: it asks for real, and prints what comes.
_CHECKS = re.compile(
    rb"\bpytest\b|\bunittest\b|[Mm]ock|monkeypatch|\bpatch\(|(?m:^\s*assert\s)|"
    rb"(?i:fixture|dummy|fake|synthetic)|\bexpected\w*\s*="
)


def is_test(path: str, texts: list[bytes]) -> bool:
    """Say whether a file is a test.

    Args:
        path: Its path below the audited directory.
        texts: What it holds.
    """
    named = _TEST.search(path)
    if named is None and _TESTS.search(path) is None:
        return False
    if not any(_BY_HAND.search(text) for text in texts):
        return True
    if named is None and not any(_TESTING.search(text) for text in texts):
        return False
    return any(_CHECKS.search(text) for text in texts)
