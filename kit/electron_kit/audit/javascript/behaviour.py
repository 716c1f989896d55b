"""Code around the requests that Electron's behaviour upsets, each kind in a module of its own."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import Fact
from .concurrency import Concurrency
from .errors import Errors
from .histories import Histories
from .lone_calls import LoneCalls
from .replies import Replies
from .senders import Senders
from .streamed_texts import StreamedTexts
from .told import Told
from .unlooked_answers import UnlookedAnswers


def behaviour(senders: Senders) -> Iterator[Fact]:
    """Yield what happens before and after requests (B06, C01 to C04).

    Args:
        senders: What sends requests; without any, fan-outs are left out.
    """
    talks = [*senders.chats, *senders.turns]
    yield from Histories(senders.resolver, senders.reader, senders.frameworks, talks).facts()
    # What an error is may be said by its type, and a request's body need not be in sight.
    yield from Errors(senders).facts()
    # How a turn is kept is told by how it is spelled, wherever it is sent from.
    yield from Replies(senders).facts()
    yield from StreamedTexts(senders).facts()
    yield from UnlookedAnswers(senders).facts()
    yield from LoneCalls(senders).facts()
    for look in (Concurrency, Told) if senders.asked else ():
        yield from look(senders).facts()
