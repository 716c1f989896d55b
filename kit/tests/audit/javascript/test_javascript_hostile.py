"""JavaScript and configuration that nobody should have written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from electron_kit.audit import Options, Source, audit_sources
from electron_kit.audit.config.scan import entries
from electron_kit.audit.javascript import syntax
from electron_kit.cli import main

HEAD = b'import OpenAI from "openai";\nconst client = new OpenAI();\n'
SHARED = (
    b'import OpenAI from "openai";\n'
    b"export const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY });\n"
)
NEAR = (
    b'import { client } from "./shared";\n'
    b'await client.chat.completions.create({ model: "gpt-4o", messages: [], n: 3 });\n'
)
DEEP = 3000
HOSTILE = {
    "brackets": b"x = " + b"[\n" * DEEP + b"]" * DEEP,
    "unclosed": b"x = " + b"{([\n" * DEEP,
    "patterns": b"const " + b"[\n" * DEEP + b"a" + b"]" * DEEP + b" = 1",
    "sums": b"x = " + b"'gpt-4o' +\n" * DEEP + b"1",
    "a chain": b"x = client" + b".chat\n" * DEEP + b".completions.create({n: 2})",
    "an object of itself": b"const a = {...a, n: 2}; a.b = a; client.chat.completions.create(a);",
    "a function of itself": b"function f(x = f(x)) { return f(f); }\n"
    b"client.chat.completions.create(f(client));",
    "classes of each other": b"class A extends B {}\nclass B extends A {}\n"
    b"new A().x.y.create({n: 2});",
    "an index before the first": b"const a = [1]; client.chat.completions.create(a[-5]);",
    "objects that spread each other": b"".join(
        b"const a%d = {...b, ...a%d, ...a%d};\n" % (n, (n * 7 + 1) % 40, (n * 11 + 3) % 40)
        for n in range(40)
    )
    + b"const b = {}; b.m = a1; b.m = a2; client.chat.completions.create(a0.m.m.m.m);",
    "an array of itself": b"const a = [...a]; a.push(a);\n"
    b"client.chat.completions.create({messages: a});",
}


def test_a_value_called_like_its_type_is_no_riddle() -> None:
    """``const Settings: Settings`` is read, and what stands beside it is found."""
    text = HEAD + b"const Settings: Settings = load();\nexport const made = Settings.client;\n"
    result = audit_sources([Source("a.ts", text)], Options(jobs=1))
    assert result.problems == ()
    assert [finding.code for finding in result.findings] == ["R01"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_stops_nothing(name: str) -> None:
    """A file nested or entangled beyond reason is read or named, and the others are audited."""
    sources = [Source("deep.js", HEAD + HOSTILE[name]), Source("plain.js", HEAD)]
    result = audit_sources(sources, Options(jobs=1))
    found = {finding.path for finding in result.findings if finding.code == "R01"}
    assert "plain.js" in found
    assert "deep.js" in found | {problem.path for problem in result.problems}


def test_a_file_in_another_encoding_is_named() -> None:
    """Bytes that are not UTF-8 are said to be so."""
    (problem,) = audit_sources([Source("a.js", HEAD + b"// caf\xe9")]).problems
    assert "UTF-8" in problem.reason


def test_bundles_and_declarations_are_left_alone() -> None:
    """What a machine made, and what only declares types, is no code of the project."""
    bundle = HEAD.replace(b"\n", b"") * 2000
    sources = [
        Source("app.js", bundle),
        Source("app.min.js", HEAD),
        Source("types.d.ts", HEAD),
    ]
    assert audit_sources(sources).findings == ()


def test_without_the_parser_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where tree-sitter is absent, JavaScript is left out with one line, and Python is audited."""
    (tmp_path / "a.js").write_bytes(HEAD)
    (tmp_path / "b.ts").write_bytes(HEAD)
    (tmp_path / "c.py").write_text("from openai import OpenAI\nOpenAI()\n")
    monkeypatch.setitem(sys.modules, "tree_sitter", None)
    for cached in (syntax.installed, syntax._parser):
        cached.cache_clear()
    try:
        assert main(["audit", str(tmp_path), "--jobs", "1"]) == 1
    finally:
        monkeypatch.undo()
        for cached in (syntax.installed, syntax._parser):
            cached.cache_clear()
    out = capsys.readouterr().out
    assert "c.py" in out
    assert "2 JavaScript and TypeScript files mention OpenAI and were not read" in out
    assert len([line for line in out.splitlines() if "[audit]" in line]) == 1


@given(st.binary(max_size=300))
@settings(deadline=None, max_examples=60)
def test_any_bytes_can_be_read(data: bytes) -> None:
    """No text makes a front end fail, and every place lies within its file."""
    for name in ("a.ts", "a.yaml", "a.toml", "a.json", ".env", "Dockerfile"):
        audit_sources([Source(name, HEAD + data if name == "a.ts" else b"gpt-4o\n" + data)])
        for entry in entries(name, data):
            assert 0 <= entry.start <= entry.end <= len(data)


@given(
    st.sampled_from(["gpt-4o", "o3-mini", "gpt-4.1-nano"]),
    st.sampled_from(["model", "MODEL", "chat_model"]),
    st.text(alphabet="abc #é", max_size=12),
)
@settings(deadline=None, max_examples=40)
def test_places_are_those_of_the_scalar(model: str, key: str, note: str) -> None:
    """Whatever stands around a scalar, its place is the scalar's and nothing else's."""
    texts = {
        ".env": f"# {note}\n{key}={model}\n",
        "a.yaml": f"# {note}\nllm:\n  {key}: {model} # {note}\n",
        "a.toml": f'# {note}\n[llm]\n{key} = "{model}" # {note}\n',
        "a.json": f'{{"note": "{note}", "{key}": "{model}"}}',
    }
    for name, text in texts.items():
        data = text.encode()
        places = [data[e.start : e.end] for e in entries(name, data) if e.value == model]
        assert [place.strip(b'"').decode() for place in places] == [model], name


def test_advice_is_in_the_words_of_the_language() -> None:
    """A client in TypeScript is advised in TypeScript's words, one in Python in Python's."""
    sources = [Source("a.ts", HEAD), Source("b.py", b"from openai import OpenAI\nOpenAI()\n")]
    found = {f.path: f.instead for f in audit_sources(sources).findings if f.code == "R01"}
    assert "baseURL" in found["a.ts"]
    assert "base_url" in found["b.py"]


# What leads back to itself: settings that are spread into themselves, and the like.
TANGLED = {
    "self spread let": b'let o = { model: "gpt-4o" };\n'
    b"o = { ...o, n: 1 };\n"
    b"await client.chat.completions.create({ ...o, messages: [] });\n",
    "mutual spread": b'let a = { ...b };\nlet b = { ...a, apiKey: "x" };\nnew OpenAI({ ...b });\n',
    "self key": b"let env = { key: process.env.K };\n"
    b"env = { ...env, key: env.key };\n"
    b'fetch("https://api.openai.com/v1/chat/completions", { headers: { Authorization: `Bearer ${env.key}` }, body: JSON.stringify({ model: env.model, messages: [] }) });\n',
    "class extends itself": b"class A extends A { client = this.client; }\n"
    b"new A().client.chat.completions.create({ n: 2 });\n",
    "mutual classes": b"class A extends B {}\n"
    b"class B extends A { m() { return this.c.chat.completions.create({}); } }\n"
    b"new A().m();\n",
    "function of itself": b"function f(x) { return f(f(x)); }\n"
    b"f(client).chat.completions.create({ n: 2 });\n",
    "default of itself": b"function f(x = f) { return x(f); }\nf();\nconst g = (h = g) => h(g);\n",
    "array of itself": b"let l = [];\n"
    b"l = [...l, l];\n"
    b"l.push(...l);\n"
    b"await client.chat.completions.create({ messages: l, model: l[0] });\n",
    "destructuring of itself": b"let { a, ...r } = r;\n"
    b"let { b = b } = b;\n"
    b"client.chat.completions.create({ ...r, messages: b });\n",
    "self member": b"class C { constructor() { this.o = this.o ?? this; this.o = { ...this.o }; } go() { return this.o.o.chat.completions.create(this.o); } }\n"
    b"new C().go();\n",
    "self template": b"let u = `${u}/v1`;\n"
    b"u = u + `${u}`;\n"
    b"fetch(`${u}/chat/completions`, { body: JSON.stringify({ model: u }) });\n",
    "ternary of itself": b"let m = m ? m : n;\n"
    b"let n = m || n;\n"
    b"client.chat.completions.create({ model: m });\n",
    "export star of itself": b'export * from "./shared";\n'
    b'export { x } from "./shared";\n'
    b'import { x } from "./shared";\n'
    b"x.chat.completions.create({ model: x });\n",
    "assign of itself": b"const o = Object.assign(o, o);\n"
    b"Object.assign(o, { ...o });\n"
    b"client.chat.completions.create(o);\n",
    "object of itself": b"const o = { get client() { return o.client; }, o, model() { return o.model(); } };\n"
    b"o.client.chat.completions.create({ model: o.model() });\n",
    "env of itself": b"process.env = { ...process.env };\n"
    b"const env = { ...env, ...process.env };\n"
    b"new OpenAI({ apiKey: env.OPENAI_API_KEY, baseURL: env.BASE });\n",
    "reduce": b'const cfg = ["a"].reduce((acc, k) => ({ ...acc, [k]: acc }), {});\n'
    b"client.chat.completions.create(cfg);\n",
    "param spread": b'async function ask(options) { options = { ...options, model: options.model ?? "gpt-4o" }; return client.chat.completions.create(options); }\n'
    b"ask(ask);\n"
    b"ask({ ...ask });\n",
    "messages": b"let messages = [];\n"
    b"messages = messages.concat(messages);\n"
    b'messages = [...messages, { role: "user", content: messages }];\n'
    b'client.chat.completions.create({ model: "gpt-4o", messages });\n',
    "proxy": b"const p = new Proxy(p, { get: (t, k) => p[k] });\n"
    b"p.chat.completions.create({ n: p.n });\n",
    "bind": b"const c = client.chat.completions.create.bind(c);\nc({ model: c });\n",
    "headers": b"let headers = {};\n"
    b"headers = { ...headers, Authorization: `Bearer ${headers.key}` };\n"
    b'fetch("https://api.openai.com/v1/embeddings", { headers });\n',
    "yield": b"function* g() { yield* g(); const x = yield x; client.chat.completions.create(x); }\n",
    "enum": b'enum E { A = E.A, B = "gpt-4o" }\nclient.chat.completions.create({ model: E.A });\n',
}


@pytest.mark.parametrize("name", TANGLED)
def test_what_leads_back_to_itself_costs_no_neighbour_its_link(name: str) -> None:
    """The file is read, and what a neighbour does with its client is found."""
    sources = [
        Source("app/shared.ts", SHARED + TANGLED[name]),
        Source("app/near.ts", NEAR),
    ]
    result = audit_sources(sources, Options(jobs=1))
    assert result.problems == ()
    found = {(finding.path, finding.code) for finding in result.findings}
    assert {("app/shared.ts", "R01"), ("app/near.ts", "B01"), ("app/near.ts", "R02")} <= found
