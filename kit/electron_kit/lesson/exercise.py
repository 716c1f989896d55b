"""An exercise that answers: the hidden cell below ``mine = None`` says what it has found.

>>> def answer(text):
...     return text.upper()
>>> with exercise(None, answer) as solve:
...     assert solve("yes") == "YES", "The text is to be in capitals."
This is our answer; yours is still None.
>>> with exercise(str.upper, answer) as solve:
...     assert solve("yes") == "YES", "The text is to be in capitals."
Your answer holds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from . import mode

HOLDS = "Your answer holds."
OURS = "This is our answer; yours is still None."


class Solution:
    """A solution on trial: the reader's answer, or ours as long as there is none.

    Args:
        solve: The answer.
    """

    def __init__(self, solve: Callable[..., Any]) -> None:
        self._solve = solve
        # Kept whole, so that no new exchange gets the identity of one that was forgotten.
        self._before = _exchanges()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return what the answer returns for these arguments."""
        return self._solve(*args, **kwargs)

    def asked(self, *providers: str, again: bool = False) -> bool:
        """Say whether since the exercise began these were asked, in order, and nobody else.

        Args:
            providers: ``"electron"`` or ``"openai"``, once for each request.
            again: Whether each may have been asked several times in a row.

        Returns:
            True too in a live run, where nothing that can be looked into counts the requests.
        """
        if not _in_sandbox():
            return True
        known = {id(exchange) for exchange in self._before}
        since = [exchange.dialect for exchange in _exchanges() if id(exchange) not in known]
        return ([name for name, _ in groupby(since)] if again else since) == list(providers)


@contextmanager
def exercise(mine: Callable[..., Any] | None, answer: Callable[..., Any]) -> Iterator[Solution]:
    """Try the reader's answer, or ours, by the assertions of the block, and say what came of it.

    Args:
        mine: The reader's answer; None until there is one.
        answer: Ours.

    Yields:
        What to call in the block as one would call the answer.

    Raises:
        AssertionError: An assertion of the block failed, or the reader's answer raised
            something; the message is a sentence that says what is wrong.
    """
    if mine is not None and not callable(mine):
        raise AssertionError(f"mine is {mine!r}: define it as a function, by def mine(…).")
    try:
        yield Solution(answer if mine is None else mine)
    except AssertionError:
        raise
    except Exception as error:
        if mine is None:
            raise
        raise AssertionError(
            f"With your answer the check ends in {type(error).__name__}: {error}"
        ) from error
    print(OURS if mine is None else HOLDS)


def _in_sandbox() -> bool:
    started = mode.sandbox.cache_info().currsize > 0
    return started and mode.choose(None, os.environ) == "sandbox"


def _exchanges() -> list[Any]:
    return list(mode.sandbox().requests) if _in_sandbox() else []
