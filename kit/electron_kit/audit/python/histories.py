"""Message lists that grow."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, Fact, GrowingHistory, Place
from .chainlit_contexts import kept_context
from .history_bounds import counted_by, shortened, taken_in_parts
from .kept_histories import Kept, adds_user, order
from .kept_runs import kept_run
from .lifetimes import made_anew
from .page_histories import page_histories
from .posted_whole import posted_histories
from .raw import dumped
from .requests import Request, Requests
from .resolve.lists import list_keys, outlives
from .resolve.parameters import argument_for
from .resolve.resolver import Resolver
from .run_sessions import run_sessions
from .told_histories import told_histories
from .transcripts import joined_lists
from .tree import ancestors, dotted, enclosing_function, last_name, place_of, walk
from .turn_stores import turn_stores
from .turns import begun_anew, counted, given_back, is_endless, longer_text, made_in

# The arguments by which frameworks take a list of messages.
_HISTORIES = ("messages", "message_history", "chat_history")
_OF_ANSWER = re.compile(r"(?i)output|call|tool|respon|result|item|completion|answer|model_dump")
_ASKING = {"invoke", "ainvoke", "stream", "astream", "run", "run_sync", "run_streamed", "chat"}


def histories(requests: Requests, resolver: Resolver, more: list[ast.Call]) -> Iterator[Fact]:
    """Yield the message lists that grow without a bound in sight.

    Args:
        requests: The project's requests.
        resolver: The project's resolver.
        more: Other calls that send chat requests, such as a framework's.
    """
    calls = [(r.node, r.fact.confidence) for r in requests.found if _has_messages(r)]
    calls += [(c, Confidence.MEDIUM) for c in more]
    changes = list(_changes(resolver))
    talked = [pair for pair in changes if _may_be_messages(*pair)]
    grown = _growth(resolver, talked)
    known = {id(change) for _, change in talked}
    # An object's list is known by the object, whatever it is called.
    owned = [p for p in changes if p[0].__class__ is ast.Attribute or id(p[1]) in known]
    kept = Kept(resolver, owned)
    pages = list(page_histories(resolver)) if calls else []
    found = [fact for _, fact in pages]
    # What the page keeps is the conversation; what one answer's tools add to it is not.
    found += [
        fact
        for fact in _followed(calls, resolver, grown, kept)
        if not any(_is_within(fact.place, function) for function, _ in pages)
    ]
    yield from found
    more_found = list(told_histories(resolver, [call for call, _ in calls], changes, found))
    yield from more_found
    if calls:
        more_found += (stores := list(turn_stores(resolver, [*found, *more_found])))
        yield from stores
        asked = [(call, asked_with(call, resolver)) for call, _ in calls]
        given = [(call, expression) for call, expression in asked if expression is not None]
        yield from posted_histories(resolver, given, [*found, *more_found])
        yield from run_sessions(resolver)


def _is_within(place: Place, function: Place) -> bool:
    return function.unit is place.unit and function.start <= place.start < function.end


def _followed(
    calls: list[tuple[Any, Confidence]], resolver: Resolver, grown: dict[Any, list[Any]], kept: Kept
) -> Iterator[GrowingHistory]:
    """Yield the lists that are followed from the requests to where they grow."""
    seen: set[Any] = set()
    for call, confidence in calls:
        expression = asked_with(call, resolver)
        of_responses = last_name(getattr(call.func, "value", None)) == "responses"
        if expression is None:
            continue
        sent = [expression, *joined_lists(expression, resolver)]
        keys = [key for each in sent for key in list_keys(each, resolver) if key not in seen]
        longer_at = {id(c): c for key in keys for c in grown.get(key, ())}
        # Where the user's turn is added is where a reader looks for it.
        for change in sorted(longer_at.values(), key=order):
            if of_responses and not adds_user(change) and _OF_ANSWER.search(place_of(change).text):
                # The calls of tools of one answer; what is said in turn is what goes on.
                continue
            # The first that lasts is reported, and the list's other growth is not: one bound mends
            # all.
            if _lasting(change, resolver) and not _bounded(change, call, resolver):
                seen.update(keys)
                yield GrowingHistory(
                    place=place_of(change),
                    # Never sure: what bounds a list may be out of sight.
                    confidence=min(Confidence.MEDIUM, confidence),
                    name=_spelled(change),
                )
                break
        else:
            longer = (
                given_back(expression, call, resolver)
                or kept_run(call, resolver)
                or longer_text(expression, call, resolver)
            )
            if longer is None:
                longer = kept_context(sent)
            found = (longer, place_of(longer).text[:60]) if longer is not None else None
            sent += [k.value for k in call.keywords if k.arg is None]
            if found is None and not of_responses:
                found = next((f for each in sent if (f := kept.growth(each, call))), None)
            if found is not None and id(found[0]) not in seen:
                seen.add(id(found[0]))
                yield GrowingHistory(
                    place=place_of(found[0]),
                    confidence=min(Confidence.MEDIUM, confidence),
                    name=found[1].split("\n")[0],
                )


def asked_with(call: ast.Call, resolver: Resolver) -> Any:
    """Return what a call asks a model with: its messages, its input, or its prompt; or None.

    Args:
        call: The call.
        resolver: The project's resolver.
    """
    expression = next((k.value for k in call.keywords if k.arg in _HISTORIES), None)
    of_responses = last_name(getattr(call.func, "value", None)) == "responses"
    if expression is None and of_responses:
        expression = next((k.value for k in call.keywords if k.arg == "input"), None)
    if expression is None:
        expression = _expression_of(call, resolver) or _positional(call)
    return expression


def _positional(call: ast.Call) -> Any:
    """Return what a framework's call is asked with: ``llm.invoke(x)``, ``Runner.run(agent, x)``."""
    if call.func.__class__ is not ast.Attribute or call.func.attr not in _ASKING:
        return None
    at = 1 if last_name(call.func.value) == "Runner" else 0
    given = call.args[at] if len(call.args) > at else None
    if given.__class__ is ast.Dict:
        # A graph's state: ``agent.invoke({"messages": history})``.
        entries = zip(given.keys, given.values, strict=True)
        return next((v for k, v in entries if getattr(k, "value", None) == "messages"), given)
    return given or next((k.value for k in call.keywords if k.arg == "input"), None)


def _has_messages(request: Request) -> bool:
    fact = request.fact
    if fact.endpoint == "responses":
        # What the platform keeps grows there, and is not sent.
        return (
            "input" in fact.fields
            and not {"previous_response_id", "conversation"} & fact.fields.keys()
        )
    return fact.endpoint == "chat" and "messages" in fact.fields


def _expression_of(call: ast.Call, resolver: Resolver) -> Any:
    """Return the messages of ``**params``, and of the body of a request that is written by hand."""
    for keyword in call.keywords:
        if keyword.arg not in (None, "json", "data", "content", "body"):
            continue
        body = dumped(keyword.value)
        for item in resolver.of(body):
            if item.kind == "dict":
                values = resolver.dict_values(item)
                for value in (*values.get("messages", ()), *values.get("input", ())):
                    return value
    for item in resolver.of(call.func):
        for given in (getattr(each.node, "keywords", ()) for each in item.partials):
            for keyword in given:
                if keyword.arg in _HISTORIES:
                    return keyword.value
    return None


def _growth(resolver: Resolver, found: list[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    """Return the statements that make lists longer, by the list."""
    grown: dict[Any, list[Any]] = {}
    for base, change in found:
        # One step is left: what makes a list longer knows it more directly than a request does.
        for key in list_keys(base, resolver, 4):
            grown.setdefault(key, []).append(change)
    return grown


def _changes(resolver: Resolver) -> Iterator[tuple[Any, Any]]:
    """Yield lists of messages and what makes them longer."""
    for module in resolver.project.modules:
        changes: list[tuple[Any, Any]] = []
        for name in ("append", "extend", "insert"):
            calls = module.calls.get(name, ())
            changes += [(c.func.value, c) for c in calls if c.func.__class__ is ast.Attribute]
        for call in module.calls.get("write", ()):
            changes += _written(call)
        for name in ("add_user_message", "add_message", "add_messages"):
            calls = module.calls.get(name, ())
            changes += [(c.func.value, c) for c in calls if c.func.__class__ is ast.Attribute]
        for name in ("replace", "evolve", "model_copy", "_replace"):
            for call in module.calls.get(name, ()):
                changes += _replaced(call)
        changes += [
            (node.target, node)
            for node in module.nodes[ast.AugAssign]
            if node.op.__class__ is ast.Add
            and not _is_text(node.value)
            and node.value.__class__ is not ast.Dict
        ]
        changes += [
            (node.targets[0], node)
            for node in module.nodes[ast.Assign]
            if node.value.__class__ in (ast.BinOp, ast.List)
            and _longer(node.value, node.targets[0])
        ]
        yield from changes


def _written(call: ast.Call) -> Iterator[tuple[Any, Any]]:
    """Yield the file that a turn is written behind the others in: ``open(LOG, "a")``."""
    if call.func.__class__ is not ast.Attribute or call.func.value.__class__ is not ast.Name:
        return
    if not any(n.__class__ is ast.Constant and n.value == "role" for n in walk(call)):
        return
    for binding in call.scope.bindings.get(call.func.value.id, ()):
        opened = binding.value
        if opened.__class__ is not ast.Call or last_name(opened.func) != "open":
            continue
        owner = opened.func.value if opened.func.__class__ is ast.Attribute else opened.args[0]
        if any(a.__class__ is ast.Constant and str(a.value).startswith("a") for a in opened.args):
            yield owner, call


def _replaced(call: ast.Call) -> Iterator[tuple[Any, Any]]:
    """Yield the lists of an object whose copy has longer ones: ``replace(talk, turns=…)``."""
    entries = [(k.arg, k.value) for k in call.keywords]
    entries += [
        (getattr(key, "value", None), value)
        for k in call.keywords
        if k.value.__class__ is ast.Dict
        for key, value in zip(k.value.keys, k.value.values, strict=True)
    ]
    for name, value in entries:
        base = value.left if value.__class__ is ast.BinOp else None
        if value.__class__ in (ast.List, ast.Tuple) and value.elts:
            base = getattr(value.elts[0], "value", None)
        if base.__class__ is ast.Attribute and base.attr == name:
            yield base, call


def _longer(value: Any, target: Any) -> bool:
    """Say whether a list is made anew with more in it: ``history = history + [x]``."""
    name = dotted(target)
    if not name:
        return False
    if value.__class__ is ast.BinOp and value.op.__class__ is ast.Add:
        return dotted(value.left) == name and value.right.__class__ is not ast.JoinedStr
    return value.__class__ is ast.List and any(
        e.__class__ is ast.Starred and dotted(e.value) == name for e in value.elts[:1]
    )


def _may_be_messages(base: Any, change: Any) -> bool:
    text = place_of(base).text.lower()
    if re.search(r"messag|histor|convers|chat|memory|context|dialog|prompt|log|turns|msgs", text):
        return True
    return any(n.__class__ is ast.Constant and n.value == "role" for n in walk(change))


def _is_text(node: Any) -> bool:
    return node.__class__ in (ast.JoinedStr,) or (
        node.__class__ is ast.Constant and not isinstance(node.value, list)
    )


def _lasting(change: Any, resolver: Resolver) -> bool:
    """Say whether the growth goes on: in an endless loop, an object's or the process's life."""
    base = _base(change)
    return (
        _goes_on(change, base, resolver, 0)
        or "session" in place_of(base).text
        or (
            outlives(base, resolver)
            and not made_anew(change, base, resolver)
            and not begun_anew(change, base)
        )
    )


def _goes_on(node: Any, base: Any, resolver: Resolver, depth: int) -> bool:
    """Say whether a list gets longer in an endless loop, here or where the function is called."""
    for parent in ancestors(node):
        # A ``for`` ends with what it runs over; ``while`` may have no end.
        if parent.__class__ in (ast.For, ast.AsyncFor) and is_endless(parent):
            if not made_in(parent, base):
                return True
        if parent.__class__ is ast.While:
            if not counted(parent, resolver) and not made_in(parent, base):
                return True
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            break
    function = enclosing_function(node)
    if base.__class__ is not ast.Name or function.__class__ is ast.Lambda or depth > 1:
        return False
    parameters = (
        []
        if function is None
        else [
            b for b in function.inner.bindings.get(base.id, ()) if b.how == "param" and not b.star
        ]
        if hasattr(function, "inner")
        else []
    )
    for binding in parameters:
        owner = resolver.owner(function)
        positional = [*function.args.posonlyargs, *function.args.args]
        # A helper that is called from more places is nobody's loop in particular.
        for site, shift in resolver.call_sites(function, owner)[:10]:
            given = argument_for(site, binding.node, positional, shift)
            if given is not None and _goes_on(site, given, resolver, depth + 1):
                return True
    return False


def _base(change: Any) -> Any:
    """Return the list that a change makes longer."""
    if change.__class__ is ast.Call:
        found = [*_replaced(change), *_written(change)]
        return next((base for base, _ in found), getattr(change.func, "value", change.func))
    return change.targets[0] if change.__class__ is ast.Assign else change.target


def _bounded(change: Any, request: Any, resolver: Resolver) -> bool:
    """Say whether something in sight shortens the list."""
    base = _base(change)
    held = base.value if base.__class__ is ast.Subscript else base
    modules = {id(m): m for m in (change.scope.module, request.scope.module)}
    sent = asked_with(request, resolver)
    if taken_in_parts(held, change, resolver) or counted_by(change, resolver):
        return True
    if sent is not None and taken_in_parts(sent, change, resolver):
        return True
    return shortened(last_name(held) or "?", list(modules.values()), change)


def _spelled(change: Any) -> str:
    base = _base(change)
    return place_of(base).text[:60]
