"""Code around the requests that Electron's behaviour upsets, each kind in a module of its own."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import Fact
from .concurrency import Concurrency
from .errors import Errors
from .histories import Histories
from .replies import Replies
from .senders import Senders
from .told import Told


def behaviour(senders: Senders, wide: Senders) -> Iterator[Fact]:
    """Yield what happens before and after requests (B06, C01 to C04).

    Args:
        senders: What sends chat requests; without any, replies are left out.
        wide: What sends them or requests for a response, for fan-outs.
    """
    talks = [*senders.chats, *senders.turns]
    yield from Histories(senders.resolver, senders.reader, senders.frameworks, talks).facts()
    # What an error is may be said by its type, and a request's body need not be in sight.
    yield from Errors(senders).facts()
    for look in (Concurrency, Told) if wide.sent else ():
        yield from look(wide).facts()
    if senders.chats:
        yield from Replies(senders).facts()
