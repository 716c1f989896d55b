"""Keys that a pipeline makes up for its tests."""

from __future__ import annotations

import re

# A key that a pipeline sets for its tests, and that says so itself, is no key to change.
_PIPELINE = re.compile(
    r"(?:^|/)(?:\.github/workflows/|\.circleci/|\.gitlab-ci|tox\.ini$|setup\.cfg$|pytest\.ini$|"
    r"azure-pipelines|bitbucket-pipelines|\.travis\.yml$|noxfile)"
)
_FAKE = re.compile(
    r"(?i)(?:sk-)?(?:fake|dummy|test|mock|placeholder|example|foo|bar|none|null|x{3,}|not[-_]?needed|"
    r"ci|changeme|123)"
)


def made_up(path: str, value: str) -> bool:
    """Say whether a key is one that a workflow makes up for its tests.

    Args:
        path: The file, below the audited directory.
        value: What stands for the key.
    """
    return bool(_PIPELINE.search(path) and _FAKE.match(value))


def is_emptied(path: str, entry: str) -> bool:
    """Say whether a pipeline sets a variable to nothing, so that no test asks for real.

    Args:
        path: The file, below the audited directory.
        entry: The variable and what it is set to, as they are written.
    """
    return bool(_PIPELINE.search(path)) and entry.endswith(('""', "''"))
