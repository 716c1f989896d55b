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
    "psm1": "PowerShell",
    "vim": "Vim script", "el": "Emacs Lisp", "lisp": "Lisp", "scm": "Scheme", "rkt": "Racket",
    "applescript": "AppleScript", "gd": "GDScript", "cls": "Apex", "trigger": "Apex",
    "abap": "ABAP", "pas": "Pascal", "f90": "Fortran", "http": "HTTP request",
    "rest": "HTTP request", "bru": "HTTP request", "hurl": "HTTP request",
    "ejs": "EJS", "jsp": "JSP", "gs": "Apps Script", "j2": "template", "jinja": "template",
    "tmpl": "template", "tpl": "template", "bzl": "Starlark", "star": "Starlark", "cue": "CUE",
    "dhall": "Dhall", "conf": "other configuration",
    "jsonnet": "Jsonnet", "libsonnet": "Jsonnet", "rego": "Rego",
    "baml": "BAML", "prompty": "Prompty", "bal": "Ballerina", "robot": "Robot Framework",
    "xsh": "Xonsh", "nu": "Nushell", "ahk": "AutoHotkey", "bas": "Visual Basic",
    "vbs": "Visual Basic", "phtml": "PHP", "twig": "template", "hbs": "template",
    "handlebars": "template", "mustache": "template", "liquid": "template", "njk": "template",
    "jinja2": "template", "pug": "template", "haml": "template", "eex": "template",
    "heex": "template", "leex": "template", "ftl": "template", "gotmpl": "template",
    "graphql": "GraphQL", "gql": "GraphQL", "json5": "JSON5",
}  # fmt: skip
_NAMES = {
    "jenkinsfile": "Groovy", "vagrantfile": "Ruby", "rakefile": "Ruby", "gemfile": "Ruby",
    "build.bazel": "Starlark", "tiltfile": "Starlark", "caddyfile": "other configuration",
    "procfile": "other configuration",
}  # fmt: skip
# What people read, what others made, and what is kept aside: no program runs on it.
_NO_CODE = frozenset(
    "md mdx mdc markdown rst txt text adoc org tex bib bbl aux rtf log out err csv tsv ris vtt srt "
    "svg css scss sass less styl lock sum mod po pot ics eml patch diff bak backup old orig save "
    "swp tmp map snap tsbuildinfo drawio mermaid mmd puml dot har xmind opml pem crt pub asc "
    "example sample template dist default gitignore cursorrules json yaml yml html htm ipynb "
    "feature xliff xlf strings arb sub ass jsonlines ndjson geojson "
    "png jpg jpeg gif webp ico bmp tiff pdf doc docx xls xlsx ppt pptx ttf otf woff woff2 eot mp3 "
    "mp4 wav ogg webm mov zip gz tgz bz2 xz 7z jar whl pyc pyo so dll dylib exe bin dat db sqlite "
    "sqlite3 parquet feather npy npz pkl joblib pt pth onnx safetensors lockb wasm sarif".split()
)
_SENDS = re.compile(
    rb"https?://api\.openai\.com/|\.openai\.azure\.com|\bOPENAI_API_KEY\b|\bchat/completions\b"
)
_SERVERS = re.compile(r"\.(?:py|go|java|rb)$")
_ASKS = re.compile(
    rb"chat\.completions\.|ChatOpenAI\(|ChatCompletion\.a?create|Chat\.Completions\.New|"
    rb"openai\.com/v1/chat|\bdspy\.LM\(|\blitellm\b|\binit_chat_model\(|\bpydantic_ai\b|"
    rb"\bfrom agents import\b|\bcrewai\b|llama_index\.llms\.openai"
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


def may_be_code(path: str) -> bool:
    """Say by a file's name whether it may be code, of a kind that nobody here has heard of.

    Args:
        path: The file's path.

    >>> [may_be_code(f"a.{end}") for end in ("quux", "txt", "png")]
    [True, False, False]
    """
    name = path.rpartition("/")[2].lower()
    stem, _, suffix = name.rpartition(".")
    return (
        bool(stem) and suffix not in _NO_CODE and not name.endswith((".d.ts", ".d.mts", ".d.cts"))
    )


def sends(data: bytes) -> bool:
    """Say whether a file's bytes name OpenAI's address or key, and not its name alone.

    A report of the audit itself does, as annotations of a workflow, and sends nothing.
    """
    is_text = b"\0" not in data[:8192] and not data.startswith(b"::")
    return is_text and _SENDS.search(data) is not None


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
