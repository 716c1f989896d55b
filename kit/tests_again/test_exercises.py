"""Each exercise takes a right answer, refuses wrong ones, and always says what it found."""

import pytest
from exercises import ANSWERS, NOTEBOOKS, answers, tried

LESSONS = sorted(path.stem for path in ANSWERS.glob("*.txt"))


@pytest.mark.parametrize("lesson", LESSONS)
def test_an_exercise_tells_right_from_wrong(lesson):
    """Ours and a right answer hold; each wrong answer is refused by a sentence."""
    assert tried(lesson) == []


def test_each_lesson_is_here():
    """A new lesson is given right and wrong answers too."""
    assert sorted(path.stem for path in NOTEBOOKS.glob("[0-9]*.ipynb")) == LESSONS


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_exercise_has_three_wrong_answers(lesson):
    """The judge of a lesson's checks is not thinner for one exercise than for another."""
    given = [(answer.exercise, answer.what[:5]) for answer in answers(lesson)]
    for exercise in {number for number, _ in given}:
        assert given.count((exercise, "right")) >= 1
        assert given.count((exercise, "wrong")) >= 3
