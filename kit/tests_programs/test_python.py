"""Python programs, each run before and after ``--fix`` against the recorders."""

from __future__ import annotations

from pathlib import Path

import pytest
from proving.catalogue import Program, programs
from proving.run import Bench, proven


@pytest.mark.parametrize("program", programs("python"), ids=lambda program: program.name)
def test_a_program_moves_whole_or_not_at_all(
    program: Program, tmp_path: Path, python: Bench
) -> None:
    """What must become of a program does, and no key crosses."""
    proof = proven(program, tmp_path, python)
    assert not proof.wrong, f"{program.fate}: {program.why}\n{proof.wrong}\n{proof.report}"
