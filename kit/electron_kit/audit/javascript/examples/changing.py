"""What is ignored, lacking or answered in another way; and what is not."""

from __future__ import annotations

from ...rule import Example
from .writing import CALL, HEAD, field, fine, js, ts

INVALID: dict[str, tuple[Example, ...]] = {
    "S01": (
        js(
            HEAD + "await client.chat.completions.create({ messages, max_completion_tokens: 100 });",
            3,
            fixed=HEAD + "await client.chat.completions.create({ messages, max_tokens: 100 });",
        ),
        ts(
            HEAD + "export function ask(max_completion_tokens: number) {\n"
            "  return client.chat.completions.create({ model: 'electron', messages: [], max_completion_tokens });\n}",
            4,
            fixed=HEAD + "export function ask(max_completion_tokens: number) {\n"
            "  return client.chat.completions.create({ model: 'electron', messages: [], max_tokens: max_completion_tokens });\n}",
        ),
    ),
    "S02": (js(HEAD + CALL % 'functions: [f], function_call: "auto"', 3, 3),),
    "S03": (field('reasoning_effort: "low"'),),
    "S04": (field("parallel_tool_calls: false"),),
    "S05": (field("store: true"),),
    "S06": (field('modalities: ["text", "audio"]'),),
    "S07": (field('verbosity: "low"'),),
    "P01": (
        js(HEAD + 'await client.responses.create({ model: "gpt-4o", input: "x" });', 3),
        ts('import { openai } from "@ai-sdk/openai";\nexport const model = openai.responses("gpt-4o");', 2),
    ),
    "P02": (js(HEAD + "await client.beta.threads.runs.create(thread.id, { assistant_id });", 3),),
    "P03": (
        js(HEAD + 'await client.embeddings.create({ model: "text-embedding-3-small", input });', 3),
        ts('import { OpenAIEmbeddings } from "@langchain/openai";\nexport const e = new OpenAIEmbeddings();', 2),
        ts('import { AzureOpenAIEmbeddings } from "@langchain/openai";\nexport const e = new AzureOpenAIEmbeddings(o);', 2),
    ),
    "P04": (js(HEAD + 'await client.images.generate({ prompt: "a cat" });\nawait client.audio.speech.create({});', 3, 4),),
    "P05": (js(HEAD + "await client.files.create({ file, purpose });\nawait client.models.list();", 3, 4),),
    "P06": (js(HEAD + "await client.moderations.create({ input });", 3),),
    "P07": (
        js(HEAD + "await client.beta.realtime.sessions.create({});", 3),
        ts(
            'import { RealtimeAgent, RealtimeSession } from "@openai/agents/realtime";\n'
            'export const session = new RealtimeSession(new RealtimeAgent({ name: "a" }));',
            2,
        ),
    ),
    "P08": (js(HEAD + 'await client.completions.create({ model: "gpt-3.5-turbo-instruct", prompt });', 3),),
    "C01": (
        js(
            HEAD + "const { choices } = await client.chat.completions.create({ messages, tools });\n"
            "const message = choices[0].message;\nif (!message.content) {\n  run(message.tool_calls);\n}",
            5,
        ),
        js(
            HEAD + "const message = (await client.chat.completions.create({ messages, tools })).choices[0].message;\n"
            "if (message.content) {\n  show(message.content);\n} else if (message.tool_calls) {\n  run(message.tool_calls);\n}",
            4,
        ),
    ),
    "C02": (
        js(
            HEAD + "try {\n  await client.chat.completions.create({ messages });\n} catch (error) {\n"
            '  if (error.code === "context_length_exceeded") shorten();\n}',
            6,
        ),
    ),
    "C03": (
        js(
            HEAD + "const ask = (content) => client.chat.completions.create({ messages: [{ role: 'user', content }] });\n"
            "await Promise.all(texts.map((text) => ask(text)));",
            4,
        ),
        js(
            'import pLimit from "p-limit";\n' + HEAD + "const limit = pLimit(10);\nawait Promise.all(\n"
            "  texts.map((t) => limit(() => client.chat.completions.create({ messages: t }))),\n);",
            5,
        ),
    ),
    "C04": (
        js(
            HEAD + "const stream = await client.chat.completions.create({\n  model: 'electron', messages,\n  stream: true,\n"
            "  stream_options: { include_usage: true },\n});\nfor await (const chunk of stream) {\n"
            "  write(chunk.choices[0].delta.content);\n}",
            9,
            fixed=HEAD + "const stream = await client.chat.completions.create({\n  model: 'electron', messages,\n  stream: true,\n"
            "  stream_options: { include_usage: true },\n});\nfor await (const chunk of stream) {\n"
            "  if (!chunk.choices?.length) continue;\n  write(chunk.choices[0].delta.content);\n}",
        ),
    ),
}  # fmt: skip
"""Code that each rule reports."""

VALID: dict[str, tuple[Example, ...]] = {
    "S01": (fine("max_tokens: 100"),),
    "S03": (fine('reasoning_effort: "none"'),),
    "S07": (
        js(
            'const url = "https://api.openai.com/v1/chat/completions";\n'
            'await fetch(url, { method: "POST", body: JSON.stringify({ input: text, truncation: "auto" }) });'
        ),
    ),
    "C03": (
        js(
            'import pLimit from "p-limit";\n' + HEAD + "const limit = pLimit(2);\nawait Promise.all(\n"
            "  texts.map((t) => limit(() => client.chat.completions.create({ messages: t }))),\n);"
        ),
        js(HEAD + "await client.chat.completions.create({ messages });\nawait Promise.all(files.map((f) => read(f)));"),
    ),
    "C02": (
        js(
            HEAD + "try {\n  await client.chat.completions.create({ messages });\n} catch (error) {\n"
            '  if (error.code === "ECONNRESET") retry();\n}'
        ),
    ),
    "C04": (
        js(
            HEAD + "const stream = await client.chat.completions.create({ messages, stream: true, "
            "stream_options: { include_usage: true } });\nfor await (const chunk of stream) {\n"
            '  write(chunk.choices[0]?.delta?.content ?? "");\n}'
        ),
    ),
}  # fmt: skip
"""Code that each rule leaves alone."""
