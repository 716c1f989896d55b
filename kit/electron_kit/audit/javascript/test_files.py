"""Which files are tests, or show what tests show, by their paths."""

from __future__ import annotations

import re

from .index import Module

_TEST_FILE = re.compile(
    r"(?:^|/)(?:tests?|__tests__|(?:__)?(?:mocks?|fixtures?|stories)(?:__)?|specs?|e2e|testing)/|"
    r"[._-](?:test|spec|stories|mock)s?\.\w+$"
)


def is_test(module: Module) -> bool:
    """Say whether a file is a test or a part of one, whose texts are made up.

    Args:
        module: The file.
    """
    # What stands above the audited directory says nothing of a file.
    return is_test_path(module.inside or module.path)


def is_test_path(path: str) -> bool:
    """Say by a path inside the audited directory whether a file is a test or a part of one.

    Args:
        path: The path.
    """
    return _TEST_FILE.search(path) is not None
