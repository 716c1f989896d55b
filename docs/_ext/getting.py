"""How a reader gets the kit, by commands that work where this site was built.

``get-kit`` shows how to copy the repository, and ``run-kit`` how to run a command of the kit's
without installing anything. Where the repository's address is known (`repository_url` in
``conf.py``) they name it; in a build at home they start from the copy that it was built from.
"""

from __future__ import annotations

import shlex
from importlib.metadata import metadata
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

NAME = "electron-migration-kit"
EVERYTHING = ",".join(sorted(metadata(NAME).get_all("Provides-Extra", [])))


class _Commands(SphinxDirective):
    option_spec: ClassVar[dict[str, Any]] = {"extras": directives.unchanged}

    @property
    def address(self) -> str:
        """The repository's address, or nothing."""
        return str(self.config.repository_url)

    def block(self, *lines: str) -> list[nodes.Node]:
        """Return lines as one block of shell code."""
        text = "\n".join(lines)
        block = nodes.literal_block(text, text, language="sh")
        self.set_source_info(block)
        return [block]

    def source(self, extras: str) -> str:
        """Return what pip and uv take for the kit with these extras."""
        return f"{NAME}[{extras}] @ git+{self.address}" if self.address else f".[{extras}]"


class GetKit(_Commands):
    """Show how to copy the repository."""

    def run(self) -> list[nodes.Node]:
        """Return a block of two commands, and what to put into them."""
        found = self.block(f"git clone {self.address or 'ADDRESS'} {NAME}", f"cd {NAME}")
        if not self.address:
            words = "`ADDRESS` is where this repository is: what you cloned from or were given."
            found.append(nodes.paragraph("", "", *self.parse_inline(words, lineno=self.lineno)[0]))
        return found


class RunKit(_Commands):
    """Show how to run one of the kit's commands, such as ``audit .``, without installing it.

    The command's last word, a dot, is the reader's own code.
    """

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return a block of one command."""
        command = self.arguments[0]
        if not self.address:
            command = command.removesuffix(" .") + " PATH/TO/YOUR/CODE"
        source = shlex.quote(self.source(self.options.get("extras", "audit")))
        return self.block(f"uvx --from {source} electron-kit {command}")


class InstallHint(_Commands):
    """Say where a command that starts from a copy gets the copy from."""

    def run(self) -> list[nodes.Node]:
        """Return a sentence, or nothing where the command names the address."""
        words = "Run it in [a copy of the kit](#get-the-kit), with "
        if self.address:
            words = "It takes "
        words += "[uv](https://docs.astral.sh/uv/) and Python 3.11 or newer."
        return [nodes.paragraph("", "", *self.parse_inline(words, lineno=self.lineno)[0])]


class InstallKit(_Commands):
    """Show how to have ``electron-kit`` on the path for good, with all its extras."""

    def run(self) -> list[nodes.Node]:
        """Return a block of one command."""
        source = shlex.quote(self.source(self.options.get("extras", EVERYTHING)))
        return self.block(f"uv tool install {source}")


class AddKit(_Commands):
    """Show how to add the kit to the environment of an application."""

    def run(self) -> list[nodes.Node]:
        """Return a block of one command."""
        source = self.source(self.options.get("extras", "sandbox"))
        if not self.address:
            source = f"PATH/TO/{NAME}[{self.options.get('extras', 'sandbox')}]"
        return self.block(f"pip install {shlex.quote(source)}")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    for name, directive in {
        "get-kit": GetKit,
        "run-kit": RunKit,
        "install-hint": InstallHint,
        "install-kit": InstallKit,
        "add-kit": AddKit,
    }.items():
        app.add_directive(name, directive)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
