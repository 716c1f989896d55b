"""``audit-rules``: each rule of the audit as a section, from its class and its examples.

The examples are the rule's tests, so a block on that page is code that the
audit has been seen to report, or not to report.
"""

from __future__ import annotations

import inspect
from typing import Any

from contract_tables import Table
from docutils import nodes
from sphinx.application import Sphinx

from electron_kit.agents.explain import MEANS
from electron_kit.audit.rule import Example, Rule
from electron_kit.audit.rules import rules
from electron_kit.contract import RECORDS

LANGUAGES = {"tsx": "typescript", "notebook": "python"}


class AuditRules(Table):
    """All rules, in the order of their codes."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each rule."""
        return [self.section(rule) for rule in rules()]

    def section(self, rule: Rule[Any]) -> nodes.section:
        """Return a rule's section: what it finds, why, what to write, and an example."""
        key = f"rule-{rule.code.lower()}"
        self.label(key, rule.code)
        title = nodes.title("", f"{rule.code} {rule.name}")
        section = nodes.section("", title, ids=[key], names=[])
        grade = nodes.inline("", rule.severity.value, classes=["fate", f"grade-{rule.severity}"])
        section += self.paragraph(grade, nodes.Text(f" {MEANS[rule.severity]}"))
        # Docstrings are written in reStructuredText, whose literals are doubled.
        for block in inspect.cleandoc(rule.__doc__ or "").replace("``", "`").split("\n\n"):
            section += self.paragraph(*self.text(" ".join(block.split())))
        if advice := rule.advice():
            section += self.paragraph(nodes.strong("", "Write instead: "), *self.text(advice))
        if rule.records:
            names = {record.key: record.name for record in RECORDS}
            links: list[nodes.Node] = [nodes.strong("", "Rests on: ")]
            for at, record in enumerate(rule.records):
                links += [nodes.Text(", " if at else ""), self.link(record, names[record])]
            section += self.paragraph(*links)
        for examples, words in ((rule.invalid, "Reported:"), (rule.valid, "Not reported:")):
            if examples:
                section += self.paragraph(nodes.Text(words))
                section += self.block(examples[0])
        return section

    @staticmethod
    def block(example: Example) -> nodes.literal_block:
        """Return an example's code."""
        text = example.source.strip("\n")
        language = LANGUAGES.get(example.language, example.language)
        known = {"python", "javascript", "typescript", "go", "java", "ruby"}
        return nodes.literal_block(text, text, language=language if language in known else "text")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_directive("audit-rules", AuditRules)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
