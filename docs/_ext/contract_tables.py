"""Directives that render `electron_kit.contract`, so that no fact is written twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from electron_kit import contract
from electron_kit.audit.rules import rules
from electron_kit.contract import Basis, Claim, Field, Record, Source
from electron_kit.contract.observed import observations

TABLES: dict[str, tuple[Record, ...]] = {
    "fields": contract.FIELDS,
    "roles": contract.ROLES,
    "content-parts": contract.CONTENT_PARTS,
    "formats": contract.FORMATS,
    "behaviours": contract.BEHAVIOURS,
    "endpoints": contract.ENDPOINTS,
}

OBSERVED = observations(frozenset(record.key for record in contract.RECORDS))
"""What a probe has seen: from ``contract/observed.json``, or ``ELECTRON_KIT_OBSERVED``."""

Cell = tuple[str, list[nodes.Node]]


def slug(text: str) -> str:
    """Return a text as part of a class name."""
    return text.replace(",", "").replace(" ", "-")


def limits(field: Field) -> str:
    """Return a field's types and bounds in a few words."""
    words = [" or ".join(field.types)] if field.types else []
    items = "array" in field.types
    if field.choices and "object" not in field.types:
        words.append(", ".join(f"`{choice}`" for choice in field.choices))
    low, high = (
        f"{bound:,.0f}" if bound is not None else "" for bound in (field.minimum, field.maximum)
    )
    if low and high and low != high:
        words.append(f"{low} to {high}" + (" items" if items else ""))
    elif low and high:
        words.append(f"only {low}")
    elif low or high:
        words.append(
            (f"at least {low}" if low else f"at most {high}") + (" items" if items else "")
        )
    if field.default is not None:
        words.append(f"default `{str(field.default).lower()}`")
    if field.required:
        words.append("required")
    return "; ".join(words)


class Table(SphinxDirective):
    """What the directives have in common: cells, badges and rows that can be linked to."""

    optional_arguments = 1

    def text(self, markdown: str) -> list[nodes.Node]:
        """Return a short text with its inline markup."""
        return self.parse_inline(markdown, lineno=self.lineno)[0] if markdown else []

    def paragraph(self, *children: nodes.Node, name: str = "") -> nodes.paragraph:
        """Return a paragraph of a cell."""
        return nodes.paragraph("", "", *children, classes=[name] if name else [])

    def link(self, target: str, text: str = "", kind: str = "ref") -> nodes.Node:
        """Return a reference that the build resolves, or fails on."""
        inner = nodes.inline(text or target, text or target)
        return addnodes.pending_xref(
            "",
            inner,
            refdomain="std",
            reftype=kind,
            reftarget=target,
            refexplicit=bool(text),
            refwarn=True,
            refdoc=self.env.docname,
        )

    def label(self, key: str, title: str) -> None:
        """Let other pages refer to a row by its key."""
        std = self.env.domains.standard_domain
        std.anonlabels[key] = (self.env.docname, key)
        std.labels[key] = (self.env.docname, key, title)

    def sources(self, claim: Claim) -> list[nodes.Node]:
        """Return the documents of a claim, when they were read and how firm it is."""
        if claim.basis is Basis.DOCUMENTED:
            return self.documented(claim.sources)
        basis = nodes.inline("", claim.basis.value, classes=["basis"])
        return [self.paragraph(*self.documents(claim.sources), basis, name="source")]

    def documented(self, sources: Sequence[Source]) -> list[nodes.Node]:
        """Return documents and the day on which they were read."""
        if not sources:
            return []
        read = max(source.read for source in sources).isoformat()
        said = nodes.Text(f" · {Basis.DOCUMENTED.value} · {read}")
        return [self.paragraph(*self.documents(sources), said, name="source")]

    def documents(self, sources: Sequence[Source]) -> list[nodes.Node]:
        """Return a link to each document in the list of sources."""
        found: list[nodes.Node] = []
        for source in sources:
            comma = [nodes.Text(", ")] if found else []
            found += [*comma, self.link(f"source-{source.code.lower()}", source.code)]
        return found

    def claim(self, claim: Claim) -> list[nodes.Node]:
        """Return a provider's cell."""
        badge = nodes.inline("", claim.fate.value, classes=["fate", f"fate-{slug(claim.fate)}"])
        return [self.paragraph(badge), *self.reason(claim)]

    def seen(self, record: Record, provider: str) -> list[nodes.Node]:
        """Return what a probe saw of a record at a provider, with the day and the endpoint."""
        found = OBSERVED.get((provider, record.key))
        if found is None:
            return []
        claim = getattr(record, provider)
        words = "as said" if found.fate is claim.fate else f"otherwise: {found.fate.value}"
        classes = ["observed" if found.fate is claim.fate else "observed-otherwise"]
        shown = nodes.inline("", f"observed {words}", classes=classes)
        where = nodes.Text(f" · {found.seen.isoformat()} · {found.endpoint}")
        note = [self.paragraph(nodes.Text(found.note), name="note")] if found.note else []
        return [self.paragraph(shown, where, name="source"), *note]

    def reason(self, claim: Claim) -> list[nodes.Node]:
        """Return a claim's note and its sources."""
        found: list[nodes.Node] = []
        if claim.note:
            found.append(self.paragraph(*self.text(claim.note), name="note"))
        return [*found, *self.sources(claim)]

    def table(
        self,
        heads: Sequence[str],
        rows: Iterable[tuple[str, list[str], list[list[nodes.Node]]]],
        *names: str,
    ) -> nodes.table:
        """Return a table; a row is its anchor, its classes and its cells."""
        group = nodes.tgroup(cols=len(heads))
        group += [nodes.colspec(colwidth=1) for _ in heads]
        head = nodes.row()
        for text in heads:
            head += nodes.entry("", nodes.paragraph(text, text))
        group += nodes.thead("", head)
        body = nodes.tbody()
        for key, classes, cells in rows:
            row = nodes.row(classes=classes, ids=[key] if key else [])
            for text, cell in zip(heads, cells, strict=True):
                row += nodes.entry("", *cell, classes=[f"c-{slug(text.lower())}"])
            body += row
        group += body
        return nodes.table("", group, classes=["contract", *names])


@cache
def _codes() -> dict[str, list[str]]:
    """Return the audit's rules for each record, by the record's key."""
    found: dict[str, list[str]] = {}
    for rule in rules():
        for record in rule.records:
            found.setdefault(record, []).append(rule.code)
    return found


class ContractTable(Table):
    """The records of one kind: what becomes of each, for both providers."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table of the kind named by the argument."""
        kind = self.arguments[0]
        if kind not in TABLES:
            raise self.error(f"no table {kind!r}; one of {', '.join(TABLES)}")
        heads = ("Name", "Electron", "OpenAI", "On Electron, write")
        rows = [self.row(record) for record in TABLES[kind]]
        return [self.table(heads, rows, "contract-records", f"contract-{kind}")]

    def row(self, record: Record) -> tuple[str, list[str], list[list[nodes.Node]]]:
        """Return the row of a record."""
        classes = [f"row-{slug(record.electron.fate)}"]
        if record.differs:
            classes.append("differs")
        if record.electron.basis is Basis.ASSUMED:
            classes.append("assumed")
        claims = [
            [*self.claim(getattr(record, name)), *self.seen(record, name)]
            for name in ("electron", "openai")
        ]
        return record.key, classes, [self.naming(record), *claims, self.advice(record)]

    def naming(self, record: Record) -> list[nodes.Node]:
        """Return the cell that names a record and links to it."""
        self.label(record.key, record.name)
        on_the_wire = "_" in record.name or len(record.name.split()) == 1
        shown = (nodes.literal if on_the_wire else nodes.inline)("", record.name)
        anchor = nodes.reference("", "", shown, internal=True, refid=record.key)
        words = limits(record) if isinstance(record, Field) else ""
        note = [self.paragraph(*self.text(words), name="note")] if words else []
        return [self.paragraph(anchor, name="name"), *note]

    def advice(self, record: Record) -> list[nodes.Node]:
        """Return the cell that says what to write, and where that is shown."""
        found: list[nodes.Node] = []
        if record.instead:
            found.append(self.paragraph(*self.text(record.instead)))
        if codes := _codes().get(record.key):
            links: list[nodes.Node] = [nodes.Text("Audit: ")]
            for code in codes:
                comma = nodes.Text(", " if len(links) > 1 else "")
                links += [comma, self.link(f"rule-{code.lower()}", code)]
            found.append(self.paragraph(*links, name="note"))
        if record.lesson:
            shown = self.link(f"/notebooks/{record.lesson}", kind="doc")
            found.append(self.paragraph(nodes.Text("Lesson: "), shown, name="note"))
        return found


class Errors(Table):
    """The ways in which a request is refused, and whether to try again."""

    def run(self) -> list[nodes.Node]:
        """Return one row an error."""
        rows = []
        for error in contract.ERRORS:
            self.label(error.key, f"{error.status} {error.name}")
            title = nodes.inline("", f"{error.status} {error.name}")
            anchor = nodes.reference("", "", title, internal=True, refid=error.key)
            kind = self.text(f"`{error.type}`" if error.type else "type not stated")
            name = [self.paragraph(anchor, name="name"), self.paragraph(*kind, name="note")]
            again = [self.paragraph(nodes.Text("yes, with backoff" if error.retry else "no"))]
            electron = [*self.reason(error.electron), *self.seen(error, "electron")]
            openai = [*self.reason(error.openai), *self.seen(error, "openai")]
            cells = [name, electron, openai, again]
            rows.append((error.key, [], cells))
        heads = ("Status", "Electron", "OpenAI", "Try again")
        return [self.table(heads, rows, "contract-records", "contract-errors")]


class Plans(Table):
    """The limits of each plan."""

    def run(self) -> list[nodes.Node]:
        """Return one row a plan; the sandbox's unlimited plan is nobody's and left out."""
        rows = []
        for plan in contract.PLANS.values():
            if plan.requests_per_minute is None:
                continue
            key = f"plan-{plan.name}"
            self.label(key, plan.name)
            cells = [plan.name.capitalize(), str(plan.requests_per_minute), str(plan.in_flight)]
            row = [[self.paragraph(nodes.Text(cell))] for cell in cells]
            rows.append((key, [], [*row, self.documented(plan.sources)]))
        heads = ("Plan", "Requests a minute", "In flight at once", "Source")
        return [self.table(heads, rows, "contract-plans")]


class Limits(Table):
    """The numbers that bound one request, and the advice for trying again."""

    def run(self) -> list[nodes.Node]:
        """Return one row a number."""
        rows = []
        for limit in contract.LIMITS:
            self.label(limit.key, limit.text)
            value = f"{limit.value:,}" if isinstance(limit.value, int) else limit.value
            cells = [[self.paragraph(nodes.Text(text))] for text in (limit.text, value)]
            rows.append((limit.key, [], [*cells, self.documented(limit.sources)]))
        return [self.table(("What", "At most", "Source"), rows, "contract-limits")]


class Service(Table):
    """What is said of the service as a whole."""

    def run(self) -> list[nodes.Node]:
        """Return one row a statement."""
        rows = []
        for trait in contract.SERVICE:
            self.label(trait.key, trait.text)
            value = str(trait.value)
            shown = (
                nodes.reference("", value.removeprefix("https://"), refuri=value)
                if value.startswith("https://")
                else nodes.Text(value)
            )
            cells = [[self.paragraph(nodes.Text(trait.text))], [self.paragraph(shown)]]
            rows.append((trait.key, [], [*cells, self.documented(trait.sources)]))
        return [self.table(("What", "As documented", "Source"), rows, "contract-service")]


class PriceTable(Table):
    """Electron's price, with its date and source."""

    def run(self) -> list[nodes.Node]:
        """Return one row a kind of token."""
        price = contract.ELECTRON_PRICE
        self.label("price", "price")
        rows = []
        for text, dollars in (
            ("Input", price.input),
            ("Input from the prefix cache", price.cached),
            ("Output", price.output),
        ):
            cells = [
                self.paragraph(nodes.Text(text)),
                self.paragraph(nodes.Text(f"${dollars:.2f}")),
            ]
            rows.append(("price" if text == "Input" else "", [], [[cell] for cell in cells]))
        return [self.table(("Tokens", "US dollars per million"), rows, "contract-price")]


class Sources(Table):
    """The documents that the contract was read from."""

    def run(self) -> list[nodes.Node]:
        """Return one row a document."""
        rows = []
        for source in contract.SOURCES:
            key = f"source-{source.code.lower()}"
            self.label(key, source.title)
            title: nodes.Node = nodes.Text(source.title)
            if source.address:
                title = nodes.reference("", source.title, refuri=source.address)
            rest = (source.publisher, source.version, source.read.isoformat())
            cells = [nodes.Text(source.code), title, *(nodes.Text(text) for text in rest)]
            rows.append((key, [], [[self.paragraph(cell)] for cell in cells]))
        heads = ("Code", "Document", "Publisher", "Its version", "Read on")
        return [self.table(heads, rows, "contract-sources")]


class Disagreements(Table):
    """Each disagreement as a section: what is said where, and what the kit does."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each."""
        found: list[nodes.Node] = []
        titles = {record.key: record.name for record in contract.RECORDS}
        for item in contract.DISAGREEMENTS:
            self.label(item.key, item.topic)
            title = nodes.title("", "", *self.text(item.topic))
            section = nodes.section("", title, ids=[item.key], names=[])
            says = nodes.bullet_list()
            for source, statement in item.says:
                name = self.link(f"source-{source.code.lower()}", source.title)
                said = [name, nodes.Text(": "), *self.text(statement)]
                says += nodes.list_item("", self.paragraph(*said))
            section += says
            choice = [nodes.strong("", "The kit: "), *self.text(item.choice)]
            for key in item.records:
                choice += [nodes.Text(" See "), self.link(key, titles[key]), nodes.Text(".")]
            section += self.paragraph(*choice)
            found.append(section)
        return found


class Assumed(Table):
    """Every claim that no document makes: what the kit assumes until it is observed."""

    def run(self) -> list[nodes.Node]:
        """Return one row an assumption."""
        rows = []
        for record in contract.RECORDS:
            if record.electron.basis is Basis.ASSUMED:
                kind = type(record).__name__
                name = [nodes.Text(f"{kind}: "), self.link(record.key, record.name)]
                rows.append(("", [], [[self.paragraph(*name)], self.claim(record.electron)]))
        return [self.table(("What", "Electron"), rows, "contract-assumed")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    for name, directive in {
        "contract-table": ContractTable,
        "contract-errors": Errors,
        "contract-plans": Plans,
        "contract-limits": Limits,
        "contract-price": PriceTable,
        "contract-service": Service,
        "contract-sources": Sources,
        "contract-disagreements": Disagreements,
        "contract-assumed": Assumed,
    }.items():
        app.add_directive(name, directive)
    # A file of observations that changes makes every page anew.
    app.add_config_value("contract_observed", sorted(map(repr, OBSERVED.values())), "env", [list])
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
