"""Names as parts of routes: models, variables, entries of files, version 3 of the SDK."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...facts import (
    LegacyUse,
    Part,
    Place,
    Repair,
    part_key,
)
from ...trails import Trail
from ..config_files import base, read_of
from ..known import LEGACY
from ..syntax import Node, string_value
from ..test_files import is_test
from .marks import at, request_key, where_of
from .noted import Noted


class NameParts(Noted):
    """Names that code elsewhere may know a part by."""

    def _model(self, key: str, node: Node, senders: list[str]) -> None:
        reads = self.reads.get(key)
        trail = self._joined(reads) if reads else self.uses.of(node)
        obstacle = self.obstacle(trail, "model", "used by")
        text = string_value(node) or ""
        if ":" in text or "/" in text:
            obstacle = "is written for a framework or is a fine-tuned model"
        self.add(
            "model", key, node.place, f"the name `{text}`",
            needs=[*senders, *self._ends(trail)], obstacle=obstacle, words=trail.words,
            repair=Repair("set-model", node.place), code="R02",
        )  # fmt: skip

    def _legacy(self) -> None:
        by_path: dict[str, list[LegacyUse]] = defaultdict(list)
        for fact in self.facts:
            if isinstance(fact, LegacyUse):
                by_path[fact.place.unit.path].append(fact)
        for facts in by_path.values():
            stays = next((f for f in facts if f.repair is None), None)
            hub = self.legacy_key(facts[0].place)
            needs = []
            for fact in facts:
                if fact.repair is not None:
                    key = part_key(fact.repair.action, fact.repair.place)
                    needs.append(key)
                    self.add("client", key, fact.place, f"`{fact.symbol}`", needs=[hub],
                             repair=fact.repair, code="R04")  # fmt: skip
            obstacle = f"also uses `{stays.symbol}` ({at(stays.place)})" if stays else ""
            needs += [
                request_key(r.node) for r in self.requests.found
                if r.fact.path in LEGACY and r.fact.place.unit.path == facts[0].place.unit.path
            ]  # fmt: skip
            self.add("name", hub, facts[0].place, "version 3 of the SDK", needs=needs,
                     obstacle=obstacle)  # fmt: skip

    def _environment(self) -> None:
        start = Place(self.project.modules[0].unit, 0, 0)
        for name, senders in self.variables.items():
            place = next((p.place for p in self.parts if p.key in senders), start)
            self.add(
                "name", f"env@{name}", place, f"the variable `{name}`",
                needs=[*senders, f"stored@{name}"], obstacle=next(self._set(name), ""),
                open=bool(senders) and name not in self.guarded,
            )  # fmt: skip

    def _files(self) -> None:
        """Entries of JSON files that name models, with all who get the file's content."""
        for name, (node, senders) in self.entries.items():
            file = name.partition("#")[0]
            read = read_of(node, self.resolver)
            trail = self.uses.of(read[1], path=tuple(read[2])) if read is not None else Trail()
            obstacle = self.obstacle(trail, "model", "used by")
            named = [
                text for module in self.project.every for text in module.strings
                if base(string_value(text) or "") == file
            ]  # fmt: skip
            if len(named) != 1:
                obstacle = f"stands in a file that is named {len(named)} times ({file})"
            place = next(p.place for p in self.parts if p.key in senders)
            self.add(
                "name", f"file@{name}", place, f"the setting `{name}`", open=True,
                needs=[*senders, *self._ends(trail), f"stored@file:{name}"], obstacle=obstacle,
                words=[*trail.words, ("", file)],
            )  # fmt: skip

    def _set(self, name: str) -> Iterator[str]:
        for module in self.project.every:
            if is_test(module):
                continue
            for left, _ in module.member_sets.get(name, ()):
                owner = left.get("object")
                if owner is not None and owner.text.endswith("env"):
                    yield f"is set in code ({where_of(left)})"

    def _expected(self) -> list[Part]:
        """Hold names of models that a test also writes where nothing moves."""
        moved = {part.key for part in self.parts if part.kind == "model"}
        expected: dict[str, str] = {}
        for module in self.project.modules:
            if not is_test(module):
                continue
            for node in module.strings:
                text = string_value(node)
                if text and part_key("set-model", node.place) not in moved:
                    expected.setdefault(text, where_of(node))

        def text_of(part: Part) -> str:
            written = self.node(part.place)
            return (string_value(written) or "") if written is not None else ""

        return self.held_by_tests(expected, text_of)
