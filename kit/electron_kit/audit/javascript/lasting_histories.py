"""Histories that grow in one place and are sent from another: stores, states, caches, tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from .fields import FieldReader
from .history_copies import TURNS
from .history_growth import adds_user, changes, order
from .history_lives import Lives
from .history_places import Places
from .kept_histories import bounded, short_name
from .resolve import Resolver
from .route_clients import RouteClients
from .row_joins import Joins
from .stored_rows import added_rows
from .stores import has_store, is_of_page
from .syntax import Node
from .written import bare, last_name


class Lasting:
    """Finds where lists grow that requests send, by what both are known by.

    Args:
        resolver: The project's resolver.
        reader: Knows the body of a request that is fetched.
    """

    def __init__(self, resolver: Resolver, reader: FieldReader) -> None:
        """Start with nothing looked at."""
        self.resolver = resolver
        self.lives = Lives(resolver)
        self.places = Places(resolver, RouteClients(resolver, reader))
        self._grown: dict[Any, list[tuple[Node, Node]]] | None = None
        self._rows: dict[tuple[str, str], list[Node]] | None = None
        # One bound mends all requests that send a table's rows.
        self._told_of: set[tuple[Any, ...]] = set()

    def growth(self, sent: Node, chat: Node) -> tuple[Node, str] | None:
        """Return where the list that a request sends grows for good, and its name; or None.

        Args:
            sent: What the request gives as its messages.
            chat: The request.
        """
        keys = dict.fromkeys(self.places.of(sent))
        rows = [key for key in keys if key[0] in ("rows", "list")]
        named = [key for key in keys if key[0] in ("field", "selected")]
        exact = [key for key in keys if key not in named]
        # By its name alone a member of a page may be a document's: what is known better goes first.
        fields = [key for key in named if key[0] == "field"]
        found = (
            self._of_rows(rows, sent)
            or self._changed(exact, keys, chat)
            or self._of_rows(fields, sent)
            or self._changed(named, keys, chat)
        )
        return None if found is None or found[0] is None else (found[0], found[1])

    def _of_rows(
        self, keys: Iterable[tuple[Any, ...]], sent: Node
    ) -> tuple[Node | None, str] | None:
        """Return where the rows of a table join what is sent; no place if that was told before."""
        for key in keys:
            if self._rows is None:
                self._rows = added_rows(self.resolver)
            added = sorted(self._rows.get((key[0], key[1]), ()), key=order)
            if added and key in self._told_of:
                return None, ""
            if added:
                self._told_of.add(key)
                # Where the rows join what is sent they would be cut to so many; a list that a
                # server keeps, where it is added to (``ltrim``).
                join = Joins(self.places, key).join(sent) if key[0] != "list" else None
                return (added[0] if join is None else join), key[1]
        return None

    def _changed(
        self, some: Iterable[tuple[Any, ...]], keys: Iterable[tuple[Any, ...]], chat: Node
    ) -> tuple[Node, str] | None:
        """Return where a list gets longer that is known by one of some keys, and stays."""
        if self._grown is None:
            self._grown = defaultdict(list)
            for base, change in changes(self.resolver.project):
                self._grown["copy", id(change)].append((base, change))
                for key in dict.fromkeys(self.places.of(base)):
                    self._grown[key].append((base, change))
                    if key[0] == "field":
                        self._grown["selected", key[1]].append((base, change))
        found: dict[int, tuple[Node, Node]] = {}
        for key in some:
            for base, change in self._grown.get(key, ()):
                named = key[0] in ("field", "selected")
                if not named or self._may_be(base, change, chat, key):
                    found[id(change)] = (base, change)
        for base, change in sorted(found.values(), key=lambda each: order(each[1])):
            if self.lives.lasts(base, change) and not self._bounded(
                base, change, chat, ("copy", id(change)) in keys
            ):
                said = None if adds_user(change) else self._said(keys, change)
                return change if said is None else said, short_name(base.text)
        return None

    def _said(self, keys: Iterable[tuple[Any, ...]], change: Node) -> Node | None:
        """Return where a person's turn joins a page's list, in what its file sends alone."""
        for key in keys:
            copy = self.places.copies.get(key[1]) if key[0] == "copy" else None
            first = copy.children[0] if copy is not None and copy.children else None
            if copy is None or first is None or copy.module is not change.module:
                continue
            if first.kind != "spread_element":
                continue
            if adds_user(copy) and first.children and is_of_page(bare(first.children[0])):
                return copy
        return None

    def _may_be(self, base: Node, change: Node, chat: Node, key: tuple[Any, ...]) -> bool:
        """Say whether two members of a name may be one: a store's, or in one file."""
        if not TURNS.search(key[1]):
            return False
        kinds = {place[0] for place in self.places.of(base)}
        if "member" in kinds or ("entry" in kinds and not base.text.startswith("this.")):
            return False
        if key[0] == "field":
            return change.module is chat.module or self._alone(key)
        return has_store(change.module)

    def _alone(self, key: tuple[Any, ...]) -> bool:
        """Say whether members of a name get longer in one file only: whose else would they be."""
        grown = (self._grown or {}).get(key, ())
        return len({id(c.module) for base, c in grown if last_name(base) == key[1]}) == 1

    def _bounded(self, base: Node, change: Node, chat: Node, followed: bool = False) -> bool:
        name = base.text
        if base.kind == "call_expression":
            callee = base.get("function")
            owner = callee.get("object") if callee is not None else None
            name = owner.text if owner is not None else name
        last = re.sub(r"[?!]", "", name)
        return any(bounded(last, each, followed=followed) for each in (change, chat))
