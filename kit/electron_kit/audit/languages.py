"""What languages a tree is in: those that no front end reads, and servers beside their pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .frontend import Source

MENTIONS = re.compile(
    rb"(?i)openai|chat/completions|\b(?:chat)?gpt-[3-9]|\bo[1-9]-(?:mini|preview)\b"
)
"""What a file that calls OpenAI says somewhere, in any language."""

_SUFFIXES = {
    "go": "Go", "java": "Java", "rb": "Ruby", "erb": "Ruby", "rake": "Ruby", "cs": "C#",
    "cshtml": "C#", "razor": "C#", "csx": "C#", "fs": "F#", "fsx": "F#", "vb": "Visual Basic",
    "php": "PHP", "kt": "Kotlin", "kts": "Kotlin", "rs": "Rust", "swift": "Swift",
    "scala": "Scala", "sc": "Scala", "groovy": "Groovy", "gradle": "Groovy", "dart": "Dart",
    "ex": "Elixir", "exs": "Elixir", "erl": "Erlang", "clj": "Clojure", "cljs": "Clojure",
    "cljc": "Clojure", "hs": "Haskell", "ml": "OCaml", "mli": "OCaml", "elm": "Elm",
    "lua": "Lua", "pl": "Perl", "pm": "Perl", "r": "R", "rmd": "R Markdown", "qmd": "Quarto",
    "jl": "Julia", "m": "Objective-C or MATLAB", "mm": "Objective-C", "c": "C", "h": "C",
    "cc": "C++", "cpp": "C++", "cxx": "C++", "hpp": "C++", "hh": "C++", "zig": "Zig",
    "nim": "Nim", "cr": "Crystal", "d": "D", "v": "V", "pyx": "Cython", "pxd": "Cython",
    "coffee": "CoffeeScript", "es6": "JavaScript (.es6)", "jsonl": "JSON Lines",
    "res": "ReScript", "sol": "Solidity", "sql": "SQL",
    "hcl": "HCL", "nix": "Nix", "bicep": "Bicep",
    "ps1": "PowerShell", "psm1": "PowerShell", "bat": "batch", "cmd": "batch",
    "vim": "Vim script", "el": "Emacs Lisp", "lisp": "Lisp", "scm": "Scheme", "rkt": "Racket",
    "applescript": "AppleScript", "gd": "GDScript", "cls": "Apex", "trigger": "Apex",
    "abap": "ABAP", "pas": "Pascal", "f90": "Fortran", "http": "HTTP request",
    "rest": "HTTP request", "bru": "HTTP request", "hurl": "HTTP request",
    "ejs": "EJS", "jsp": "JSP", "gs": "Apps Script", "j2": "template", "jinja": "template",
    "tmpl": "template", "tpl": "template", "bzl": "Starlark", "star": "Starlark", "cue": "CUE",
    "dhall": "Dhall", "conf": "other configuration", "caddyfile": "other configuration",
    "jsonnet": "Jsonnet", "libsonnet": "Jsonnet", "rego": "Rego",
}  # fmt: skip
_NAMES = {
    "jenkinsfile": "Groovy", "vagrantfile": "Ruby", "rakefile": "Ruby", "gemfile": "Ruby",
    "build.bazel": "Starlark", "tiltfile": "Starlark",
}  # fmt: skip
_SERVERS = re.compile(r"\.(?:py|go|java|rb)$")
_ASKS = re.compile(
    rb"chat\.completions\.|ChatOpenAI\(|ChatCompletion\.a?create|Chat\.Completions\.New|"
    rb"openai\.com/v1/chat"
)
_MINIFIED = (".min.js", ".min.mjs", ".bundle.js", ".umd.js")
_SHEBANG = re.compile(rb"#![ \t]*\S*/(?:env[ \t]+(?:-\S+[ \t]+)*)?(?:[A-Za-z_]+=\S+[ \t]+)*(\w+)")
_INTERPRETERS = {
    b"python": ".py", b"pypy": ".py", b"uv": ".py", b"node": ".js", b"bun": ".ts", b"deno": ".ts",
    b"tsx": ".ts", b"sh": ".sh", b"bash": ".sh", b"zsh": ".sh", b"dash": ".sh", b"ksh": ".sh",
    b"ruby": ".rb",
}  # fmt: skip


def asks_elsewhere(sources: Sequence[Source]) -> bool:
    """Say whether a server in another language than its pages asks OpenAI for chats.

    Args:
        sources: The files of a tree.
    """
    return any(_SERVERS.search(source.name) and _ASKS.search(source.data) for source in sources)


def kind_of(path: str) -> str:
    """Return what a file is that no front end reads; empty if it is no code.

    Args:
        path: The file's path.
    """
    name = path.rpartition("/")[2].lower()
    if name.endswith(_MINIFIED):
        return "minified JavaScript"
    if name in _NAMES:
        return _NAMES[name]
    stem, _, suffix = name.rpartition(".")
    return _SUFFIXES.get(suffix, "") if stem else ""


def suffix_of_script(data: bytes) -> str:
    """Return the suffix that a script without one would have, by its first line.

    Args:
        data: The first bytes of the file.

    Returns:
        Such as ``.py``; empty if there is no such line, ``.?`` for another interpreter.
    """
    match = _SHEBANG.match(data)
    if match is None:
        return ""
    return _INTERPRETERS.get(match[1].rstrip(b"0123456789"), ".?")


def mentions(data: bytes) -> bool:
    """Say whether a file's bytes mention OpenAI, also in UTF-16."""
    if MENTIONS.search(data):
        return True
    return b"\0" in data and MENTIONS.search(data.replace(b"\0", b"")) is not None
