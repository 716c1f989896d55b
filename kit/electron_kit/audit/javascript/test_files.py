"""Which files are tests, or show what tests show, by their paths."""

from __future__ import annotations

import re

TEST_FILE = re.compile(
    r"(?:^|/)(?:tests?|__tests__|__mocks__|mocks?|fixtures?|specs?|e2e|stories)/|"
    r"[._-](?:test|spec|stories|mock)s?\.\w+$"
)
"""Files of tests and of what they show, whose texts are made up."""

HOLDS_BACK = re.compile(r"(?:^|/)(?:tests?|__tests__|__mocks__|spec|e2e)/|[._-](?:test|spec)\.\w+$")
"""Files whose expectations hold a change back: what only shows a component expects nothing."""
