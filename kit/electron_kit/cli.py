"""The ``electron-kit`` command: it finds the command's module and hands over.

A command's module has ``add_arguments(parser)`` and ``run(arguments) -> int``. It is
imported only when its name is called, so that ``electron-kit audit`` does not
pay for a web server.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from . import __version__
from .providers import ConfigurationError

# What a shell gives for a process that a closed pipe ended, and for one that Ctrl-C did.
_PIPE_CLOSED = 141
_INTERRUPTED = 130
COMMANDS = {
    "audit": ("electron_kit.audit.command", "find what will break on Electron, before you switch"),
    "compare": ("electron_kit.compare.command", "your own prompts at two providers, side by side"),
    "explain": ("electron_kit.agents.explain", "what a rule of the audit finds, and why"),
    "gateway": ("electron_kit.gateway", "write LiteLLM's configuration for the same providers"),
    "probe": ("electron_kit.probe.command", "hold an endpoint against what its documents say"),
    "sandbox": ("electron_kit.sandbox.command", "serve both endpoints locally, without a key"),
    "skill": ("electron_kit.agents.skill", "the skill for coding agents that ships with this"),
    "state": (
        "electron_kit.audit.state_command",
        "record what was done about a finding, in the baseline",
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        argv: The arguments after the command's name; this process's by default.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(
        prog="electron-kit",
        description="Move working code from OpenAI's Chat Completions to Electron.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(
            name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}."
        )
        if name in given[:1]:
            import_module(module).add_arguments(command)
    arguments = parser.parse_args(given)
    try:
        code = int(import_module(COMMANDS[arguments.command][0]).run(arguments))
        # Here and not at exit, where nobody can catch it.
        sys.stdout.flush()
        return code
    except ConfigurationError as error:
        print(f"electron-kit: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Who reads has read enough: ``| head -1``. What is left goes nowhere, quietly.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    except OSError as error:
        if error.filename is None and error.errno != errno.ENOSPC:
            raise
        # A person's file or disk, wherever a command meets it.
        print(f"electron-kit: {_about(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("electron-kit: Stopped.", file=sys.stderr)
        return _INTERRUPTED


def _about(error: OSError) -> str:
    if error.filename is None:
        return f"{error.strerror}. Make room, and run the command again."
    return (
        f"Cannot use {os.fspath(error.filename)!r}: {error.strerror}. "
        "Name another file, or mend what is in its way."
    )
