"""The SDK before 1.0 as parts of routes: its calls, what reads their answers, its errors."""

from __future__ import annotations

import ast

from ...facts import LegacyUse, Repair, part_key
from ..legacy_errors import error_uses, of_error, renamed
from ..tree import place_of
from .marks import SETTING, where_of
from .old_answers import HeldError, OldAnswers, mocked

_FIELDS = {"user_message", "http_status", "json_body", "http_body", "should_print"}


class LegacyParts:
    """The SDK before 1.0 as parts of routes."""

    old_calls: list[str]

    def _legacy(self) -> None:
        """Note the calls of the old SDK, with its errors and its answers."""
        uses = [f for f in self.facts if isinstance(f, LegacyUse)]
        stays = next(
            (f for f in uses
             if f.repair is None and not f.symbol.endswith(SETTING) and not of_error(f.symbol)),
            None,
        )  # fmt: skip
        # One SDK is installed for all of them: they leave the old one together.
        hub = f"legacy@{self.group}"
        errors, why = self._old_errors(hub)
        for fact in uses:
            if fact.repair is None or of_error(fact.symbol):
                continue
            obstacle = ""
            if stays is not None:
                obstacle = f"stands beside `{stays.symbol}` ({where_of(stays.place)})"
            needs = [part_key("request", fact.place), hub, *errors]
            key = part_key("legacy-call", fact.repair.place)
            self.old_calls.append(key)
            obstacle = obstacle or why or self._old_answer(fact, key, needs)
            self.add(
                "client", key, fact.place, f"the call `{fact.symbol}`", needs=needs,
                obstacle=obstacle, repair=fact.repair, code="R04",
            )  # fmt: skip
        if self.old_calls:
            self.add("name", hub, uses[0].place, "the old SDK", needs=self.old_calls)

    def _old_answer(self, fact: LegacyUse, key: str, needs: list[str]) -> str:
        """Note who reads an old call's answer; return what stands in the way."""
        request = next((r for r in self.requests.found if r.fact.place == fact.place), None)
        if request is None:
            return ""
        stream = next((k.value for k in request.node.keywords if k.arg == "stream"), None)
        if stream is not None and stream.__class__ is not ast.Constant:
            return "has an answer of which it is not known whether it is a stream"
        if tested := mocked(self.project, b"ChatCompletion"):
            return f"is expected by a test to be the old SDK's ({tested})"
        answers = OldAnswers(self.project, self.uses)
        try:
            changes = answers.changes(request.node, streamed=bool(stream and stream.value))
        except HeldError as why:
            return f"has an answer that {why}"
        for place, text in changes:
            change = Repair("set-text", place, text=text)
            needs.append(part_key(change.action, place))
            self.add("field", needs[-1], place, "what reads the answer", needs=[key],
                     repair=change)  # fmt: skip
        return ""

    def _old_errors(self, hub: str) -> tuple[list[str], str]:
        """Note the uses of `openai.error`; return their keys, and what stands in the way."""
        keys: list[str] = []
        for module in self.project.modules:
            for node in error_uses(module, self.resolver):
                change = renamed(node)
                where = where_of(place_of(node))
                if change is None:
                    return [], f"stands beside `openai.error` ({where})"
                for other in module.nodes[ast.Attribute]:
                    if other.attr in _FIELDS:
                        at = where_of(place_of(other))
                        return [], f"stands beside `{other.attr}` of an error of the old SDK ({at})"
                keys.append(part_key("set-text", change[0]))
                self.add(
                    "field", keys[-1], change[0], "an error of the old SDK", needs=[hub],
                    repair=Repair("set-text", change[0], text=change[1]),
                )  # fmt: skip
        return keys, ""
