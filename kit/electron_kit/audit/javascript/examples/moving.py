"""What has to move: clients, models, raw requests, keys; and what is left where it is."""

from __future__ import annotations

from ...rule import Example
from .writing import HEAD, js, ts

_GROQ = 'import OpenAI from "openai";\nconst client = new OpenAI({ baseURL: "https://api.groq.com/openai/v1", apiKey });\n'

INVALID: dict[str, tuple[Example, ...]] = {
    "R01": (
        js(
            HEAD + "await client.chat.completions.create({ model: 'gpt-4o', messages });",
            2,
            fixed='import OpenAI from "openai";\nconst client = new OpenAI({ baseURL: "https://api.smallest.ai/waves/v1", '
            "apiKey: process.env.SMALLEST_API_KEY ?? \"\" });\nawait client.chat.completions.create({ model: 'electron', messages });",
        ),
        ts(
            'import { OpenAI as Sdk } from "openai";\nexport class Bot {\n  private readonly llm = new Sdk({\n'
            "    apiKey: process.env.OPENAI_API_KEY,\n    timeout: 1000,\n  });\n"
            "  ask = (messages: any) => this.llm.chat.completions.create({ model: 'gpt-4o', messages });\n}\n",
            3,
            fixed='import { OpenAI as Sdk } from "openai";\nexport class Bot {\n  private readonly llm = new Sdk({\n'
            '    baseURL: "https://api.smallest.ai/waves/v1",\n    apiKey: process.env.SMALLEST_API_KEY ?? "",\n'
            "    timeout: 1000,\n  });\n"
            "  ask = (messages: any) => this.llm.chat.completions.create({ model: 'electron', messages });\n}\n",
        ),
        js(
            'import OpenAI from "openai";\nconst baseURL = "https://api.smallest.ai/waves/v1";\n'
            "const a = new OpenAI({ baseURL });\n"
            "const b = new OpenAI({ baseURL, apiKey: process.env.OPENAI_API_KEY });",
            3,
            4,
        ),
        js('const { default: OpenAI } = require("openai");\nmodule.exports = () => new OpenAI();', 2),
        js('const OpenAI = require("openai");\nclass Bot {\n  constructor() {\n    this.client = new OpenAI();\n  }\n}', 4),
    ),
    "R02": (
        js(
            HEAD + "await client.chat.completions.create({ model: 'gpt-4o', messages });",
            3,
            fixed=HEAD + "await client.chat.completions.create({ model: 'electron', messages });",
        ),
        ts(
            HEAD + 'const model = process.env.MODEL ?? "gpt-4o-mini";\n'
            "export const ask = (messages: any) => client.chat.completions.create({ model, messages });",
            3,
        ),
        ts(
            HEAD + 'export async function ask(messages: any, { model = "o3-mini" } = {}) {\n'
            "  return client.chat.completions.create({ model, messages });\n}",
            3,
        ),
        ts(
            'import { MODELS } from "./models";\n' + HEAD
            + "await client.chat.completions.create({ model: MODELS.fast, messages: [] });",
            1,
            files={"models.ts": 'export const MODELS = { fast: "gpt-4.1-nano" } as const;\n'},
        ),
        ts(
            'import { openai } from "@ai-sdk/openai";\nimport { generateText } from "ai";\n'
            'await generateText({ model: openai("gpt-4o"), prompt: "x" });',
            3,
        ),
        ts('import { streamText } from "ai";\nstreamText({ model: "openai/gpt-5-mini", prompt: "x" });', 2),
        ts(
            HEAD + 'enum Model { Fast = "gpt-4o-mini" }\n'
            "await client.chat.completions.create({ model: Model.Fast, messages: [] });",
            3,
        ),
    ),
    "R03": (
        js('import { AzureOpenAI } from "openai";\nconst client = new AzureOpenAI({ apiVersion: "2024-10-21" });', 2),
        js(
            'import OpenAI from "openai";\nconst client = new OpenAI({\n'
            "  baseURL: `https://${process.env.RESOURCE}.openai.azure.com/openai/deployments/x`,\n});",
            2,
        ),
    ),
    "R04": (
        js(
            'const { Configuration, OpenAIApi } = require("openai");\n'
            "const openai = new OpenAIApi(new Configuration({ apiKey: process.env.OPENAI_API_KEY }));\n"
            'await openai.createChatCompletion({ model: "gpt-4", messages });',
            2, 2, 3,
        ),  # fmt: skip
    ),
    "R05": (
        ts('import { ChatOpenAI } from "@langchain/openai";\nexport const llm = new ChatOpenAI({ model: "gpt-4o" });', 2),
        ts('import { createOpenAI } from "@ai-sdk/openai";\nexport const openai = createOpenAI({ apiKey: "x" });', 2),
        ts('import { generateText } from "ai";\nawait generateText({ model: "openai/gpt-4o", prompt: "x" });', 2),
        ts(
            'import { initChatModel } from "langchain/chat_models/universal";\n'
            'export const load = (name = "openai/gpt-4o") => {\n  const at = name.indexOf("/");\n'
            "  return initChatModel(name.slice(at + 1), { modelProvider: name.slice(0, at) });\n};",
            4,
        ),
    ),
    "R06": (
        js(
            'await fetch("https://api.openai.com/v1/chat/completions", {\n  method: "POST",\n'
            '  body: JSON.stringify({ model: "gpt-4o", messages: [] }),\n});',
            1,
        ),
        js(
            'import axios from "axios";\nconst base = "https://api.openai.com/v1";\n'
            "await axios.post(`${base}/chat/completions`, { model: \"gpt-4o\", messages: [] });",
            3,
        ),
        ts(
            'import ky from "ky";\nconst base = "https://api.openai.com/v1";\n'
            "export const api = ky.create({ prefixUrl: base });\n"
            'export const ask = (c: Api, json: object) => c.post("chat/completions", { json });',
            2,
        ),
        js(
            'import { Pool } from "undici";\nconst pool = new Pool("https://api.openai.com");\n'
            'await pool.request({ path: "/v1/chat/completions", method: "POST", body });',
            2,
        ),
        ts(
            "export const ask = (context: Settings, body: object) => {\n"
            "  const url = `${context.OPENAI_API_BASE}/chat/completions`;\n  return send(url, body);\n};",
            2,
        ),
        ts(
            "const list = (base: string) => fetch(`${base}/models`);\n"
            "export const openai = (context: Settings) => list(context.OPENAI_API_BASE);",
            1,
        ),
        js("const models = (name) => `https://${name}.openai.azure.com/openai/models?api-version=1`;", 1),
    ),
    "I01": (
        js("if (!process.env.OPENAI_API_KEY) throw new Error('no key');", 1),
        ts("const { OPENAI_API_KEY } = process.env;\nexport const key: string = OPENAI_API_KEY!;", 1),
        ts("export const app = (c: Context) => c.env.OPENAI_API_KEY ?? fail();", 1),
        ts("export class Settings {\n  OPENAI_API_KEY: string[] = [];\n}", 2),
        ts('import { z } from "zod";\nexport const schema = z.object({\n  OPENAI_API_KEY: z.string().min(1),\n});', 3),
        js('for (const name of ["PORT", "OPENAI_API_KEY"]) if (!process.env[name]) throw Error(name);', 1),
    ),
    "I02": (
        ts(HEAD + 'await client.chat.completions.create({ model: "gpt-4o", messages: [] });', 3),
    ),
}  # fmt: skip
"""Code that each rule reports."""

VALID: dict[str, tuple[Example, ...]] = {
    "R01": (
        js('import OpenAI from "openai";\nnew OpenAI({ baseURL: "https://api.smallest.ai/waves/v1", apiKey });'),
        js(_GROQ),
        ts('import type OpenAI from "openai";\nexport type Client = OpenAI;'),
        js('import Groq from "groq-sdk";\nconst openai = new Groq();\nopenai.chat.completions.create({});'),
    ),
    "R02": (
        js(_GROQ + 'await client.chat.completions.create({ model: "gpt-4o", messages });'),
        js(HEAD + 'await client.chat.completions.create({ messages });\nnew Tokenizer({ type: "gpt3" });'),
        js(
            'await fetch("https://api.openai.com/v1/completions", {\n  method: "POST",\n'
            '  body: JSON.stringify({ model: "gpt-3.5-turbo-instruct", prompt }),\n});'
        ),
        js(HEAD + '// gpt-4o\nconst note = "gpt-4o is a model";\nconsole.log("gpt-4o");'),
        js(HEAD + 'await client.embeddings.create({ model: "text-embedding-3-small", input });'),
        js(HEAD + 'await client.chat.completions.create({ messages });\nstore.get("chatgpt-adhoc-prompt");'),
        js(HEAD + "await client.chat.completions.create({ messages });\n"
            'await fetch("/api/responses", { body: JSON.stringify({ model: "gpt-4o", input: text }) });'),
        js(HEAD + "await client.chat.completions.create({ messages });\n"
            'const NAMES = { "gpt-35-turbo": "gpt-3.5-turbo" };'),
        js(HEAD + 'const OLD = "text-davinci-003";\nawait client.chat.completions.create({ messages });'),
    ),
    "R03": (js(HEAD),),
    "R04": (js(HEAD + 'await client.chat.completions.create({ messages });'),),
    "R05": (
        ts(
            'import { ChatOpenAI } from "@langchain/openai";\n'
            'new ChatOpenAI({ model: "electron", configuration: { baseURL: "https://api.smallest.ai/waves/v1" } });'
        ),
        ts('import { anthropic } from "@ai-sdk/anthropic";\nexport const model = anthropic("claude-3");'),
        ts('import { initChatModel } from "langchain";\nexport const model = initChatModel("claude-sonnet-4");'),
    ),
    "R06": (
        js('await fetch("https://api.smallest.ai/waves/v1/chat/completions");'),
        ts("export const ask = (c: Settings) => fetch(`${c.GROQ_API_BASE}/chat/completions`);"),
        js('console.log("See https://platform.openai.com/docs or https://api.openai.com for more");'),
    ),
    "I01": (
        ts("export interface Env {\n  OPENAI_API_KEY: string;\n}"),
        js('export const hidden = ["OPENAI_API_BASE", "GROQ_API_BASE"];'),
        js(HEAD.replace("()", "({ apiKey: process.env.OPENAI_API_KEY })")),
        js(
            'import { Configuration } from "openai";\n'
            "new Configuration({ apiKey: process.env.OPENAI_API_KEY });"
        ),
    ),
    "I02": (
        ts(HEAD + 'await client.chat.completions.create({ model: "gpt-5.4", messages: [] });'),
    ),
}  # fmt: skip
"""Code that each rule leaves alone."""
