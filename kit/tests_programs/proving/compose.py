"""Programs put together at random from the parts that real ones have."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from .catalogue import Program

MESSAGES = '[{"role": "user", "content": "Hi"}]'
# How the key gets to the client: lines of the settings, and the argument. {m} is the settings'
# module and a dot, or nothing where they stand in the same file.
KEYS = {
    "default": ("", ""),
    "at the client": ("", 'api_key=os.environ["OPENAI_API_KEY"]'),
    "constant": ('KEY = os.environ["OPENAI_API_KEY"]', "api_key={m}KEY"),
    "constant, get": ('KEY = os.environ.get("OPENAI_API_KEY", "")', "api_key={m}KEY"),
    "class": ('class Keys:\n    chat = os.getenv("OPENAI_API_KEY")', "api_key={m}Keys.chat"),
    "object": (
        "class Keys:\n    def __init__(self):\n"
        '        self.chat = os.environ["OPENAI_API_KEY"]\n\n\nkeys = Keys()',
        "api_key={m}keys.chat",
    ),
    "dataclass": (
        "@dataclass\nclass Keys:\n"
        '    chat: str = field(default_factory=lambda: os.environ["OPENAI_API_KEY"])\n\n\n'
        "keys = Keys()",
        "api_key={m}keys.chat",
    ),
    "function": (
        'def key():\n    return os.environ["OPENAI_API_KEY"]',
        "api_key={m}key()",
    ),
    "dictionary": (
        'KEYS = {{"openai": os.environ["OPENAI_API_KEY"]}}',
        'api_key={m}KEYS["openai"]',
    ),
}
URLS = {
    "none": ("", ""),
    "literal": ("", 'base_url="https://api.openai.com/v1"'),
    "constant": ('URL = "https://api.openai.com/v1"', "base_url={m}URL"),
    "variable": (
        'URL = os.getenv("LLM_URL", "https://api.openai.com/v1")',
        "base_url={m}URL",
    ),
}
MODELS = {
    "literal": ("", '"gpt-4o"'),
    "constant": ('MODEL = "gpt-4o-mini"', "{m}MODEL"),
    "variable": ('MODEL = os.environ.get("CHAT_MODEL", "gpt-4.1")', "{m}MODEL"),
    "table": ('MODELS = {{"fast": "gpt-4o-mini", "good": "gpt-4o"}}', '{m}MODELS["good"]'),
    "unknown name": ("", '"gpt-8-lyra"'),
}
# Where the client is: lines before the calls, and what the calls ask.
HOLDERS = {
    "global": ("client = {make}", "client"),
    "lazy": (
        "_client = None\n\n\ndef get_client():\n    global _client\n"
        "    if _client is None:\n        _client = {make}\n    return _client",
        "get_client()",
    ),
    "cached": ("@cache\ndef get_client():\n    return {make}", "get_client()"),
    "class": ("class Llm:\n    def __init__(self):\n        self.client = {make}", "Llm().client"),
    "property": (
        "class Llm:\n    @cached_property\n    def client(self):\n        return {make}\n\n\n"
        "chatter = Llm()",
        "chatter.client",
    ),
    "copied": ("client = {make}.with_options(timeout=50)", "client"),
}
CALLS = {
    "direct": "print({client}.chat.completions.create(model={model}, messages=MESSAGES).id)",
    "dictionary": (
        'params = {{"model": {model}, "temperature": 0.1}}\n'
        'params["messages"] = MESSAGES\n'
        "print({client}.chat.completions.create(**params).id)"
    ),
    "partial": (
        "ask = partial({client}.chat.completions.create, model={model})\n"
        "print(ask(messages=MESSAGES).id)"
    ),
    "default": (
        "def ask(question, model={model}):\n"
        "    return {client}.chat.completions.create(model=model, messages=question)\n\n\n"
        "print(ask(MESSAGES).id)"
    ),
    "bound": (
        "complete = {client}.chat.completions.create\n"
        "print(complete(messages=MESSAGES, model={model}).id)"
    ),
}
# What else reads the same names. {key} and {model} are expressions, {argument} the client's.
READERS = {
    "nothing": "",
    "check": 'if not os.getenv("OPENAI_API_KEY"):\n    raise SystemExit("no key")',
    "embeds with the client": (
        'print({client}.embeddings.create(model="text-embedding-3-small", input="Hi").model)'
    ),
    "embeds with the key": (
        "embedder = OpenAI({argument})\n"
        'print(embedder.embeddings.create(model="text-embedding-3-small", input="Hi").model)'
    ),
    "embeds by itself": (
        'embedder = OpenAI(api_key=os.environ["OPENAI_API_KEY"])\n'
        'print(embedder.embeddings.create(model="text-embedding-3-small", input="Hi").model)'
    ),
    "asks for a response": '{client}.responses.create(model={model}, input="Hi")',
    "another vendor": (
        'other = OpenAI(api_key="internal", base_url="https://llm.example.com/v1")\n'
        "print(other.chat.completions.create(model={model}, messages=MESSAGES).id)"
    ),
    "posts embeddings": (
        "body = json.dumps({{'model': 'text-embedding-3-small', 'input': 'Hi'}}).encode()\n"
        'headers = {{"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}}\n'
        'headers["Content-Type"] = "application/json"\n'
        'url = "https://api.openai.com/v1/embeddings"\n'
        "urllib.request.urlopen(urllib.request.Request(url, body, headers)).read()"
    ),
    "asserts the model": "assert {model}.startswith('gpt-')",
    "prints the shape": "print(len({model}))",
}
AUDITS = (".", "main.py", ". --select R02", ". --ignore R01", "llm.py", "settings.py")
IMPORTS = """import json
import os
import urllib.request
from dataclasses import dataclass, field
from functools import cache, cached_property, partial

from openai import OpenAI
"""
CLEAN = ("nothing", "check", "prints the shape")


@dataclass(frozen=True)
class Parts:
    """The choices that a composed program is made by."""

    key: str
    url: str
    model: str
    holder: str
    call: str
    reader: str
    audit: str
    settings_apart: bool
    client_apart: bool
    reader_first: bool

    @property
    def clean(self) -> bool:
        """Whether nothing stands in the way of a move."""
        return self.reader in CLEAN and self.audit == "."


def parts(
    readers: tuple[str, ...] = tuple(READERS), audits: tuple[str, ...] = AUDITS
) -> st.SearchStrategy[Parts]:
    """Return the strategy of choices.

    Args:
        readers: The second readers to choose from.
        audits: The audit's arguments to choose from.
    """
    return st.builds(
        Parts,
        *(st.sampled_from(list(table)) for table in (KEYS, URLS, MODELS, HOLDERS, CALLS)),
        st.sampled_from(list(readers)),
        st.sampled_from(list(audits)),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    )


def composed(chosen: Parts) -> Program:
    """Return the program of some choices."""
    tables = (KEYS[chosen.key], URLS[chosen.url], MODELS[chosen.model])
    settings = "\n\n\n".join(lines.format() for lines, _ in tables if lines)
    # The settings as the client's file names them, and as the calls' file does.
    apart = "settings." if chosen.settings_apart else ""
    key, url, _ = (expression.format(m=apart) for _, expression in tables)
    lines, client = HOLDERS[chosen.holder]
    holder = lines.format(make=f"OpenAI({_argument(key, url)})")
    there = apart or ("llm." if chosen.client_apart else "")
    key, url, model = (expression.format(m=there) for _, expression in tables)
    if chosen.client_apart:
        client = f"llm.{client}"
    names = {"client": client, "model": model, "argument": _argument(key, url)}
    calls = [CALLS[chosen.call].format(**names), READERS[chosen.reader].format(**names)]
    main = [f"MESSAGES = {MESSAGES}", *(calls[::-1] if chosen.reader_first else calls)]
    imports = IMPORTS + ("import settings\n" if apart else "")
    own = [] if apart else [settings]
    files = {"settings.py": _file(IMPORTS, settings)} if apart else {}
    if chosen.client_apart:
        files["llm.py"] = _file(imports, *own, holder)
        files["main.py"] = _file(imports + "import llm\n", *main)
    else:
        files["main.py"] = _file(imports, *own, holder, *main)
    audit = chosen.audit
    if audit.endswith(".py") and audit not in files:
        audit = "main.py"
    return Program("composed", "either", str(chosen), files, {"audit": audit})


def _argument(*given: str) -> str:
    return ", ".join(text for text in given if text)


def _file(*blocks: str) -> str:
    return "\n\n\n".join(block.strip("\n") for block in blocks if block.strip()) + "\n"
