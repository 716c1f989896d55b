"""What breaks at Electron; and what does not."""

from __future__ import annotations

from ...rule import Example
from .writing import HEAD, field, fine, js, ts

INVALID: dict[str, tuple[Example, ...]] = {
    "B01": (
        field("n: 3"),
        ts(
            HEAD + "const params: any = { model: 'electron', messages: [] };\nparams.n = 2;\n"
            "await client.chat.completions.create(params);",
            4,
        ),
        js(
            'await fetch("https://api.openai.com/v1/chat/completions", {\n  method: "POST",\n'
            "  body: JSON.stringify({\n    messages: [],\n    n: 4,\n  }),\n});",
            5,
        ),
        ts(
            'import { defaults } from "./defaults";\n' + HEAD
            + "await client.chat.completions.create({ ...defaults, messages: [] });",
            1,
            files={"defaults.ts": "export const defaults = { n: 5 };\n"},
        ),
        js(
            HEAD + "const create = client.chat.completions.create.bind(client.chat.completions);\n"
            "await create({ messages: [], n: 2 });",
            4,
        ),
    ),
    "B02": (
        js(
            HEAD + 'await client.chat.completions.create({ messages: [{ role: "user", content: [\n'
            '  { type: "image_url", image_url: { url } },\n] }] });',
            4,
        ),
        js(HEAD + 'await client.chat.completions.create({ messages });\nparts.push({ type: "image_base64", image_base64: data });', 4),
    ),
    "B03": (
        ts(
            HEAD + 'const messages = [{ role: "developer", content: "Be brief." }];\n'
            "await client.chat.completions.create({ model: 'electron', messages });",
            3,
            fixed=HEAD + 'const messages = [{ role: "system", content: "Be brief." }];\n'
            "await client.chat.completions.create({ model: 'electron', messages });",
        ),
        js(HEAD + 'messages.push({ role: "function", name: "f", content: "x" });\nawait client.chat.completions.create({ messages });', 3),
        js(
            HEAD + "const context = [];\nconst add = (role, content) => context.push({ role, content });\n"
            "export async function ask(text, role = 'user') {\n  add(role, text);\n"
            "  await client.chat.completions.create({ messages: context });\n  add('function', run());\n}",
            8,
        ),
    ),
    "B04": (
        field('response_format: { type: "json_schema", json_schema: schema }'),
        ts(
            'import { zodResponseFormat } from "openai/helpers/zod";\n' + HEAD
            + 'await client.beta.chat.completions.parse({ messages: [], response_format: zodResponseFormat(Answer, "a") });',
            4,
        ),
        ts(
            'import { generateObject } from "ai";\nimport { openai } from "@ai-sdk/openai";\n'
            'await generateObject({ model: openai("gpt-4o"), schema, prompt });',
            3,
        ),
        ts('import { generateObject } from "ai";\nawait generateObject({ model: "openai/gpt-4o", schema, prompt });', 2),
    ),
    "B05": (field('stop: ["a", "b", "c", "d", "e"]'),),
    "B06": (
        js(
            HEAD + "const messages = [];\nwhile (true) {\n"
            '  messages.push({ role: "user", content: await prompt() });\n'
            "  const r = await client.chat.completions.create({ messages });\n  messages.push(r.choices[0].message);\n}",
            5,
        ),
        ts(
            HEAD + "export class Bot {\n  history: any[] = [];\n  async ask(content: string) {\n"
            '    this.history.push({ role: "user", content });\n'
            "    return client.chat.completions.create({ model: 'electron', messages: this.history });\n  }\n}",
            6,
        ),
        ts(
            'import { reply } from "./reply";\nexport async function chat() {\n  const history: any[] = [];\n'
            '  const turn = async () => {\n    history.push({ role: "user", content: await input() });\n'
            "    history.push(await reply({ prompt: history }));\n    await turn();\n  };\n  await turn();\n}",
            5,
            files={
                "reply.ts": HEAD + "export async function reply({ prompt }: { prompt: string | any[] }) {\n"
                "  const r = await client.chat.completions.create({\n"
                '    messages: Array.isArray(prompt) ? prompt : [{ role: "user", content: prompt }],\n  });\n'
                "  return r.choices[0].message;\n}"
            },
        ),
        js(
            'const OpenAI = require("openai");\nclass Bot {\n  constructor() {\n    this.client = new OpenAI();\n'
            '    this.context = [];\n  }\n  start(id) {\n    this.context.push({ role: "system", content: id });\n  }\n'
            '  add(role, content) {\n    this.context.push({ role, content });\n  }\n'
            '  async ask(text) {\n    this.add("user", text);\n'
            "    return this.client.chat.completions.create({ messages: this.context });\n  }\n}",
            11,
        ),
        ts(
            'import { openai } from "@ai-sdk/openai";\nimport { streamText } from "ai";\n'
            "const messages: any[] = [];\nwhile (true) {\n"
            '  messages.push({ role: "user", content: await ask() });\n'
            '  const { response } = streamText({ model: openai("gpt-4o"), messages });\n}',
            5,
        ),
        ts(
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
        field("max_tokens: 64000"),
        ts(
            HEAD + 'const LIMITS = { "gpt-4o": 128000 };\nawait client.chat.completions.create({ messages: [] });',
            3,
        ),
    ),
    "B08": (
        js(
            HEAD + 'await client.chat.completions.create({ model: "ft:gpt-4o-mini:me::a1" });',
            3,
        ),
        js(
            HEAD + "const job = await client.fineTuning.jobs.retrieve(id);\n"
            "await client.chat.completions.create({ model: job.fine_tuned_model, messages });",
            4,
        ),
    ),
    "B09": (
        js(HEAD + 'await client.chat.completions.create({ model, messages });\nif (model.startsWith("gpt-4")) big();', 4),
        ts(HEAD + 'await client.chat.completions.create({ model, messages });\nconst codex = this.model?.startsWith("code-");', 4),
        ts('import { encodingForModel } from "js-tiktoken";\nconst encoder = encodingForModel("gpt-4o");', 2),
        ts(
            HEAD + 'type Model = "gpt-4o" | "gpt-4o-mini";\nexport const ask = (model: Model) =>\n'
            "  client.chat.completions.create({ model, messages: [] });",
            3,
        ),
        ts(
            HEAD + 'const Schema = z.enum(["gpt-4o", "gpt-4o-mini"]);\n'
            "await client.chat.completions.create({ model, messages: [] });",
            3,
        ),
    ),
}  # fmt: skip
"""Code that each rule reports."""

VALID: dict[str, tuple[Example, ...]] = {
    "B08": (js(HEAD + "await client.chat.completions.create({ model: job.name, messages });"),),
    "B01": (
        fine("n: 1"),
        js(HEAD + "await client.images.generate({ prompt, n: 4 });"),
        js('import Groq from "groq-sdk";\nawait new Groq().chat.completions.create({ n: 4 });'),
    ),
    "B02": (fine("temperature: 1"),),
    "B03": (js(HEAD + 'const user = { role: "developer", name: "x" };\nawait client.chat.completions.create({ messages });'),),
    "B04": (
        fine('response_format: { type: "json_object" }'),
        ts(
            'import { generateText, Output } from "ai";\nimport { anthropic } from "@ai-sdk/anthropic";\n'
            'generateText({ model: anthropic("claude"), output: Output.object({ schema }), prompt });'
        ),
    ),
    "B05": (fine('stop: ["a", "b", "c", "d"]'),),
    "B06": (
        js(HEAD + "const messages = [];\nmessages.push(first);\nawait client.chat.completions.create({ messages });"),
        js(
            HEAD + "let messages = [];\nwhile (true) {\n  messages.push(await prompt());\n  messages = messages.slice(-20);\n"
            "  await client.chat.completions.create({ messages });\n}"
        ),
    ),
    "B07": (fine("max_tokens: 1000"),),
    "B09": (
        ts(
            'import { encodingForModel, getEncoding } from "js-tiktoken";\n'
            "class Counter {\n  static encoder(name: string, model = false) {\n"
            "    return model ? encodingForModel(name as any) : getEncoding(name as any);\n  }\n"
            "  constructor(private model: string) {\n    try {\n"
            "      (this.constructor as any).encoder(this.model, true);\n    } catch {\n"
            '      (this.constructor as any).encoder("cl100k_base");\n    }\n  }\n}'
        ),
        js(HEAD + 'await client.chat.completions.create({ model, messages });\nif (className.startsWith("code-")) {}'),
        js(HEAD + 'await client.chat.completions.create({ model, messages });\nif (text.startsWith("gpt-4")) {}'
                .replace("text.startsWith", "name(text).startsWith")),
    ),
}  # fmt: skip
"""Code that each rule leaves alone."""
