"""Directives that render OpenAI's models: when each ends, and what its family takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tables import Table
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from electron_kit import contract
from electron_kit.contract import Basis, Cell, Ending, Source, Taken

LETTERS = tuple(family for family in contract.FAMILIES if len(family.code) == 1)
MARKS = {
    Taken.ACCEPTED: "yes",
    Taken.REJECTED: "no",
    Taken.AT_NONE: "effort none",
    Taken.UNKNOWN: "not known",
}


class OpenaiTable(Table):
    """What the tables have in common."""

    def words(self, *texts: str) -> list[list[nodes.Node]]:
        """Return cells of plain text."""
        return [[self.paragraph(*self.text(text))] for text in texts]

    def known(self, sources: tuple[Source, ...], basis: Basis) -> list[nodes.Node]:
        """Return where something was read and how it is known."""
        read = max(source.read for source in sources).isoformat()
        said = nodes.Text(f" · {basis.value} · {read}")
        return [self.paragraph(*self.documents(sources), said, name="source")]


class Endings(OpenaiTable):
    """When OpenAI's models end: all, the latest first."""

    def run(self) -> list[nodes.Node]:
        """Return one row a day and substitute."""
        heads = ("Last day", "Models", "OpenAI names instead", "Source")
        rows = [self.row(each) for each in reversed(contract.ENDINGS)]
        return [self.table(heads, rows, "contract-endings")]

    def row(self, each: Ending) -> tuple[str, list[str], list[list[nodes.Node]]]:
        """Return the row of an ending."""
        names = ", ".join(f"`{name}`" for name in each.names)
        instead = " or ".join(f"`{name}`" for name in each.instead.split(" or ") if name)
        cells = self.words(each.on.isoformat(), names, instead or "nothing")
        if each.note:
            cells[2].append(self.paragraph(*self.text(each.note), name="note"))
        return "", [], [*cells, self.known(each.sources, each.basis)]


class Lasting(OpenaiTable):
    """The models that no end is announced for, by family."""

    def run(self) -> list[nodes.Node]:
        """Return a sentence for each family that has one."""
        found: dict[str, list[str]] = {}
        for name in contract.LASTING:
            if contract.read_name(name).use in {contract.Use.CHAT, contract.Use.AUDIO_CHAT}:
                found.setdefault(contract.family_of(name).code, []).append(f"`{name}`")
        items = nodes.bullet_list()
        for code, names in sorted(found.items()):
            title = nodes.strong("", f"{code}: ")
            items += nodes.list_item("", self.paragraph(title, *self.text(", ".join(names))))
        return [items]


class Platform(OpenaiTable):
    """What else ends."""

    def run(self) -> list[nodes.Node]:
        """Return one row a part."""
        rows: list[Any] = [
            (
                "",
                [],
                [
                    *self.words(each.on.isoformat(), each.what, each.instead or "nothing"),
                    self.documented(each.sources),
                ],
            )
            for each in contract.PLATFORM_ENDINGS
        ]
        heads = ("Last day", "What", "OpenAI names instead", "Source")
        return [self.table(heads, rows, "contract-endings")]


class Families(OpenaiTable):
    """The families: who belongs to each, and its efforts."""

    def run(self) -> list[nodes.Node]:
        """Return one row a family."""
        rows: list[Any] = [
            (
                f"family-{each.code.lower()}",
                [],
                self.words(
                    f"**{each.code}**",
                    each.models,
                    ", ".join(each.efforts) or "none is taken",
                    each.default_effort or "does not reason",
                ),
            )
            for each in contract.FAMILIES
        ]
        heads = ("Family", "Models", "reasoning_effort", "Unasked")
        return [self.table(heads, rows, "contract-families")]


class Frameworks(OpenaiTable):
    """Which of OpenAI's two ways a framework speaks, and how it is told."""

    def run(self) -> list[nodes.Node]:
        """Return one row a framework."""
        speaks = {
            "responses": "Responses",
            "chat": "chat completions",
            "by model": "by the model's name",
        }
        rows: list[Any] = []
        for each in contract.FRAMEWORKS:
            texts = (each.name, speaks[each.speaks], each.chat or "as it is", each.watch)
            how: nodes.Node = nodes.Text("its code read")
            if each.ran:
                how = addnodes.download_reference(
                    "", "", nodes.Text("ran"), reftarget=f"/{each.ran}", refdoc=self.env.docname
                )
            before, after = nodes.Text(f"{each.version} · "), nodes.Text(f" · {each.seen}")
            said = [self.paragraph(before, how, after, name="source")]
            rows.append(("", [], [*self.words(*texts), said]))
        heads = ("Framework", "By default", "For chat completions", "Then look at", "Seen")
        return [self.table(heads, rows, "contract-frameworks")]


class Cells(OpenaiTable):
    """Families and parameters: what becomes of each, with what was seen."""

    def run(self) -> list[nodes.Node]:
        """Return one row a parameter."""
        rows: list[Any] = []
        for name in dict.fromkeys(row.parameter for row in contract.CELLS):
            records = [row for row in contract.CELLS if row.parameter == name and not row.models]
            cells = [[self.paragraph(nodes.literal(name, name))]]
            cells += [[self.mark(records, family.code)] for family in LETTERS]
            cells.append(list(self.evidence(records)))
            rows.append((f"openai-{name.replace('_', '-')}", [], cells))
        heads = ("Parameter", *(family.code for family in LETTERS), "Seen")
        return [self.table(heads, rows, "contract-cells")]

    def mark(self, records: list[Cell], code: str) -> nodes.paragraph:
        """Return what becomes of a parameter in a family, in a word or two."""
        record = next((row for row in records if code in row.families), None)
        return self.paragraph(nodes.Text(MARKS[record.fate] if record else "not known"))

    def evidence(self, records: list[Cell]) -> Iterator[nodes.Node]:
        """Yield who saw it, and where that was read."""
        for row in records:
            if row.evidence:
                families = ", ".join(row.families)
                yield self.paragraph(*self.text(f"{families}: {row.evidence}"), name="note")
        sources = tuple(dict.fromkeys(source for row in records for source in row.sources))
        yield self.paragraph(*self.documents(sources), name="source")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    for name, directive in {
        "openai-endings": Endings,
        "openai-lasting": Lasting,
        "openai-platform": Platform,
        "openai-families": Families,
        "openai-cells": Cells,
        "frameworks": Frameworks,
    }.items():
        app.add_directive(name, directive)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
