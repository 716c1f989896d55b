"""An exercise says what it found, in a sentence."""

import os

import pytest
from exercises import tried
from openai import OpenAI

from electron_kit import lesson
from electron_kit.lesson.exercise import HOLDS, OURS


def ours(number):
    """Return its double."""
    return 2 * number


@pytest.mark.parametrize(("mine", "said"), [(None, OURS), (lambda number: number + number, HOLDS)])
def test_what_holds_is_said(mine, said, capsys):
    """Ours and the reader's own answer are told apart."""
    with lesson.exercise(mine, ours) as solve:
        assert solve(4) == 8, "It is not the double."
    assert capsys.readouterr().out == f"{said}\n"


@pytest.mark.parametrize(
    ("mine", "sentence"),
    [
        (lambda number: number, "It is not the double."),
        (lambda: 8, "With your answer the check ends in TypeError: .* takes 0 positional .*"),
        (8, "mine is 8: define it as a function, by def mine.*"),
    ],
)
def test_what_does_not_hold_is_said(mine, sentence, capsys):
    """Nothing is wrong in silence, and nothing that is wrong is said to hold."""
    with pytest.raises(AssertionError, match=sentence), lesson.exercise(mine, ours) as solve:
        assert solve(4) == 8, "It is not the double."
    assert capsys.readouterr().out == ""


def test_an_error_of_ours_is_ours():
    """Only the reader's answer is blamed on the reader."""
    with pytest.raises(ZeroDivisionError), lesson.exercise(None, ours):
        1 / 0  # noqa: B018


def test_who_was_asked_is_known(monkeypatch, capsys):
    """In the sandbox an exercise tells who was asked, how often and in which order."""
    monkeypatch.setattr(os, "environ", {**os.environ, "ELECTRON_KIT_MODE": "sandbox"})
    lesson.start()
    hello = [{"role": "user", "content": "Hello"}]

    def ask():
        with OpenAI(
            base_url=os.environ["SMALLEST_BASE_URL"], api_key=os.environ["SMALLEST_API_KEY"]
        ) as client:
            client.chat.completions.create(model="electron", messages=hello)

    ask()
    with lesson.exercise(None, ask) as solve:
        assert solve.asked(), "Nobody was asked since."
        solve()
        solve()
        assert solve.asked("electron", "electron"), "It was asked twice."
        assert solve.asked("electron", again=True), "Nobody else was."
        assert not solve.asked("electron"), "Once is not twice."
    assert capsys.readouterr().out.endswith(f"{OURS}\n")


def test_an_exercise_of_a_lesson_tells_right_from_wrong():
    """A sample of `tox run -e again`, which gives every exercise right and wrong answers."""
    assert tried("09_leave_the_responses_api") == []
