"""Records of what was: a model beside a score, a time, an answer is nobody's choice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .scan import Entry

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
