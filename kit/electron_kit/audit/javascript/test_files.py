"""Which files are tests, or show what tests show, by their paths."""

from __future__ import annotations

import re

from .index import Module

_TEST_NAME = re.compile(r"[._-](?:test|spec|stories|mock)s?\.\w+$")
_TEST_FILE = re.compile(
    r"(?:^|/)(?:tests?|__tests__|(?:__)?(?:mocks?|fixtures?|stories)(?:__)?|specs?|e2e|testing)/|"
    + _TEST_NAME.pattern
)
# Below ``test/`` a program that is run by hand asks for real: it reads a key, and checks nothing by
# a library for tests.
_FOLDER = re.compile(r"(?:^|/)tests?/[^/]+\.\w+$")
_BY_HAND = re.compile(rb"process\.env\.|\bdotenv\b|process\.exit\(")
_TESTING = re.compile(
    rb"\b(?:describe|it|test|expect|suite|before(?:Each|All)?|vi|jest|sinon|cy)\s*[.(]|assert|"
    rb"node:test|vitest|playwright|(?i:mock|fixture|stub|fake|dummy)"
)


def is_test(module: Module) -> bool:
    """Say whether a file is a test or a part of one, whose texts are made up.

    Args:
        module: The file.
    """
    # What stands above the audited directory says nothing of a file.
    path, data = module.inside or module.path, module.unit.data
    if not is_test_path(path):
        return False
    by_hand = _FOLDER.search(path) is not None and _TEST_NAME.search(path) is None
    return not (by_hand and _BY_HAND.search(data) and not _TESTING.search(data))


def is_test_path(path: str) -> bool:
    """Say by a path inside the audited directory whether a file is a test or a part of one.

    Args:
        path: The path.
    """
    return _TEST_FILE.search(path) is not None
