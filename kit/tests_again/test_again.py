"""A lesson survives what a reader does: run all again, and a cell twice in a row."""

import pytest
from exercises import ANSWERS, Kernel

LESSONS = sorted(path.stem for path in ANSWERS.glob("*.txt"))


@pytest.mark.parametrize("lesson", LESSONS)
def test_run_all_twice(lesson):
    """The second run in the same kernel has no error that the first has not."""
    kernel = Kernel(lesson)
    with kernel.setup_kernel():
        for _ in range(2):
            for at, _ in kernel.code():
                kernel.run(at)


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_cell_twice_in_a_row(lesson):
    """A cell that is run again at once works again."""
    kernel = Kernel(lesson)
    with kernel.setup_kernel():
        for at, _ in kernel.code():
            kernel.run(at)
            kernel.run(at)
