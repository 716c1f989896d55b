"""``command-line``: each command of ``electron-kit`` with its options, from its own parser."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Any

from docutils import nodes
from kit_sources import note_modules
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from electron_kit.cli import COMMANDS


def parser_of(name: str) -> argparse.ArgumentParser:
    """Return the parser of one command, as the command line makes it."""
    module = import_module(COMMANDS[name][0])
    parser = argparse.ArgumentParser(prog=f"electron-kit {name}")
    parser.color = False  # type: ignore[attr-defined]  # Python 3.14 colours what it formats
    module.add_arguments(parser)
    return parser


class CommandLine(SphinxDirective):
    """All commands, in the order of the help."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each command."""
        note_modules(self.env, "electron_kit.cli", *(place for place, *_ in COMMANDS.values()))
        return [self.section(name) for name in COMMANDS]

    def section(self, name: str) -> nodes.section:
        """Return what a command is for and the list of its arguments."""
        parser = parser_of(name)
        key = f"command-{name}"
        std = self.env.domains.standard_domain
        std.anonlabels[key] = (self.env.docname, key)
        std.labels[key] = (self.env.docname, key, f"electron-kit {name}")
        title = nodes.title("", "", nodes.literal("", f"electron-kit {name}"))
        section = nodes.section("", title, ids=[key], names=[])
        about = (parser.description or COMMANDS[name][1]).strip()
        section += nodes.paragraph("", "", nodes.Text(_sentence(about)))
        items = nodes.definition_list(classes=["options"])
        for action in parser._actions:
            if action.help is argparse.SUPPRESS or isinstance(action, argparse._HelpAction):
                continue
            items += self.option(parser, action)
        section += items
        return section

    @staticmethod
    def option(parser: argparse.ArgumentParser, action: argparse.Action) -> nodes.Node:
        """Return an argument's forms and what it does."""
        formatter = parser._get_formatter()
        shown = formatter._format_action_invocation(action)
        words = formatter._expand_help(action) if action.help else ""
        term = nodes.term("", "", nodes.literal("", shown))
        return nodes.definition_list_item(
            "", term, nodes.definition("", nodes.paragraph("", words or "\u2014"))
        )


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_directive("command-line", CommandLine)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
