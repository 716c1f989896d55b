"""Which pins the pages' Python can have; asked of the package index."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "docs" / "_run"))
import wheels  # noqa: E402

PINS = (ROOT / "constraints.txt").read_text(encoding="utf-8")


def test_a_pin_without_a_wheel_is_refused(tmp_path, capsys):
    """The old constraints stay, and the message names the package, its version and the tag."""
    new, old = tmp_path / "new.txt", tmp_path / "old.txt"
    old.write_text("as it was")
    held = wheels.pins(ROOT / "constraints.txt")["jiter"]
    new.write_text(PINS.replace(f"jiter=={held}", "jiter==0.8.0"), encoding="utf-8")
    assert wheels.main(str(new), str(old)) == 1
    assert old.read_text() == "as it was"
    said = capsys.readouterr().err
    assert "jiter 0.8.0 has no wheel for pyemscripten" in said


def test_pins_that_all_have_wheels_take_the_place_of_the_old(tmp_path):
    """The pins of this repository pass their own check."""
    new, old = tmp_path / "new.txt", tmp_path / "old.txt"
    new.write_text(PINS, encoding="utf-8")
    assert wheels.main(str(new), str(old)) == 0
    assert old.read_text(encoding="utf-8") == PINS


def test_what_is_needed_and_not_pinned_is_named(tmp_path):
    """A requirement that the constraints miss is an error, not an unpinned download."""
    pins = wheels.pins(ROOT / "constraints.txt")
    del pins["anyio"]
    with pytest.raises(wheels.NoWheelError, match="anyio"):
        wheels.closure(["openai"], pins, tmp_path)
