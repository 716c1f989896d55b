"""The front end for shell scripts, Makefiles and scripts of Windows: requests, and variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import (
    ErrorRead,
    Fact,
    Field,
    FrameworkClient,
    Place,
    RawRequest,
    Repair,
    Unit,
)
from ..failures import Careful
from ..finding import Edit, MustReview, Problem, Style
from ..frontend import Source
from ..hosts import endpoint_of_url
from ..rewrite import splice_text
from .addresses import addresses, is_resource, is_sent
from .curl import CURL, command_around, request_of
from .embedded import embedded_clients
from .model_tests import model_tests
from .relevant_files import NAMES, RELEVANT, SUFFIXES, holds_commands
from .variables import variables
from .windows import SUFFIXES as WINDOWS
from .windows import windows_facts

_ERROR_FIELD = re.compile(rb"\.error\??\.(?P<field>code|param)\b")
_CAP = re.compile(
    rb"(?:^|(?<=[\s;]))\w+=(?P<quote>[\"']?)(?P<field>max_completion_tokens)(?P=quote)(?=[\s;]|$)",
    re.M,
)
_COMMENT = re.compile(rb"(?:^|(?<=[\s;]))#[^\n]*", re.M)


class ShellFrontEnd:
    """Reads shell scripts, Makefiles, batch files and PowerShell."""

    name = "shell"

    def claims(self, path: str) -> bool:
        """Say by a file's name whether this front end reads it."""
        name = path.rpartition("/")[2].lower()
        scripts = (
            name.endswith((*SUFFIXES, *WINDOWS)) or name in NAMES or name.startswith("makefile.")
        )
        return scripts or holds_commands(name)

    def links(self, sources: Sequence[Source]) -> list[list[Source]]:
        """Return the relevant files as one group: nothing is followed across them."""
        group = [
            source
            for source in sources
            if RELEVANT.search(source.data)
            and (not holds_commands(source.name) or CURL.search(source.data))
        ]
        return [group] if group else []

    def analyse(self, sources: Sequence[Source], problems: list[Problem]) -> list[Fact]:
        """Return the facts of one group of sources."""
        careful = Careful(problems)
        facts: list[Fact] = []
        for source in sources:
            facts += careful.part(source.path, lambda one: list(_facts(one)), source) or ()
        return facts

    def edits(self, repair: Repair, style: Style) -> Sequence[Edit] | MustReview:
        """Return why a person has to make a change: a script's parts are not followed."""
        del repair, style
        return MustReview("What else the script reads is not followed: change it as a whole.")

    def splice(self, data: bytes, edits: Sequence[Edit]) -> bytes:
        """Return a file's bytes with edits made.

        Raises:
            ValueError: Edits overlap.
        """
        return splice_text(data, edits)


def _facts(source: Source) -> Iterator[Fact]:
    if source.path.lower().endswith(WINDOWS):
        yield from windows_facts(source.path, source.data)
        return
    unit = Unit(source.path, source.data, "config")
    # Comments are blanked, so that every offset stays.
    data = _COMMENT.sub(lambda match: b" " * len(match[0]), source.data)
    spans: list[tuple[int, int]] = []
    chats = False
    commands = holds_commands(source.path)
    for address in addresses(data):
        start, end = command_around(data, address.start)
        if address.is_kept and not address.uses and is_resource(address.url):
            # Where Azure's resource is kept for others to read: that variable is reported.
            continue
        if not address.is_kept and not is_sent(data, address, (start, end), commands):
            continue
        spans += [(start, end), *(command_around(data, use.start) for use in address.uses)]
        # What a path is put behind is only a base: each request is reported where it is made.
        for one in [use for use in address.uses if use.path] or [address]:
            place = Place(unit, one.start, one.end)
            azure = "azure.com" in address.url
            endpoint = endpoint_of_url(address.url + one.path)
            chats |= endpoint == "chat"
            yield RawRequest(
                place=place, url=address.url + one.path, endpoint=endpoint, azure=azure
            )
            if endpoint == "chat" and not azure:
                for made in [one] if one.path or not address.uses else address.uses:
                    yield from request_of(unit, data, place, command_around(data, made.start))
    if chats:
        # ``jq -r .error.code``
        for read in _ERROR_FIELD.finditer(data):
            yield ErrorRead(place=Place(unit, *read.span()), what=read["field"].decode())
        for kept in _CAP.finditer(data):
            # ``FIELD=max_completion_tokens``, put into a body by name.
            place = Place(unit, *kept.span("field"))
            field = Field("max_completion_tokens", place, None, None, ())
            yield FrameworkClient(
                place=place, framework="", symbol="", arguments={field.name: field},
                endpoint="settings",
            )  # fmt: skip
    yield from model_tests(unit, data)
    if not commands:
        clients = list(embedded_clients(unit, data))
        yield from clients
        # A key that a client is given is reported there.
        spans += [(client.place.start, client.place.end) for client in clients]
        yield from variables(unit, data, spans)


FRONT_END = ShellFrontEnd()
__all__ = ["FRONT_END", "ShellFrontEnd"]
