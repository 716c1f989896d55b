"""What looks like settings and is none: recorded answers, descriptions of an API, scores, data."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .entry import Entry

# What lies there was made by a run or for a test: its models are shown only with low confidence.
_DATA_FOLDER = re.compile(
    r"(?i)(?:^|/)(?:data|datasets?|results?|outputs?|logs?|runs?|fixtures?|cassettes?|snapshots?|__snapshots__|tests?|e2e|evals?|leaderboards?|locales?|i18n|translations?)/"
)
# Below `data` a program keeps its settings too; not below one of these.
_MADE = re.compile(
    r"(?i)(?:^|/)(?:results?|outputs?|logs?|runs?|fixtures?|cassettes?|snapshots?|tests?|e2e)/"
)
# An answer that was recorded, and the description of an API: both name models that nobody asks for.
_RECORD = re.compile(
    rb"\"object\"\s*:\s*\"(?:chat\.completion|list|response)|\"logprobs\"|\"finish_reason\""
)
_SPEC = re.compile(rb"(?m)^\s*\"?(?:openapi|swagger)\"?\s*:")
# A list of more models than this is somebody's catalogue.
_MANY = 25
# Keys that only what has been run has.
_MEASURE = re.compile(
    r"(?i)(?:accuracy|scores?|latency\w*|elapsed\w*|duration\w*|n_samples|timestamp|ts|created(?:_?at)?|"
    r"finish_reason|choices|usage|metrics?|results?|predictions?|elo|rating|win_rate|pass_rate|f1|"
    r"(?:total|prompt|completion)_tokens|wall_time|run_id|object)$"
)
# When settings were made is noted beside them too.
_MADE_AT = re.compile(r"(?i)created(?:_?at)?$")
# What a request was answered or a run has measured lies below these.
_ANSWER = frozenset({"choices", "usage", "metrics", "results", "scores"})
# Messages beside a model are a request that is kept, unless they have an answer.
_TALK = "messages"
# What is called so is settings, wherever it lies.
_SETTINGS = re.compile(r"(?i)(?:^|[_.-])(?:config\w*|settings|options)\.\w+$")
# Entries before and after: a record has its scores beside its model, a configuration is longer.
_BESIDE = 12


def is_record_or_api(data: bytes) -> bool:
    """Say whether a file of JSON or YAML is an answer that was recorded, or describes an API.

    Args:
        data: What it holds.
    """
    # A description of an API says what it is at its head.
    return bool(_RECORD.search(data) or _SPEC.search(data[:4000]))


def is_settings(path: str) -> bool:
    """Say whether a file is settings by its name, and lies where no run has put it.

    Args:
        path: The file, below the audited directory.
    """
    return bool(_SETTINGS.search(path.rpartition("/")[2]) and not _MADE.search(path))


def is_data(path: str, data: bytes, models: int, *, structured: bool) -> bool:
    """Say whether a file holds data, so that its models are shown with low confidence.

    Args:
        path: The file, below the audited directory.
        data: What it holds.
        models: How many models it names.
        structured: Whether it is JSON or YAML.
    """
    # A file with the same key over and over holds data, not settings.
    return bool(_DATA_FOLDER.search(path) and not is_settings(path)) or (
        structured and models > _MANY and data.lstrip()[:1] == b"["
    )


def measured(found: Sequence[Entry], at: int, *, settings: bool) -> bool:
    """Say whether a model stands in the record of what was: beside a score, a time, an answer.

    Args:
        found: The file's entries.
        at: Which of them names the model.
        settings: Whether the file is settings by its name.
    """
    parents = found[at].parents
    around = found[max(at - _BESIDE, 0) : at + _BESIDE]
    return _talked(found, at) or any(
        (
            entry.parents == parents
            and _MEASURE.match(entry.key)
            and not (settings and _MADE_AT.match(entry.key))
        )
        or (entry.parents[: len(parents)] == parents and _ANSWER & {*entry.parents[len(parents) :]})
        for entry in around
    )


def _talked(found: Sequence[Entry], at: int) -> bool:
    """Say whether a model's name stands beside the messages of a talk that was had."""
    parents = found[at].parents
    below = (*parents, _TALK)
    return any(
        entry.parents[: len(below)] == below and entry.value in ("assistant", "tool")
        for entry in found[max(at - _BESIDE, 0) : at + 3 * _BESIDE]
    )
