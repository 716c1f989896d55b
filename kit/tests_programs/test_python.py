"""Python programs, each run before and after ``--fix`` against the recorders."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from proving.catalogue import Program, programs
from proving.run import Bench, fixed, proven


@pytest.mark.parametrize("program", programs("python"), ids=lambda program: program.name)
def test_a_program_moves_whole_or_not_at_all(
    program: Program, tmp_path: Path, python: Bench
) -> None:
    """What must become of a program does, and no key crosses."""
    proof = proven(program, tmp_path, python)
    assert not proof.wrong, f"{program.fate}: {program.why}\n{proof.wrong}\n{proof.report}"


@pytest.mark.parametrize("style", ["literal", "kit"])
@pytest.mark.parametrize("program", programs("python")[::6], ids=lambda program: program.name)
def test_in_another_style_a_program_moves_whole_or_not_at_all(
    program: Program, style: str, tmp_path: Path, python: Bench
) -> None:
    """Every sixth program with the other styles; what the kit's has no form for may stay."""
    proof = proven(program, tmp_path, python, partial(fixed, style=style))
    wrong = [one for one in proof.wrong if style != "kit" or not one.startswith("was to move")]
    assert not wrong, f"{program.fate}: {program.why}\n{wrong}\n{proof.report}"
