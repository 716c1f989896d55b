"""How much work findings are: a verdict, and a rule of thumb in minutes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ..finding import Audit, Finding, Fix, MustReview, Severity
from ..rules.p01_responses_api import TOLD
from .left_out import NO_FILE, listed, unread

EFFORT: dict[str, tuple[int, int]] = {
    "R01": (5, 15), "R02": (2, 5), "R03": (60, 240), "R04": (15, 45), "R05": (10, 30),
    "R06": (15, 45), "I01": (2, 10), "I02": (0, 0),
    "B01": (20, 60), "B02": (60, 480), "B03": (5, 20), "B04": (30, 90), "B05": (10, 60),
    "B06": (30, 120), "B07": (15, 60),
    "B08": (120, 960), "B09": (10, 30), "S01": (1, 5), "S02": (30, 90), "S03": (5, 20),
    "S04": (10, 30), "S05": (5, 30),
    "S06": (30, 240), "S07": (5, 20), "P01": (30, 120), "P02": (240, 960), "P03": (15, 60),
    "P04": (15, 60), "P05": (15, 120),
    "P06": (15, 60), "P07": (240, 960), "P08": (20, 60), "C01": (15, 45), "C02": (10, 30),
    "C03": (20, 60), "C04": (5, 15), "C05": (5, 20),
}  # fmt: skip
"""Minutes by hand for one finding, least and most: estimates, not measurements."""

_SWITCHES = ("set_default_openai_api", "setOpenAIAPI")
"""Cures that hold for a whole program: one call, however many agents there are."""

_TOLD = (5, 15)
"""Minutes to tell one framework's model to use chat completions; no request is written anew."""

_WITHOUT_COUNTERPART = {
    "B02": "images, audio and files in messages",
    "B08": "fine-tuned models",
    "P02": "assistants",
    "P03": "embeddings",
    "P04": "image, audio and video endpoints",
    "P05": "files, batches and other account endpoints",
    "P06": "moderations",
    "P07": "realtime",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "can we move?".

    Attributes:
        answer: In a phrase.
        reason: In a sentence or two.
        tone: The colour's name.
    """

    answer: str
    reason: str
    tone: str


def verdict(audit: Audit) -> Verdict:
    """Say whether the code can move, and on what that depends.

    It is never an all-clear where something that may hold a call was not read.

    Args:
        audit: The audit's outcome.
    """
    found = _verdict(audit)
    missing = unread(audit)
    if not missing:
        return found
    answer = found.answer if audit.findings else "Nothing was found, but not everything was read."
    tone = "behaviour-change" if found.tone == "ok" else found.tone
    return Verdict(answer, f"{found.reason} This is not everything: {missing}.", tone)


def _verdict(audit: Audit) -> Verdict:
    if not audit.findings:
        seen = "The audit found no OpenAI client, model name or request in what it read."
        if not audit.files:
            seen = f"{NO_FILE[:1].upper()}{NO_FILE[1:]}."
        return Verdict("Nothing was found that the move would touch.", seen, "ok")
    manual = [each for each in audit.findings if each.asks and not isinstance(each.fix, Fix)]
    breaks = [finding for finding in audit.findings if finding.severity is Severity.BREAKS]
    stays = [
        word for code, word in _WITHOUT_COUNTERPART.items() if any(f.code == code for f in breaks)
    ]
    if not manual:
        return Verdict("Yes, mechanically.", "Every change can be made by --fix.", "ok")
    if not breaks:
        return Verdict(
            "Yes, after a review.",
            "Nothing that was found fails on Electron. "
            f"{len(manual)} findings need a person's eye.",
            "rewrite",
        )
    if stays:
        return Verdict(
            "In part: something has to stay with OpenAI, or be replaced.",
            f"Electron has no counterpart for {listed(stays)}. The chat requests can move, "
            f"after {len(breaks)} places that would fail have been changed.",
            "breaks",
        )
    return Verdict(
        "Yes, after work.",
        f"{len(breaks)} places would fail on Electron as they are; each has a way out.",
        "behaviour-change",
    )


def hours(findings: Iterable[Finding]) -> tuple[float, float]:
    """Return the least and the most hours that findings take by hand, rounded up to halves.

    Further findings of one rule in one file count a third: what was learnt at the first helps.
    What one call mends for the whole program counts once.

    Args:
        findings: The findings; those that --fix takes care of count nothing.
    """
    seen: set[tuple[str, str]] = set()
    least = most = 0.0
    for finding in findings:
        if isinstance(finding.fix, Fix):
            continue
        told = isinstance(finding.fix, MustReview) and finding.fix.reason == TOLD
        low, high = _TOLD if told else EFFORT.get(finding.code, (10, 30))
        switch = any(word in finding.instead for word in _SWITCHES)
        place = (finding.instead if switch else finding.path, finding.code)
        share = (0 if switch else 1 / 3) if place in seen else 1
        seen.add(place)
        least, most = least + low * share, most + high * share
    return _half(least), _half(most)


def _half(minutes: float) -> float:
    value = math.ceil(minutes / 30) / 2
    return int(value) if value == int(value) else value
