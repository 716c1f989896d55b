"""Lists of messages that grow without a bound: B06."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Confidence, Fact, GrowingHistory, Place
from .ai_states import ai_states
from .fields import FieldReader
from .frameworks.walk import Frameworks
from .history_bounds import is_part
from .history_growth import (
    adds_user,
    is_answer,
    is_instruction,
    is_rounds_of_tools,
    is_seldom,
    order,
)
from .history_lives import begun_anew
from .history_stores import of_kept_object, of_store, store_of
from .kept_histories import Kept, bounded, is_cut, is_loaded, is_saved, short_name
from .lasting_histories import Lasting
from .lifetimes import dies_young
from .limiters import value_of
from .posted_whole import PostedWhole
from .received_histories import received_histories
from .repeats import LOOPS, function_of, is_counted, is_endless, is_handler
from .resolve import Resolver
from .run_threads import run_threads
from .syntax import Node
from .told_histories import told_histories
from .turn_stores import turn_stores
from .written import bare, first_argument, key_of, last_name

_SDK = re.compile(rb"from\s+['\"]openai['\"]|require\(['\"]openai['\"]\)")
# A model that another vendor's own function makes.
_OTHERS = re.compile(
    r"(?i)^(?:\w*anthropic|google|gemini|groq|mistral|ollama|xai|deepseek|bedrock)\w*[.(]"
)


class Histories:
    """Finds lists that outlive a request, are sent with every one, and only grow.

    Args:
        resolver: The project's resolver.
        reader: Knows what is pushed to a list.
        frameworks: Knows what a framework's call sends as its messages.
        chats: The calls that send chat requests.
    """

    def __init__(
        self,
        resolver: Resolver,
        reader: FieldReader,
        frameworks: Frameworks,
        chats: Sequence[Node],
    ) -> None:
        """Start with nothing found."""
        self.resolver = resolver
        self.reader = reader
        self.frameworks = frameworks
        self.chats = chats
        self.kept = Kept(resolver, reader)
        self.lasting = Lasting(resolver, reader)
        self.whole = PostedWhole(resolver, self.lasting.places.clients)

    def facts(self) -> Iterator[Fact]:
        """Yield a fact for each such list."""
        seen: set[int] = set()
        told: set[Place] = set()
        every: list[GrowingHistory] = []
        for chat in self.chats:
            found = list(self._of_chat(chat, seen))
            if not found:
                found = list(self._elsewhere(chat))
            for fact in found:
                if fact.place not in told:
                    told.add(fact.place)
                    every.append(fact)
                    yield fact
        if self.frameworks.chats:
            for call in self.resolver.project.calls("BufferMemory"):
                if any(i.name.endswith(".BufferMemory") for i in self.resolver.of(call)):
                    yield GrowingHistory(place=call.place, name="BufferMemory")
        if self.chats or self.frameworks.chats:
            runs = [r for r in run_threads(self.resolver.project) if r.place not in told]
            every += runs
            yield from runs
        every += (more := list(told_histories(self.resolver.project, every)))
        if self.chats or self.frameworks.found:
            told |= {fact.place for fact in more}
            more += [fact for fact in ai_states(self.resolver.project) if fact.place not in told]
        if self.chats or self._asks_unseen():
            more += turn_stores(self.resolver.project, every)
        yield from more
        chats = [*self.chats, *self._unnamed()]
        yield from received_histories(self.resolver.project, chats, every, self.whole, self._sent)

    def _sent(self, chat: Node) -> Node | None:
        """Return what a request sends: its messages, or a prompt that may be made of them."""
        return self.kept.messages(chat) or self.frameworks.asked(chat) or _prompt(chat)

    def _asks_unseen(self) -> bool:
        """Say whether a file of OpenAI's SDK asks through a client that was not followed."""
        return any(
            (callee := call.get("function")) is not None
            and "chat.completions" in callee.text
            and _SDK.search(call.module.unit.data) is not None
            for call in self.resolver.project.calls("create")
        )

    def _unnamed(self) -> Iterator[Node]:
        """Yield the AI SDK's calls whose model comes from the project's own choice of one."""
        if not self.frameworks.chats:
            return
        known = {id(chat) for chat in self.chats}
        for call in self.resolver.project.calls("streamText"):
            given = first_argument(call)
            entries = given.children if given is not None and given.kind == "object" else ()
            model = next((c.get("value") or c for c in entries if key_of(c) == "model"), None)
            if id(call) not in known and (model is None or not _OTHERS.search(model.text)):
                yield call

    def _of_chat(self, chat: Node, seen: set[int]) -> Iterator[GrowingHistory]:
        """Yield the lists of one request that are seen to grow around it."""
        yield from self._handed(chat, seen)
        for messages in self._lists(chat):
            if id(messages) not in seen:
                seen.add(id(messages))
                yield from self._history(messages, chat)
                yield from self._replaced(messages, chat)
                yield from self._state(messages)
                yield from self._rekept(messages, chat)
        yield from self._stored(chat)
        yield from self.kept.of(chat)

    def _elsewhere(self, chat: Node) -> Iterator[GrowingHistory]:
        """Yield a list that grows where a request does not see it: in a store, in a table."""
        sent = self.kept.messages(chat) or self.frameworks.asked(chat)
        found = self.lasting.growth(sent, chat) if sent is not None else None
        callee = chat.get("function")
        of_responses = callee is not None and ".responses." in callee.text
        # There, what else is added are the calls of tools of one answer.
        if found is not None and (not of_responses or adds_user(found[0])):
            yield GrowingHistory(place=found[0].place, name=found[1], confidence=Confidence.MEDIUM)

    def _lists(self, chat: Node) -> Iterator[Node]:
        """Yield the arrays that a request sends, and those that it spreads into what it sends."""
        sent = self.kept.messages(chat)
        cut = bare(sent) if sent is not None else None
        if cut is not None and cut.kind == "call_expression" and is_part(cut):
            return
        found = self.frameworks.history(chat) or list(self.resolver.of(sent))
        for messages in found:
            if messages.kind != "array":
                continue
            yield messages.node
            for child in messages.node.children:
                if child.kind == "object":
                    yield from self._joined(child)
                if child.kind != "spread_element" or not child.children or is_cut(child):
                    continue
                for inner in self.resolver.of(child.children[0]):
                    if inner.kind == "array":
                        yield inner.node

    def _joined(self, message: Node) -> Iterator[Node]:
        """Yield the lists of texts whose whole is a message's content: ``said.join(" ")``."""
        entry = next((c for c in message.children if key_of(c) == "content"), None)
        if entry is None:
            return
        content = value_of(bare(entry.get("value") or entry))
        for below in content.walk():
            callee = below.get("function") if below.kind == "call_expression" else None
            if callee is None or last_name(callee) != "join" or is_cut(callee):
                continue
            for inner in self.resolver.of(callee.get("object")):
                if inner.kind == "array":
                    yield inner.node

    def _handed(self, chat: Node, seen: set[int]) -> Iterator[GrowingHistory]:
        """Yield a list from out of sight that grows: in an endless loop, or saved when longer."""
        for value in self.kept.sources(chat):
            found = list(self._lengthened(value, chat, seen))
            yield from found
            if found:
                return

    def _lengthened(self, value: Node, chat: Node, seen: set[int]) -> Iterator[GrowingHistory]:
        # A script's own statements stand in no function.
        function = function_of(chat)
        around = function if function is not None else chat.module.root
        if not value.kind.startswith(("identifier", "shorthand")):
            return
        bindings = value.scope.find(value.text) or ()
        unseen = [b for b in bindings if b.how == "param" or is_loaded(b)]
        if not bindings or len(unseen) < len(bindings):
            return
        pushes = [
            p
            for p in chat.module.calls.get("push", ())
            if function_of(p) is function and _owner_text(p) == value.text
        ]
        loop = next((a for a in chat.up() if a.kind in LOOPS or is_endless(a)), None)
        loops = loop is not None and function_of(loop) is function and not is_counted(loop)
        saved = is_loaded(bindings[0]) and is_saved(value.text, around)
        asked = [p for p in pushes if adds_user(p)]
        if loops and asked and loop is not None and is_rounds_of_tools(loop):
            # What was handed in is the talk: its turn is told, not what one answer's tools gave.
            pushes, saved = asked, True
        for push in sorted(pushes, key=order):
            again = (
                loops
                and loop is not None
                and loop.start <= push.start < loop.end
                # What is made of another list in each round begins anew there.
                and not any(loop.start <= b.target.start < loop.end for b in bindings if b.target)
            )
            if (again or saved) and id(push) not in seen and not bounded(value.text, push):
                seen.add(id(push))
                yield GrowingHistory(place=push.place, name=short_name(value.text))
                return

    @staticmethod
    def _state(array: Node) -> Iterator[GrowingHistory]:
        """Yield a list in a component's state that is set anew with more in it."""
        for child in array.children:
            if child.kind != "spread_element" or not child.children:
                continue
            name = bare(child.children[0])
            if of_store(name, array):
                yield GrowingHistory(place=array.place, name=short_name(name.text))
                return
            for binding in (name.scope.find(name.text) or ())[:4] if name.scope is not None else ():
                hook = binding.node
                callee = hook.get("function") if hook is not None else None
                kept = last_name(callee) if callee is not None else ""
                if kept not in ("useState", "useReducer") or binding.path != (0,):
                    continue
                setter = f"set{name.text[:1].upper()}{name.text[1:]}"
                sets = array.module.calls.get(setter, ()) if kept == "useState" else ()
                if (kept == "useState" and not sets) or bounded(name.text, array):
                    continue
                longer = [a for call in sets if (a := _longer_in(call)) is not None]
                # Where a person's turn joins, be it in what is sent alone.
                said = next((a for a in (*longer, array) if adds_user(a)), None)
                grown = said or next(iter(longer), array)
                yield GrowingHistory(place=grown.place, name=short_name(name.text))
                return

    def _stored(self, chat: Node) -> Iterator[GrowingHistory]:
        """Yield lists that are kept by key: ``chats[id].push(…)``, ``sessions.get(id).push(…)``."""
        for value in self.kept.sources(chat):
            store = store_of(value)
            if store is None or not self._outlives(store, chat):
                continue
            every = (*chat.module.calls.get("push", ()), *chat.module.calls.get("unshift", ()))
            for push in sorted(every, key=order):
                callee = push.get("function")
                owner = callee.get("object") if callee is not None else None
                if owner is None or bare(owner).text != value.text:
                    continue
                if not bounded(store.text, push) and not bounded(value.text, push):
                    yield GrowingHistory(place=push.place, name=short_name(value.text))
                    return

    def _rekept(self, array: Node, chat: Node) -> Iterator[GrowingHistory]:
        """Yield a longer copy of a list that is kept by key, and takes its place there."""
        holder, function = array.parent, function_of(array)
        name = holder.get("name") if holder is not None else None
        if function is None or name is None:
            return
        for child in array.children:
            inner = bare(child.children[0]) if child.kind == "spread_element" else None
            store = store_of(inner) if inner is not None else None
            if store is None or not self._outlives(store, chat):
                continue
            kept = (
                rf"{re.escape(store.text)}(?:\.set\(|\[[^\]]*\]\s*=)[^;]*\b{re.escape(name.text)}\b"
            )
            if re.search(kept, function.text) and not bounded(name.text, array):
                yield GrowingHistory(place=array.place, name=short_name(name.text))
                return

    @staticmethod
    def _outlives(store: Node, chat: Node) -> bool:
        """Say whether what lists are kept in lives longer than one call."""
        if store.kind == "member_expression":
            owner = store.get("object")
            return owner is not None and owner.kind == "this"
        if store.kind != "identifier" or store.scope is None:
            return False
        bindings = store.scope.find(store.text) or []
        home = function_of(chat)
        return any(
            b.how == "value" and b.target is not None and function_of(b.target) is not home
            for b in bindings
        )

    def _replaced(self, array: Node, chat: Node) -> Iterator[GrowingHistory]:
        """Yield a list that is made anew with more in it: ``history = [...history, x]``."""
        whole = array.parent
        left = whole.get("left") if whole is not None else None
        if whole is None or whole.kind != "assignment_expression" or left is None:
            return
        spreads = [c for c in array.children if c.kind == "spread_element" and c.children]
        again = any(bare(s.children[0]).text == left.text for s in spreads)
        if not again or len(spreads) == len(array.children) or not self._outlives(bare(left), chat):
            return
        if not _is_own(bare(left), whole) and not bounded(left.text, whole):
            yield GrowingHistory(place=whole.place, name=short_name(left.text))

    def _history(self, array: Node, chat: Node) -> Iterator[GrowingHistory]:
        holder = array.parent
        while holder is not None and holder.kind == "parenthesized_expression":
            holder = holder.parent
        if holder is None:
            return
        name = _holder_name(holder)
        grown = [
            p
            for p in map(_call_of, self.reader.pushed(array))
            if p is not None and not is_instruction(p) and not _is_anew(p)
        ]
        near = self._around(chat)
        # Where the user's turn is added is where a reader looks for it.
        for push in sorted(
            grown,
            key=lambda p: (
                not adds_user(p),
                is_seldom(p),
                not adds_user(p) and is_answer(p),
                id(function_of(p)) not in near,
            ),
        ):
            files = {each.module: each for each in (push, holder, chat)}
            if self._kept(holder, push, chat) and not any(
                bounded(name, each) for each in files.values()
            ):
                yield GrowingHistory(place=push.place, name=name or "messages")
                return

    def _around(self, chat: Node) -> set[int]:
        """Return the function that sends a request, and those that it calls."""
        function = function_of(chat)
        found = {id(function)}
        for below in function.walk() if function is not None else ():
            if below.kind == "call_expression":
                called = self.resolver.of(below.get("function"))
                found |= {id(item.node) for item in called if item.kind == "function"}
        return found

    def _kept(self, holder: Node, push: Node, chat: Node) -> bool:
        """Say whether the list outlives one round of what makes it grow."""
        if holder.kind in ("public_field_definition", "field_definition"):
            klass = holder.scope.class_
            return klass is None or not dies_young(klass, self.resolver)
        if holder.kind == "assignment_expression":
            left = holder.get("left")
            if left is not None and left.kind == "member_expression":
                function = function_of(holder)
                name = function.get("name") if function is not None else None
                return function is not function_of(push) or (
                    name is not None and name.text == "constructor"
                )
        if holder.kind == "pair":
            return of_kept_object(holder)
        if holder.kind != "variable_declarator":
            return False
        home, there = function_of(holder), function_of(push)
        if holder.module is not push.module:
            # A file's own list, which another file imports.
            return home is None and (there is not None or _in_endless(push))
        if home is not there:
            # A closure that runs again and again, over a list that lives longer.
            return home is None or is_handler(there)
        loop = next(
            (above for above in push.up() if above.kind in LOOPS or is_endless(above)), None
        )
        if loop is None or is_counted(loop) or is_rounds_of_tools(loop):
            return False
        inside = loop.start <= holder.start < loop.end
        return not inside and (loop.start <= chat.start < loop.end or function_of(chat) is not home)


def _prompt(chat: Node) -> Node | None:
    """Return the text that a call of the AI SDK is asked with: ``generateText({ prompt })``."""
    given = first_argument(chat)
    entries = given.children if given is not None and given.kind == "object" else ()
    return next((c.get("value") or c for c in entries if key_of(c) == "prompt"), None)


def _is_own(name: Node, change: Node) -> bool:
    """Say whether a list is made by the function that sets it anew, in no endless loop."""
    function = function_of(change)
    bindings = name.scope.find(name.text) or () if name.scope is not None else ()
    if function is None or not bindings or name.kind != "identifier":
        return False
    if any(b.target is None or function_of(b.target) is not function for b in bindings):
        return False
    loop = next((a for a in change.up() if a.kind in LOOPS or is_endless(a)), None)
    return loop is None or function_of(loop) is not function or is_counted(loop)


def _in_endless(push: Node) -> bool:
    return any(
        (above.kind in LOOPS and not is_counted(above)) or is_endless(above) for above in push.up()
    )


def _is_anew(push: Node) -> bool:
    callee = push.get("function")
    owner = callee.get("object") if callee is not None else None
    return owner is not None and begun_anew(bare(owner), push)


def _longer_in(call: Node) -> Node | None:
    """Return the longer copy that a state is set to: ``setTurns((old) => [...old, turn])``."""
    return next(
        (
            below
            for below in call.walk()
            if below.kind == "array"
            and len(below.children) > 1
            and below.children[0].kind == "spread_element"
            and function_of(below) is not function_of(call)
        ),
        None,
    )


def _owner_text(call: Node) -> str:
    callee = call.get("function")
    owner = callee.get("object") if callee is not None else None
    return bare(owner).text if owner is not None else ""


def _call_of(pushed: Node) -> Node | None:
    return next((above for above in pushed.up() if above.kind == "call_expression"), None)


def _holder_name(holder: Node) -> str:
    target = holder.get("name") or holder.get("property") or holder.get("left") or holder.get("key")
    return target.text if target is not None else ""
