"""What only looks like a setting: records of what was run, keys that a workflow makes up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .scan import Entry

# A key that a pipeline sets for its tests, and that says so itself, is no key to change.
_PIPELINE = re.compile(
    r"(?:^|/)(?:\.github/workflows/|\.circleci/|\.gitlab-ci|tox\.ini$|setup\.cfg$|pytest\.ini$|"
    r"azure-pipelines|bitbucket-pipelines|\.travis\.yml$|noxfile)"
)
_FAKE = re.compile(
    r"(?i)(?:sk-)?(?:fake|dummy|test|mock|placeholder|example|foo|bar|none|null|x{3,}|not[-_]?needed|"
    r"ci|changeme|123)"
)
# Keys that only what has been run has.
_MEASURE = re.compile(
    r"(?i)(?:accuracy|scores?|latency\w*|elapsed\w*|duration\w*|n_samples|timestamp|ts|created(?:_?at)?|"
    r"finish_reason|choices|usage|metrics?|results?|predictions?|elo|rating|win_rate|pass_rate|f1|"
    r"(?:total|prompt|completion)_tokens|wall_time|run_id|object|messages)$"
)
# What a request was answered or a run has measured lies below these.
_ANSWER = frozenset({"choices", "usage", "messages", "metrics", "results", "scores"})
# Entries before and after: a record has its scores beside its model, a configuration is longer.
_BESIDE = 12


def made_up(path: str, value: str) -> bool:
    """Say whether a key is one that a workflow makes up for its tests.

    Args:
        path: The file, below the audited directory.
        value: What stands for the key.
    """
    return bool(_PIPELINE.search(path) and _FAKE.match(value))


def measured(found: Sequence[Entry], at: int) -> bool:
    """Say whether a model stands in the record of what was: beside a score, a time, an answer.

    Args:
        found: The file's entries.
        at: Which of them names the model.
    """
    parents = found[at].parents
    around = found[max(at - _BESIDE, 0) : at + _BESIDE]
    return any(
        (entry.parents == parents and _MEASURE.match(entry.key))
        or (entry.parents[: len(parents)] == parents and _ANSWER & {*entry.parents[len(parents) :]})
        for entry in around
    )
