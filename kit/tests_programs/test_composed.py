"""Programs composed at random: nothing crosses, whatever they are made of; the plain ones move."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from proving.compose import (
    CALLS,
    CLEAN,
    HOLDERS,
    KEYS,
    MODELS,
    URLS,
    Parts,
    composed,
    parts,
)
from proving.run import Bench, Proof, proven

SAMPLE = 150  # of the plain programs
LEAST = 0.9


def prove(chosen: Parts, bench: Bench) -> Proof:
    """Prove a composed program in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return proven(composed(chosen), Path(folder), bench)


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(parts())
def test_no_composition_crosses(python: Bench, chosen: Parts) -> None:
    """Whatever a program is made of and whatever the audit is given, no route is half moved."""
    proof = prove(chosen, python)
    assert not proof.wrong, f"{proof.wrong}\n{proof.program.files}\n{proof.report}"


def test_plain_compositions_move(python: Bench) -> None:
    """Of the programs that nothing holds back, nine in ten move."""
    plain = [
        Parts(*made, reader, ".", *apart)
        for *made, reader in itertools.product(KEYS, URLS, MODELS, HOLDERS, CALLS, CLEAN)
        for apart in itertools.product((False, True), repeat=3)
    ]
    chosen = Random(12).sample(plain, SAMPLE)
    left = [one for one in chosen if not prove(one, python).moved]
    assert len(left) <= (1 - LEAST) * SAMPLE, f"{len(left)} of {SAMPLE} stay: {left[:10]}"
