"""The shapes that clients, requests and histories take in JavaScript and TypeScript."""

from __future__ import annotations

import pytest

from electron_kit.audit import Options, Source, audit_sources

HEAD = 'import OpenAI from "openai";\nconst client = new OpenAI();\n'
SHAPES = {
    "cjs new in-place": (
        'const openai = new (require("openai"))();\nopenai.chat.completions.create({model:"gpt-4o",messages});',
        "R01 R02",
    ),
    "cjs member": (
        'const openai = require("openai");\nconst c = new openai.OpenAI();\nc.chat.completions.create({model:"gpt-4o",messages});',
        "R01 R02",
    ),
    "cjs default": (
        'const OpenAI = require("openai").default;\nconst c = new OpenAI();\nc.chat.completions.create({model:"gpt-4o",messages});',
        "R01 R02",
    ),
    "cjs .OpenAI": (
        'const OpenAI = require("openai").OpenAI;\nconst c = new OpenAI();\nc.chat.completions.create({model:"gpt-4o",messages});',
        "R01 R02",
    ),
    "import star": (
        'import * as openai from "openai";\nconst c = new openai.OpenAI();\nc.chat.completions.create({model:"gpt-4o",messages});',
        "R01 R02",
    ),
    "ts import=": (
        'import OpenAI = require("openai");\nconst c = new OpenAI();\nc.chat.completions.create({model:"gpt-4o",messages});',
        "R01 R02",
    ),
    "dynamic import": (
        'async function f(){ const { OpenAI } = await import("openai");\nconst c = new OpenAI();\nreturn c.chat.completions.create({model:"gpt-4o",messages});}',
        "R01 R02",
    ),
    "dynamic default": (
        'async function f(){ const { default: OpenAI } = await import("openai");\nconst c = new OpenAI();\nreturn c.chat.completions.create({model:"gpt-4o",messages});}',
        "R01 R02",
    ),
    "lazy singleton": (
        'import OpenAI from "openai";\nlet c: OpenAI | null = null;\nfunction get(){ if(!c) c = new OpenAI(); return c; }\nexport const f = () => get().chat.completions.create({model:"gpt-4o",messages:[], n: 2});',
        "B01 R01 R02",
    ),
    "class field": (
        'import OpenAI from "openai";\nclass A { private c = new OpenAI(); m(){ return this.c.chat.completions.create({model:"gpt-4o",messages:[],n:2}); } }',
        "B01 R01 R02",
    ),
    "private #field": (
        'import OpenAI from "openai";\nclass A { #c; constructor(){ this.#c = new OpenAI(); } m(){ return this.#c.chat.completions.create({model:"gpt-4o",messages:[],n:2}); } }',
        "B01 R01 R02",
    ),
    "static": (
        'import OpenAI from "openai";\nclass A { static c = new OpenAI(); static m(){ return A.c.chat.completions.create({model:"gpt-4o",messages:[],n:2}); } }',
        "B01 R01 R02",
    ),
    "ctor param prop": (
        'import OpenAI from "openai";\nclass A { constructor(private readonly c: OpenAI){} m(){ return this.c.chat.completions.create({model:"gpt-4o",messages:[],n:2}); } }',
        "B01 R02",
    ),
    "options obj param": (
        'import OpenAI from "openai";\nfunction f({ client, model = "gpt-4o" }: { client: OpenAI; model?: string }){ return client.chat.completions.create({model,messages:[],n:2}); }',
        "B01 R02",
    ),
    "map registry fn": (
        HEAD
        + 'const M = new Map([["fast","gpt-4o-mini"],["slow","gpt-4o"]]);\nclient.chat.completions.create({model: M.get(k), messages});',
        "R01 R02",
    ),
    "ternary": (
        HEAD + 'client.chat.completions.create({model: big ? "gpt-4o" : "gpt-4o-mini", messages});',
        "R01 R02",
    ),
    "switch return": (
        HEAD
        + 'function pick(x){ switch(x){ case 1: return "gpt-4o"; default: return "gpt-4o-mini"; } }\nclient.chat.completions.create({model: pick(1), messages});',
        "R01 R02",
    ),
    "params then Object.assign": (
        HEAD
        + 'const p = Object.assign({}, base, { model: "gpt-4o", n: 3 });\nclient.chat.completions.create(p);',
        "B01 R01 R02",
    ),
    "conditional spread": (
        HEAD
        + "client.chat.completions.create({ messages, ...(x ? { n: 3 } : {}) , ...(y && { store: true })});",
        "B01 R01 S05",
    ),
    "params typed": (
        HEAD
        + 'const params: OpenAI.Chat.ChatCompletionCreateParams = { model: "gpt-4o", messages: [] };\nparams.n = 4;\nclient.chat.completions.create(params);',
        "B01 R01 R02",
    ),
    "delete/let": (
        HEAD
        + 'let params = { model: "gpt-4o" };\nparams = { ...params, n: 2 };\nclient.chat.completions.create(params);',
        "B01 R01 R02",
    ),
    "satisfies": (
        HEAD + 'client.chat.completions.create({ model: "gpt-4o", messages, n: 2 } satisfies X);',
        "B01 R01 R02",
    ),
    "stream helper": (
        HEAD + 'const s = client.chat.completions.stream({ model: "gpt-4o", messages });',
        "R01 R02",
    ),
    "runTools": (
        HEAD
        + 'const s = client.beta.chat.completions.runTools({ model: "gpt-4o", messages, tools });',
        "R01 R02",
    ),
    "withOptions": (
        HEAD
        + 'client.withOptions({timeout:1}).chat.completions.create({ model: "gpt-4o", messages, n:2 });',
        "B01 R01 R02",
    ),
    "alias chain": (
        HEAD
        + 'const { chat } = client;\nchat.completions.create({ model: "gpt-4o", messages, n:2 });\nconst comps = client.chat.completions;\ncomps.create({ model: "gpt-4o", messages, n:2 });',
        "B01 R01 R02",
    ),
    "wrapper fn param": (
        HEAD
        + 'const call = (opts) => client.chat.completions.create(opts);\ncall({ model: "gpt-4o", messages, n: 2, reasoning_effort: "low" });',
        "B01 R01 R02 S03",
    ),
    "wrapper partial": (
        HEAD
        + 'const call = (opts) => client.chat.completions.create({ model: "gpt-4o", ...opts });\ncall({ messages, n: 2 });',
        "B01 R01 R02",
    ),
    "Promise.all map": (
        HEAD
        + 'export const f = (xs) => Promise.all(xs.map(async (x) => { const r = await client.chat.completions.create({ model: "gpt-4o", messages: x }); return r; }));',
        "C03 R01 R02",
    ),
    "err instanceof": (
        HEAD
        + 'try { await client.chat.completions.create({ model:"gpt-4o", messages }); } catch (e) { if (e instanceof OpenAI.APIError && e.code === "context_length_exceeded") x(); }',
        "C02 R01 R02",
    ),
    "err .error.code": (
        HEAD
        + 'try { await client.chat.completions.create({ model:"gpt-4o", messages }); } catch (e: any) { if (e.error?.code === "x") y(); }',
        "C02 R01 R02",
    ),
    "axios err": (
        'import axios from "axios";\ntry { await axios.post("https://api.openai.com/v1/chat/completions", { model: "gpt-4o", messages }, h); } catch (e) { if (e.response.data.error.code === "x") y(); }',
        "C02 R02 R06",
    ),
    "catch cb": (
        HEAD
        + 'client.chat.completions.create({ model:"gpt-4o", messages }).catch((e) => { if (e.code === "rate_limit_exceeded") y(); });',
        "C02 R01 R02",
    ),
    "usage chunk": (
        HEAD
        + 'const s = await client.chat.completions.create({ model:"gpt-4o", messages, stream: true, stream_options: { include_usage: true } });\nfor await (const c of s) { const { delta } = c.choices[0]; w(delta.content); }',
        "C04 R01 R02",
    ),
    "usage chunk destruct": (
        HEAD
        + 'const s = await client.chat.completions.create({ model:"gpt-4o", messages, stream: true, stream_options: { include_usage: true } });\nfor await (const { choices } of s) { w(choices[0].delta.content); }',
        "C04 R01 R02",
    ),
    "vision": (
        HEAD
        + 'const content = [{ type: "text", text: "x" }];\ncontent.push({ type: "image_url", image_url: { url } });\nclient.chat.completions.create({ model:"gpt-4o", messages: [{ role: "user", content }] });',
        "B02 R01 R02",
    ),
    "json_schema var": (
        HEAD
        + 'const response_format = { type: "json_schema" as const, json_schema: s };\nclient.chat.completions.create({ model:"gpt-4o", messages, response_format });',
        "B04 R01 R02",
    ),
    "zod stream": (
        'import { zodResponseFormat } from "openai/helpers/zod";\nimport OpenAI from "openai";\nconst client = new OpenAI();\nconst rf = zodResponseFormat(S, "s");\nclient.chat.completions.parse({ model:"gpt-4o", messages, response_format: rf });',
        "B04 R01 R02",
    ),
    "instructor": (
        'import Instructor from "@instructor-ai/instructor";\nimport OpenAI from "openai";\nconst client = new OpenAI();\nconst i = Instructor({ client, mode: "TOOLS" });\ni.chat.completions.create({ model: "gpt-4o", messages, response_model: { schema: S, name: "x" } });',
        "R01 R02",
    ),
    "langfuse": (
        'import { observeOpenAI } from "langfuse";\nimport OpenAI from "openai";\nconst o = observeOpenAI(new OpenAI());\no.chat.completions.create({ model: "gpt-4o", messages, n: 2 });',
        "B01 R01 R02",
    ),
    "deno npm": (
        'import OpenAI from "npm:openai@4";\nconst o = new OpenAI();\no.chat.completions.create({ model: "gpt-4o", messages, n: 2 });',
        "B01 R01 R02",
    ),
    "hono env": (
        'import OpenAI from "openai";\nimport { Hono } from "hono";\nconst app = new Hono();\napp.post("/", async (c) => { const o = new OpenAI({ apiKey: c.env.OPENAI_API_KEY }); return c.json(await o.chat.completions.create({ model: "gpt-4o", messages: [] })); });',
        "R01 R02",
    ),
    "ai sdk default": (
        'import { openai } from "@ai-sdk/openai";\nimport { generateText } from "ai";\nawait generateText({ model: openai("gpt-4o"), prompt });',
        "P01 R02 R05",
    ),
    "ai sdk chat": (
        'import { openai } from "@ai-sdk/openai";\nimport { embed } from "ai";\nawait embed({ model: openai.embedding("text-embedding-3-small"), value });',
        "P03",
    ),
    "ai sdk provider var": (
        'import { createOpenAI } from "@ai-sdk/openai";\nconst oai = createOpenAI({ apiKey: process.env.OPENAI_API_KEY });\nexport const model = oai.chat("gpt-4o");',
        "R02 R05",
    ),
    "ai sdk image": (
        'import { openai } from "@ai-sdk/openai";\nimport { experimental_generateImage as g } from "ai";\nawait g({ model: openai.image("dall-e-3"), prompt });',
        "P04",
    ),
    "ai sdk transcribe": (
        'import { openai } from "@ai-sdk/openai";\nopenai.transcription("whisper-1"); openai.speech("tts-1");',
        "P04",
    ),
    "ai responses": (
        'import { openai } from "@ai-sdk/openai";\nconst m = openai.responses("gpt-4o");',
        "P01 R02 R05",
    ),
    "providerOptions": (
        'import { openai } from "@ai-sdk/openai";\nimport { generateText } from "ai";\nawait generateText({ model: openai("o3-mini"), prompt, providerOptions: { openai: { reasoningEffort: "low" } } });',
        "P01 R02 R05 S03",
    ),
    "ai maxTokens big": (
        'import { openai } from "@ai-sdk/openai";\nimport { generateText } from "ai";\nawait generateText({ model: openai("gpt-4o"), prompt, maxOutputTokens: 64000 });',
        "B07 P01 R02 R05",
    ),
    "langchain bindTools json": (
        'import { ChatOpenAI } from "@langchain/openai";\nconst m = new ChatOpenAI({ model: "gpt-4o", n: 2 });\nm.bind({ response_format: { type: "json_schema", json_schema: s } });',
        "B01 B04 R02 R05",
    ),
    "llamaindex Settings": (
        'import { OpenAI, Settings } from "llamaindex";\nSettings.llm = new OpenAI({ model: "gpt-4o" });',
        "R02 R05",
    ),
    "agents js": (
        'import { Agent, run } from "@openai/agents";\nconst a = new Agent({ name: "x", model: "gpt-4o" });\nawait run(a, "hi");',
        "P01 R02 R05",
    ),
    "azure class": (
        'import { AzureOpenAI } from "openai";\nconst c = new AzureOpenAI({ endpoint, apiVersion });\nc.chat.completions.create({ model: "gpt-4o", messages });',
        "R02 R03",
    ),
    "node https": (
        'const https = require("https");\nhttps.request({ hostname: "api.openai.com", path: "/v1/chat/completions", method: "POST" });',
        "R06",
    ),
    "fetch const base": (
        'const BASE = "https://api.openai.com/v1";\nawait fetch(BASE + "/chat/completions", { method: "POST", body: JSON.stringify({ model: "gpt-4o", messages, n: 3 }) });',
        "B01 R02 R06",
    ),
    "axios.create": (
        'import axios from "axios";\nconst api = axios.create({ baseURL: "https://api.openai.com/v1" });\napi.post("/chat/completions", { model: "gpt-4o", messages, n: 3 });',
        "B01 R02 R06",
    ),
    "fetch new URL": (
        'await fetch(new URL("/v1/chat/completions", "https://api.openai.com"), { method: "POST", body: JSON.stringify({ model: "gpt-4o", messages }) });',
        "R02 R06",
    ),
    "moderation": (HEAD + "await client.moderations.create({ input });", "P06 R01"),
    "files": (
        HEAD
        + 'await client.files.create({ file, purpose: "batch" }); await client.batches.create({});',
        "P05 R01",
    ),
    "vector": (
        HEAD + "await client.beta.vectorStores.create({}); await client.vectorStores.create({});",
        "P05 R01",
    ),
    "ft": (
        HEAD
        + 'client.chat.completions.create({ model: process.env.FT ?? "ft:gpt-3.5-turbo:x::y", messages });',
        "B08 R01",
    ),
    "ft job poll": (
        HEAD
        + "const job = await client.fineTuning.jobs.retrieve(id);\nconst model = job.fine_tuned_model;\nawait client.chat.completions.create({ model, messages });",
        "B08 P05 R01",
    ),
    "price table": (
        HEAD
        + 'const PRICES = { "gpt-4o": { in: 2.5, out: 10 }, "gpt-4o-mini": { in: .15, out: .6 } };\nclient.chat.completions.create({ model, messages });',
        "B09 R01",
    ),
    "regex test": (
        HEAD
        + "if (/^o[134]/.test(model)) x();\nclient.chat.completions.create({ model, messages });",
        "B09 R01",
    ),
    "regex match": (
        HEAD
        + "if (model.match(/^gpt-4/)) x();\nclient.chat.completions.create({ model, messages });",
        "B09 R01",
    ),
    "switch model": (
        HEAD
        + 'switch (model) { case "gpt-4o": x(); break; }\nclient.chat.completions.create({ model, messages });',
        "B09 R01",
    ),
    "includes array": (
        HEAD
        + 'const R = ["o1", "o3-mini"];\nif (R.includes(model)) x();\nclient.chat.completions.create({ model, messages });',
        "B09 R01",
    ),
    "context table": (
        HEAD
        + 'const WINDOW: Record<string, number> = { "gpt-4o": 128000, "gpt-4": 8192 };\nclient.chat.completions.create({ model, messages });',
        "B07 B09 R01",
    ),
    "commander": (
        'import { program } from "commander";\nimport OpenAI from "openai";\nconst client = new OpenAI();\nprogram.option("-m, --model <m>", "model", "gpt-4o");\nclient.chat.completions.create({ model: program.opts().model, messages });',
        "R01 R02",
    ),
    "yargs": (
        'import yargs from "yargs";\nimport OpenAI from "openai";\nconst client = new OpenAI();\nconst argv = yargs.option("model", { type: "string", default: "gpt-4o", choices: ["gpt-4o", "gpt-4"] }).argv;\nclient.chat.completions.create({ model: argv.model, messages });',
        "B09 R01 R02",
    ),
    "zod default": (
        'import { z } from "zod";\nimport OpenAI from "openai";\nconst client = new OpenAI();\nconst S = z.object({ model: z.string().default("gpt-4o") });\nconst { model } = S.parse(x);\nclient.chat.completions.create({ model, messages });',
        "R01 R02",
    ),
    "sk- check": (
        HEAD
        + 'if (!key.startsWith("sk-")) throw 1;\nclient.chat.completions.create({ model, messages });',
        "I01 R01",
    ),
    "key regex": (
        HEAD
        + "if (!/^sk-[A-Za-z0-9]+$/.test(key)) throw 1;\nclient.chat.completions.create({ model, messages });",
        "I01 R01",
    ),
    "dispatch dev": (
        HEAD
        + 'client.chat.completions.create({ model, messages: [{ role: isO1 ? "developer" : "system", content: x }] });',
        "B03 R01",
    ),
    "tools drop": (
        HEAD
        + 'const m = (await client.chat.completions.create({ model, messages, tools })).choices[0].message;\nmessages.push({ role: "assistant", content: null, tool_calls: m.tool_calls });',
        "C01 R01",
    ),
    "content || ": (
        HEAD
        + "const m = (await client.chat.completions.create({ model, messages, tools })).choices[0].message;\nif (m.content) return m.content;\nfor (const t of m.tool_calls) run(t);",
        "C01 R01",
    ),
    "async history fn": (
        HEAD
        + 'const history = [];\nexport async function ask(q) { history.push({ role: "user", content: q }); const r = await client.chat.completions.create({ model, messages: history }); history.push(r.choices[0].message); return r; }',
        "B06 R01",
    ),
    "map history": (
        HEAD
        + 'const sessions = new Map();\nexport async function ask(id, q) { const h = sessions.get(id) ?? []; h.push({ role: "user", content: q }); const r = await client.chat.completions.create({ model, messages: h }); sessions.set(id, h); return r; }',
        "B06 R01",
    ),
    "spread history": (
        HEAD
        + 'let history = [];\nexport async function ask(q) { history = [...history, { role: "user", content: q }]; return client.chat.completions.create({ model, messages: history }); }',
        "B06 R01",
    ),
    "obj history": (
        HEAD
        + 'const chats = {};\nbot.on("message", async (m) => { if (!chats[m.id]) chats[m.id] = []; chats[m.id].push({ role: "user", content: m.text }); await client.chat.completions.create({ model, messages: chats[m.id] }); });',
        "B06 R01",
    ),
    "settings that are sometimes another vendor's": (
        (
            "import { ChatOpenAI } from '@langchain/openai';\n"
            "export const make = (name, more) => new ChatOpenAI({ modelName: name, ...more });\n"
            "make('x', local ? { baseURL: ollamaURL } : {});\nmake('y', { configuration: { baseURL: settings.ollamaURL } });"
        ),
        "R05",
    ),
    "a registry of providers": (
        (
            "import { openai } from '@ai-sdk/openai';\nimport { anthropic } from '@ai-sdk/anthropic';\n"
            "import { createProviderRegistry } from 'ai';\n"
            "const providers: Record<string, any> = {\n  openai,\n  anthropic,\n};\n"
            "const registry = createProviderRegistry(providers);\n"
            "export const model = registry.languageModel('openai:gpt-4o');"
        ),
        "P01 R02 R05",
    ),
    "a code in an answer's text": (
        HEAD + "client.chat.completions.create({ model: 'electron', messages });\n"
        "if ((await response.text()).includes('insufficient_quota')) stop();",
        "C02 R01",
    ),
    "a deployment's path": (
        "export const path = (model) => `openai/deployments/${model}/chat/completions?api-version=1`;",
        "R06",
    ),
    "a proxy or OpenAI": (
        (
            "const base = (own) => (own ? '/proxies/openai' : 'https://api.openai.com');\n"
            "await fetch(base(x) + '/v1/chat/completions', { body: JSON.stringify({ model: 'gpt-4o', messages }) });"
        ),
        "R02 R06",
    ),
    "a default beside a variable": (
        HEAD
        + "export const cut = (text, contextSize = Number(process.env.CONTEXT_SIZE) || 128_000) => text;\n"
        "client.chat.completions.create({ model: 'electron', messages });",
        "B07 R01",
    ),
    "a setting that sends no schema by itself": (
        "import { openai } from '@ai-sdk/openai';\nexport const m = openai('o3-mini', { structuredOutputs: true });",
        "P01 R02 R05",
    ),
    "an error in an answer's body": (
        HEAD + "client.chat.completions.create({ model: 'electron', messages });\n"
        "export const show = (data) => data.error.code === 'model_not_found';",
        "C02 R01",
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_gives_exactly_its_findings(shape: str) -> None:
    """What stands in the way is found through each shape, and nothing else is."""
    source, codes = SHAPES[shape]
    result = audit_sources([Source("app.ts", source.encode())], Options(jobs=1))
    assert result.problems == ()
    assert sorted({each.code for each in result.findings if each.asks}) == codes.split()


NOT_OURS = {
    "a list that is a call's own": HEAD
    + "export async function ask(q) { const h = []; h.push({ role: 'user', content: q });\n"
    "return client.chat.completions.create({ model: 'electron', messages: h }); }",
    "a store that is cut": HEAD
    + "const chats = {};\nbot.on('message', async (m) => { chats[m.id].push(m);\n"
    "chats[m.id] = chats[m.id].slice(-10);\n"
    "await client.chat.completions.create({ model: 'electron', messages: chats[m.id] }); });",
    "a pattern that is no model's": HEAD
    + "if (/^o[134]/.test(city)) x();\nclient.chat.completions.create({ model, messages });",
    "another vendor's instance": "import axios from 'axios';\n"
    "const api = axios.create({ baseURL: 'https://api.groq.com/openai/v1' });\n"
    "api.post('/chat/completions', { model: 'gpt-4o', messages, n: 3 });",
    "another vendor's errors": "import { createOpenAI } from '@ai-sdk/openai';\n"
    "import { generateText } from 'ai';\n"
    "const o = createOpenAI({ apiKey, baseURL: 'https://api.other.com/v1' });\n"
    "try { await generateText({ model: o('x'), prompt }); }\n"
    "catch (e) { if (e.message.includes('Invalid API key')) x(); }",
    "a name beside an id": HEAD
    + "client.chat.completions.create({ model: 'electron', messages });\n"
    "export const M = [{ id: 'electron', name: 'gpt-4o' }];",
    "an error of another promise": HEAD + "load().catch((e) => { if (e.code === 'gone') x(); });\n"
    "client.chat.completions.create({ model, messages });",
}


def test_budgets_of_another_vendors_file_are_its_own() -> None:
    """What ``lib/ollama/client.ts`` takes for a context is not about OpenAI."""
    text = b"export const of = (data) => ({ contextWindow: data.window || 128_000 });\n"
    sources = [
        Source("app.ts", HEAD.encode()),
        Source("lib/ollama/client.ts", HEAD.encode() + text),
    ]
    findings = audit_sources(sources, Options(select=("B07",), jobs=1)).findings
    assert findings == ()
    sources[1] = Source("lib/models/client.ts", HEAD.encode() + text)
    findings = audit_sources(sources, Options(select=("B07",), jobs=1)).findings
    assert [finding.line for finding in findings] == [3]


@pytest.mark.parametrize("shape", NOT_OURS)
def test_what_looks_alike_is_left_alone(shape: str) -> None:
    """Beside the client itself, nothing is reported."""
    result = audit_sources([Source("app.ts", NOT_OURS[shape].encode())], Options(jobs=1))
    assert {finding.code for finding in result.findings} <= {"R01"}
