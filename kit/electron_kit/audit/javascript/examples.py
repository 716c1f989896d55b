"""Examples of JavaScript and TypeScript for every rule that applies there: tests, and the site's.

They stand here and not in the rules' files, since a rule knows no language.
"""

from __future__ import annotations

from ..rule import Example

_HEAD = 'import OpenAI from "openai";\nconst client = new OpenAI();\n'
_CALL = 'await client.chat.completions.create({ model: "electron", messages, %s });'


def _js(source: str, *lines: int, **more: object) -> Example:
    return Example(source, "javascript", lines=lines or None, **more)  # type: ignore[arg-type]


def _ts(source: str, *lines: int, **more: object) -> Example:
    return Example(source, "typescript", lines=lines or None, **more)  # type: ignore[arg-type]


def _field(text: str) -> Example:
    return _js(_HEAD + _CALL % text, 3)


def _fine(text: str) -> Example:
    return _js(_HEAD + _CALL % text)


INVALID: dict[str, tuple[Example, ...]] = {
    "R01": (
        _js(
            _HEAD + "await client.chat.completions.create({ model: 'gpt-4o', messages });",
            2,
            fixed='import OpenAI from "openai";\nconst client = new OpenAI({ baseURL: "https://api.smallest.ai/waves/v1", '
            "apiKey: process.env.SMALLEST_API_KEY ?? \"\" });\nawait client.chat.completions.create({ model: 'electron', messages });",
        ),
        _ts(
            'import { OpenAI as Sdk } from "openai";\nexport class Bot {\n  private readonly llm = new Sdk({\n'
            "    apiKey: process.env.OPENAI_API_KEY,\n    timeout: 1000,\n  });\n"
            "  ask = (messages: any) => this.llm.chat.completions.create({ model: 'gpt-4o', messages });\n}\n",
            3,
            fixed='import { OpenAI as Sdk } from "openai";\nexport class Bot {\n  private readonly llm = new Sdk({\n'
            '    baseURL: "https://api.smallest.ai/waves/v1",\n    apiKey: process.env.SMALLEST_API_KEY ?? "",\n'
            "    timeout: 1000,\n  });\n"
            "  ask = (messages: any) => this.llm.chat.completions.create({ model: 'electron', messages });\n}\n",
        ),
        _js(
            'import OpenAI from "openai";\nconst baseURL = "https://api.smallest.ai/waves/v1";\n'
            "const a = new OpenAI({ baseURL });\n"
            "const b = new OpenAI({ baseURL, apiKey: process.env.OPENAI_API_KEY });",
            3,
            4,
        ),
        _js('const { default: OpenAI } = require("openai");\nmodule.exports = () => new OpenAI();', 2),
        _js('const OpenAI = require("openai");\nclass Bot {\n  constructor() {\n    this.client = new OpenAI();\n  }\n}', 4),
    ),
    "R02": (
        _js(
            _HEAD + "await client.chat.completions.create({ model: 'gpt-4o', messages });",
            3,
            fixed=_HEAD + "await client.chat.completions.create({ model: 'electron', messages });",
        ),
        _ts(
            _HEAD + 'const model = process.env.MODEL ?? "gpt-4o-mini";\n'
            "export const ask = (messages: any) => client.chat.completions.create({ model, messages });",
            3,
        ),
        _ts(
            _HEAD + 'export async function ask(messages: any, { model = "o3-mini" } = {}) {\n'
            "  return client.chat.completions.create({ model, messages });\n}",
            3,
        ),
        _ts(
            'import { MODELS } from "./models";\n' + _HEAD
            + "await client.chat.completions.create({ model: MODELS.fast, messages: [] });",
            1,
            files={"models.ts": 'export const MODELS = { fast: "gpt-4.1-nano" } as const;\n'},
        ),
        _ts(
            'import { openai } from "@ai-sdk/openai";\nimport { generateText } from "ai";\n'
            'await generateText({ model: openai("gpt-4o"), prompt: "x" });',
            3,
        ),
        _ts('import { streamText } from "ai";\nstreamText({ model: "openai/gpt-5-mini", prompt: "x" });', 2),
        _ts(
            _HEAD + 'enum Model { Fast = "gpt-4o-mini" }\n'
            "await client.chat.completions.create({ model: Model.Fast, messages: [] });",
            3,
        ),
    ),
    "R03": (
        _js('import { AzureOpenAI } from "openai";\nconst client = new AzureOpenAI({ apiVersion: "2024-10-21" });', 2),
        _js(
            'import OpenAI from "openai";\nconst client = new OpenAI({\n'
            "  baseURL: `https://${process.env.RESOURCE}.openai.azure.com/openai/deployments/x`,\n});",
            2,
        ),
    ),
    "R04": (
        _js(
            'const { Configuration, OpenAIApi } = require("openai");\n'
            "const openai = new OpenAIApi(new Configuration({ apiKey: process.env.OPENAI_API_KEY }));\n"
            'await openai.createChatCompletion({ model: "gpt-4", messages });',
            2, 2, 3,
        ),  # fmt: skip
    ),
    "R05": (
        _ts('import { ChatOpenAI } from "@langchain/openai";\nexport const llm = new ChatOpenAI({ model: "gpt-4o" });', 2),
        _ts('import { createOpenAI } from "@ai-sdk/openai";\nexport const openai = createOpenAI({ apiKey: "x" });', 2),
        _ts('import { generateText } from "ai";\nawait generateText({ model: "openai/gpt-4o", prompt: "x" });', 2),
        _ts(
            'import { initChatModel } from "langchain/chat_models/universal";\n'
            'export const load = (name = "openai/gpt-4o") => {\n  const at = name.indexOf("/");\n'
            "  return initChatModel(name.slice(at + 1), { modelProvider: name.slice(0, at) });\n};",
            4,
        ),
    ),
    "R06": (
        _js(
            'await fetch("https://api.openai.com/v1/chat/completions", {\n  method: "POST",\n'
            '  body: JSON.stringify({ model: "gpt-4o", messages: [] }),\n});',
            1,
        ),
        _js(
            'import axios from "axios";\nconst base = "https://api.openai.com/v1";\n'
            "await axios.post(`${base}/chat/completions`, { model: \"gpt-4o\", messages: [] });",
            3,
        ),
        _ts(
            'import ky from "ky";\nconst base = "https://api.openai.com/v1";\n'
            "export const api = ky.create({ prefixUrl: base });\n"
            'export const ask = (c: Api, json: object) => c.post("chat/completions", { json });',
            2,
        ),
        _js(
            'import { Pool } from "undici";\nconst pool = new Pool("https://api.openai.com");\n'
            'await pool.request({ path: "/v1/chat/completions", method: "POST", body });',
            2,
        ),
        _ts(
            "export const ask = (context: Settings, body: object) => {\n"
            "  const url = `${context.OPENAI_API_BASE}/chat/completions`;\n  return send(url, body);\n};",
            2,
        ),
        _ts(
            "const list = (base: string) => fetch(`${base}/models`);\n"
            "export const openai = (context: Settings) => list(context.OPENAI_API_BASE);",
            1,
        ),
        _js("const models = (name) => `https://${name}.openai.azure.com/openai/models?api-version=1`;", 1),
    ),
    "I01": (
        _js("if (!process.env.OPENAI_API_KEY) throw new Error('no key');", 1),
        _ts("const { OPENAI_API_KEY } = process.env;\nexport const key: string = OPENAI_API_KEY!;", 1),
        _ts("export const app = (c: Context) => c.env.OPENAI_API_KEY ?? fail();", 1),
        _ts("export class Settings {\n  OPENAI_API_KEY: string[] = [];\n}", 2),
        _ts('import { z } from "zod";\nexport const schema = z.object({\n  OPENAI_API_KEY: z.string().min(1),\n});', 3),
        _js('for (const name of ["PORT", "OPENAI_API_KEY"]) if (!process.env[name]) throw Error(name);', 1),
    ),
    "I02": (
        _ts(_HEAD + 'await client.chat.completions.create({ model: "gpt-4o", messages: [] });', 3),
    ),
    "B01": (
        _field("n: 3"),
        _ts(
            _HEAD + "const params: any = { model: 'electron', messages: [] };\nparams.n = 2;\n"
            "await client.chat.completions.create(params);",
            4,
        ),
        _js(
            'await fetch("https://api.openai.com/v1/chat/completions", {\n  method: "POST",\n'
            "  body: JSON.stringify({\n    messages: [],\n    n: 4,\n  }),\n});",
            5,
        ),
        _ts(
            'import { defaults } from "./defaults";\n' + _HEAD
            + "await client.chat.completions.create({ ...defaults, messages: [] });",
            1,
            files={"defaults.ts": "export const defaults = { n: 5 };\n"},
        ),
        _js(
            _HEAD + "const create = client.chat.completions.create.bind(client.chat.completions);\n"
            "await create({ messages: [], n: 2 });",
            4,
        ),
    ),
    "B02": (
        _js(
            _HEAD + 'await client.chat.completions.create({ messages: [{ role: "user", content: [\n'
            '  { type: "image_url", image_url: { url } },\n] }] });',
            4,
        ),
        _js(_HEAD + 'await client.chat.completions.create({ messages });\nparts.push({ type: "image_base64", image_base64: data });', 4),
    ),
    "B03": (
        _ts(
            _HEAD + 'const messages = [{ role: "developer", content: "Be brief." }];\n'
            "await client.chat.completions.create({ model: 'electron', messages });",
            3,
            fixed=_HEAD + 'const messages = [{ role: "system", content: "Be brief." }];\n'
            "await client.chat.completions.create({ model: 'electron', messages });",
        ),
        _js(_HEAD + 'messages.push({ role: "function", name: "f", content: "x" });\nawait client.chat.completions.create({ messages });', 3),
        _js(
            _HEAD + "const context = [];\nconst add = (role, content) => context.push({ role, content });\n"
            "export async function ask(text, role = 'user') {\n  add(role, text);\n"
            "  await client.chat.completions.create({ messages: context });\n  add('function', run());\n}",
            8,
        ),
    ),
    "B04": (
        _field('response_format: { type: "json_schema", json_schema: schema }'),
        _ts(
            'import { zodResponseFormat } from "openai/helpers/zod";\n' + _HEAD
            + 'await client.beta.chat.completions.parse({ messages: [], response_format: zodResponseFormat(Answer, "a") });',
            4,
        ),
        _ts(
            'import { generateObject } from "ai";\nimport { openai } from "@ai-sdk/openai";\n'
            'await generateObject({ model: openai("gpt-4o"), schema, prompt });',
            3,
        ),
        _ts('import { generateObject } from "ai";\nawait generateObject({ model: "openai/gpt-4o", schema, prompt });', 2),
    ),
    "B05": (_field('stop: ["a", "b", "c", "d", "e"]'),),
    "B06": (
        _js(
            _HEAD + "const messages = [];\nwhile (true) {\n"
            '  messages.push({ role: "user", content: await prompt() });\n'
            "  const r = await client.chat.completions.create({ messages });\n  messages.push(r.choices[0].message);\n}",
            5,
        ),
        _ts(
            _HEAD + "export class Bot {\n  history: any[] = [];\n  async ask(content: string) {\n"
            '    this.history.push({ role: "user", content });\n'
            "    return client.chat.completions.create({ model: 'electron', messages: this.history });\n  }\n}",
            6,
        ),
        _ts(
            'import { reply } from "./reply";\nexport async function chat() {\n  const history: any[] = [];\n'
            '  const turn = async () => {\n    history.push({ role: "user", content: await input() });\n'
            "    history.push(await reply({ prompt: history }));\n    await turn();\n  };\n  await turn();\n}",
            5,
            files={
                "reply.ts": _HEAD + "export async function reply({ prompt }: { prompt: string | any[] }) {\n"
                "  const r = await client.chat.completions.create({\n"
                '    messages: Array.isArray(prompt) ? prompt : [{ role: "user", content: prompt }],\n  });\n'
                "  return r.choices[0].message;\n}"
            },
        ),
        _js(
            'const OpenAI = require("openai");\nclass Bot {\n  constructor() {\n    this.client = new OpenAI();\n'
            '    this.context = [];\n  }\n  start(id) {\n    this.context.push({ role: "system", content: id });\n  }\n'
            '  add(role, content) {\n    this.context.push({ role, content });\n  }\n'
            '  async ask(text) {\n    this.add("user", text);\n'
            "    return this.client.chat.completions.create({ messages: this.context });\n  }\n}",
            11,
        ),
        _ts(
            'import { openai } from "@ai-sdk/openai";\nimport { streamText } from "ai";\n'
            "const messages: any[] = [];\nwhile (true) {\n"
            '  messages.push({ role: "user", content: await ask() });\n'
            '  const { response } = streamText({ model: openai("gpt-4o"), messages });\n}',
            5,
        ),
        _ts(
            'import { OpenAI } from "langchain/llms";\nimport { LLMChain } from "langchain/chains";\n'
            "const load = () => read().then((data) => new LLMChain({ llm: new OpenAI(), data }));\n"
            'wss.on("connection", (ws) => {\n  const history: string[][] = [];\n'
            '  ws.on("message", async (question) => {\n    const chain = await load();\n'
            "    const answer = await chain.call({ question, chat_history: history });\n"
            "    history.push([question, answer.text]);\n  });\n});",
            9,
        ),
    ),
    "B07": (
        _field("max_tokens: 64000"),
        _ts(
            _HEAD + 'const LIMITS = { "gpt-4o": 128000 };\nawait client.chat.completions.create({ messages: [] });',
            3,
        ),
    ),
    "B08": (
        _js(
            _HEAD + 'await client.chat.completions.create({ model: "ft:gpt-4o-mini:me::a1" });',
            3,
        ),
        _js(
            _HEAD + "const job = await client.fineTuning.jobs.retrieve(id);\n"
            "await client.chat.completions.create({ model: job.fine_tuned_model, messages });",
            4,
        ),
    ),
    "B09": (
        _js(_HEAD + 'await client.chat.completions.create({ model, messages });\nif (model.startsWith("gpt-4")) big();', 4),
        _ts(_HEAD + 'await client.chat.completions.create({ model, messages });\nconst codex = this.model?.startsWith("code-");', 4),
        _ts('import { encodingForModel } from "js-tiktoken";\nconst encoder = encodingForModel("gpt-4o");', 2),
        _ts(
            _HEAD + 'type Model = "gpt-4o" | "gpt-4o-mini";\nexport const ask = (model: Model) =>\n'
            "  client.chat.completions.create({ model, messages: [] });",
            3,
        ),
        _ts(
            _HEAD + 'const Schema = z.enum(["gpt-4o", "gpt-4o-mini"]);\n'
            "await client.chat.completions.create({ model, messages: [] });",
            3,
        ),
    ),
    "S01": (
        _js(
            _HEAD + "await client.chat.completions.create({ messages, max_completion_tokens: 100 });",
            3,
            fixed=_HEAD + "await client.chat.completions.create({ messages, max_tokens: 100 });",
        ),
        _ts(
            _HEAD + "export function ask(max_completion_tokens: number) {\n"
            "  return client.chat.completions.create({ model: 'electron', messages: [], max_completion_tokens });\n}",
            4,
            fixed=_HEAD + "export function ask(max_completion_tokens: number) {\n"
            "  return client.chat.completions.create({ model: 'electron', messages: [], max_tokens: max_completion_tokens });\n}",
        ),
    ),
    "S02": (_js(_HEAD + _CALL % 'functions: [f], function_call: "auto"', 3, 3),),
    "S03": (_field('reasoning_effort: "low"'),),
    "S04": (_field("parallel_tool_calls: false"),),
    "S05": (_field("store: true"),),
    "S06": (_field('modalities: ["text", "audio"]'),),
    "S07": (_field('verbosity: "low"'),),
    "P01": (
        _js(_HEAD + 'await client.responses.create({ model: "gpt-4o", input: "x" });', 3),
        _ts('import { openai } from "@ai-sdk/openai";\nexport const model = openai.responses("gpt-4o");', 2),
    ),
    "P02": (_js(_HEAD + "await client.beta.threads.runs.create(thread.id, { assistant_id });", 3),),
    "P03": (
        _js(_HEAD + 'await client.embeddings.create({ model: "text-embedding-3-small", input });', 3),
        _ts('import { OpenAIEmbeddings } from "@langchain/openai";\nexport const e = new OpenAIEmbeddings();', 2),
        _ts('import { AzureOpenAIEmbeddings } from "@langchain/openai";\nexport const e = new AzureOpenAIEmbeddings(o);', 2),
    ),
    "P04": (_js(_HEAD + 'await client.images.generate({ prompt: "a cat" });\nawait client.audio.speech.create({});', 3, 4),),
    "P05": (_js(_HEAD + "await client.files.create({ file, purpose });\nawait client.models.list();", 3, 4),),
    "P06": (_js(_HEAD + "await client.moderations.create({ input });", 3),),
    "P07": (
        _js(_HEAD + "await client.beta.realtime.sessions.create({});", 3),
        _ts(
            'import { RealtimeAgent, RealtimeSession } from "@openai/agents/realtime";\n'
            'export const session = new RealtimeSession(new RealtimeAgent({ name: "a" }));',
            2,
        ),
    ),
    "P08": (_js(_HEAD + 'await client.completions.create({ model: "gpt-3.5-turbo-instruct", prompt });', 3),),
    "C01": (
        _js(
            _HEAD + "const { choices } = await client.chat.completions.create({ messages, tools });\n"
            "const message = choices[0].message;\nif (!message.content) {\n  run(message.tool_calls);\n}",
            5,
        ),
        _js(
            _HEAD + "const message = (await client.chat.completions.create({ messages, tools })).choices[0].message;\n"
            "if (message.content) {\n  show(message.content);\n} else if (message.tool_calls) {\n  run(message.tool_calls);\n}",
            4,
        ),
    ),
    "C02": (
        _js(
            _HEAD + "try {\n  await client.chat.completions.create({ messages });\n} catch (error) {\n"
            '  if (error.code === "context_length_exceeded") shorten();\n}',
            6,
        ),
    ),
    "C03": (
        _js(
            _HEAD + "const ask = (content) => client.chat.completions.create({ messages: [{ role: 'user', content }] });\n"
            "await Promise.all(texts.map((text) => ask(text)));",
            4,
        ),
        _js(
            'import pLimit from "p-limit";\n' + _HEAD + "const limit = pLimit(10);\nawait Promise.all(\n"
            "  texts.map((t) => limit(() => client.chat.completions.create({ messages: t }))),\n);",
            5,
        ),
    ),
    "C04": (
        _js(
            _HEAD + "const stream = await client.chat.completions.create({\n  model: 'electron', messages,\n  stream: true,\n"
            "  stream_options: { include_usage: true },\n});\nfor await (const chunk of stream) {\n"
            "  write(chunk.choices[0].delta.content);\n}",
            9,
            fixed=_HEAD + "const stream = await client.chat.completions.create({\n  model: 'electron', messages,\n  stream: true,\n"
            "  stream_options: { include_usage: true },\n});\nfor await (const chunk of stream) {\n"
            "  if (!chunk.choices?.length) continue;\n  write(chunk.choices[0].delta.content);\n}",
        ),
    ),
}  # fmt: skip
"""Code that each rule reports."""

_GROQ = 'import OpenAI from "openai";\nconst client = new OpenAI({ baseURL: "https://api.groq.com/openai/v1", apiKey });\n'

VALID: dict[str, tuple[Example, ...]] = {
    "B08": (_js(_HEAD + "await client.chat.completions.create({ model: job.name, messages });"),),
    "R01": (
        _js('import OpenAI from "openai";\nnew OpenAI({ baseURL: "https://api.smallest.ai/waves/v1", apiKey });'),
        _js(_GROQ),
        _ts('import type OpenAI from "openai";\nexport type Client = OpenAI;'),
        _js('import Groq from "groq-sdk";\nconst openai = new Groq();\nopenai.chat.completions.create({});'),
    ),
    "R02": (
        _js(_GROQ + 'await client.chat.completions.create({ model: "gpt-4o", messages });'),
        _js(_HEAD + 'await client.chat.completions.create({ messages });\nnew Tokenizer({ type: "gpt3" });'),
        _js(
            'await fetch("https://api.openai.com/v1/completions", {\n  method: "POST",\n'
            '  body: JSON.stringify({ model: "gpt-3.5-turbo-instruct", prompt }),\n});'
        ),
        _js(_HEAD + '// gpt-4o\nconst note = "gpt-4o is a model";\nconsole.log("gpt-4o");'),
        _js(_HEAD + 'await client.embeddings.create({ model: "text-embedding-3-small", input });'),
        _js(_HEAD + 'await client.chat.completions.create({ messages });\nstore.get("chatgpt-adhoc-prompt");'),
        _js(_HEAD + "await client.chat.completions.create({ messages });\n"
            'await fetch("/api/responses", { body: JSON.stringify({ model: "gpt-4o", input: text }) });'),
        _js(_HEAD + "await client.chat.completions.create({ messages });\n"
            'const NAMES = { "gpt-35-turbo": "gpt-3.5-turbo" };'),
        _js(_HEAD + 'const OLD = "text-davinci-003";\nawait client.chat.completions.create({ messages });'),
    ),
    "R03": (_js(_HEAD),),
    "R04": (_js(_HEAD + 'await client.chat.completions.create({ messages });'),),
    "R05": (
        _ts(
            'import { ChatOpenAI } from "@langchain/openai";\n'
            'new ChatOpenAI({ model: "electron", configuration: { baseURL: "https://api.smallest.ai/waves/v1" } });'
        ),
        _ts('import { anthropic } from "@ai-sdk/anthropic";\nexport const model = anthropic("claude-3");'),
        _ts('import { initChatModel } from "langchain";\nexport const model = initChatModel("claude-sonnet-4");'),
    ),
    "R06": (
        _js('await fetch("https://api.smallest.ai/waves/v1/chat/completions");'),
        _ts("export const ask = (c: Settings) => fetch(`${c.GROQ_API_BASE}/chat/completions`);"),
        _js('console.log("See https://platform.openai.com/docs or https://api.openai.com for more");'),
    ),
    "I01": (
        _ts("export interface Env {\n  OPENAI_API_KEY: string;\n}"),
        _js('export const hidden = ["OPENAI_API_BASE", "GROQ_API_BASE"];'),
        _js(_HEAD.replace("()", "({ apiKey: process.env.OPENAI_API_KEY })")),
        _js(
            'import { Configuration } from "openai";\n'
            "new Configuration({ apiKey: process.env.OPENAI_API_KEY });"
        ),
    ),
    "I02": (
        _ts(_HEAD + 'await client.chat.completions.create({ model: "gpt-5.4", messages: [] });'),
    ),
    "B01": (
        _fine("n: 1"),
        _js(_HEAD + "await client.images.generate({ prompt, n: 4 });"),
        _js('import Groq from "groq-sdk";\nawait new Groq().chat.completions.create({ n: 4 });'),
    ),
    "B02": (_fine("temperature: 1"),),
    "B03": (_js(_HEAD + 'const user = { role: "developer", name: "x" };\nawait client.chat.completions.create({ messages });'),),
    "B04": (
        _fine('response_format: { type: "json_object" }'),
        _ts(
            'import { generateText, Output } from "ai";\nimport { anthropic } from "@ai-sdk/anthropic";\n'
            'generateText({ model: anthropic("claude"), output: Output.object({ schema }), prompt });'
        ),
    ),
    "B05": (_fine('stop: ["a", "b", "c", "d"]'),),
    "B06": (
        _js(_HEAD + "const messages = [];\nmessages.push(first);\nawait client.chat.completions.create({ messages });"),
        _js(
            _HEAD + "let messages = [];\nwhile (true) {\n  messages.push(await prompt());\n  messages = messages.slice(-20);\n"
            "  await client.chat.completions.create({ messages });\n}"
        ),
    ),
    "B07": (_fine("max_tokens: 1000"),),
    "B09": (
        _ts(
            'import { encodingForModel, getEncoding } from "js-tiktoken";\n'
            "class Counter {\n  static encoder(name: string, model = false) {\n"
            "    return model ? encodingForModel(name as any) : getEncoding(name as any);\n  }\n"
            "  constructor(private model: string) {\n    try {\n"
            "      (this.constructor as any).encoder(this.model, true);\n    } catch {\n"
            '      (this.constructor as any).encoder("cl100k_base");\n    }\n  }\n}'
        ),
        _js(_HEAD + 'await client.chat.completions.create({ model, messages });\nif (className.startsWith("code-")) {}'),
        _js(_HEAD + 'await client.chat.completions.create({ model, messages });\nif (text.startsWith("gpt-4")) {}'
                .replace("text.startsWith", "name(text).startsWith")),
    ),
    "S01": (_fine("max_tokens: 100"),),
    "S03": (_fine('reasoning_effort: "none"'),),
    "S07": (
        _js(
            'const url = "https://api.openai.com/v1/chat/completions";\n'
            'await fetch(url, { method: "POST", body: JSON.stringify({ input: text, truncation: "auto" }) });'
        ),
    ),
    "C03": (
        _js(
            'import pLimit from "p-limit";\n' + _HEAD + "const limit = pLimit(2);\nawait Promise.all(\n"
            "  texts.map((t) => limit(() => client.chat.completions.create({ messages: t }))),\n);"
        ),
        _js(_HEAD + "await client.chat.completions.create({ messages });\nawait Promise.all(files.map((f) => read(f)));"),
    ),
    "C02": (
        _js(
            _HEAD + "try {\n  await client.chat.completions.create({ messages });\n} catch (error) {\n"
            '  if (error.code === "ECONNRESET") retry();\n}'
        ),
    ),
    "C04": (
        _js(
            _HEAD + "const stream = await client.chat.completions.create({ messages, stream: true, "
            "stream_options: { include_usage: true } });\nfor await (const chunk of stream) {\n"
            '  write(chunk.choices[0]?.delta?.content ?? "");\n}'
        ),
    ),
}  # fmt: skip
"""Code that each rule leaves alone."""
