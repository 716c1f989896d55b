"""Version 3 of the JavaScript SDK, moved to the present one by ``--fix``."""

from __future__ import annotations

import pytest

from electron_kit.audit import MustReview, Options, Source, Style, audit_sources
from electron_kit.audit.javascript.syntax import parses
from electron_kit.audit.rewrite import rewrites

URL = "https://api.smallest.ai/waves/v1"
KEY = 'process.env.SMALLEST_API_KEY ?? ""'

PLAIN = {
    "two statements, required": (
        (
            'const { Configuration, OpenAIApi } = require("openai");\n'
            "// the client\n"
            "const configuration = new Configuration({\n  apiKey: process.env.OPENAI_API_KEY,\n});\n"
            "const openai = new OpenAIApi(configuration);\n"
            "module.exports = async (messages) => {\n"
            "  if (!configuration.apiKey) throw new Error('no key');\n"
            "  const completion = await openai.createChatCompletion({ model: 'gpt-4', messages });\n"
            "  console.log(completion.data.usage);\n"
            "  return completion.data.choices[0].message.content; // text\n};\n"
        ),
        (
            'const { OpenAI } = require("openai");\n'
            "// the client\n"
            f'const configuration = {{\n  baseURL: "{URL}",\n  apiKey: {KEY},\n}};\n'
            "const openai = new OpenAI(configuration);\n"
            "module.exports = async (messages) => {\n"
            "  if (!configuration.apiKey) throw new Error('no key');\n"
            "  const completion = await openai.chat.completions.create({ model: 'electron', messages });\n"
            "  console.log(completion.usage);\n"
            "  return completion.choices[0].message.content; // text\n};\n"
        ),
    ),
    "one expression, typed, destructured": (
        (
            'import { ChatCompletionRequestMessage, Configuration, OpenAIApi } from "openai";\n'
            "export class Bot {\n  private readonly openai: OpenAIApi;\n"
            "  constructor() {\n"
            "    this.openai = new OpenAIApi(new Configuration({ apiKey: process.env.OPENAI_API_KEY, basePath: 'https://api.openai.com/v1' }));\n  }\n"
            "  async ask(messages: ChatCompletionRequestMessage[]) {\n"
            "    const { data } = await this.openai.createChatCompletion({ model: 'gpt-4o', messages });\n"
            "    return data.choices[0]?.message?.content;\n  }\n}\n"
        ),
        (
            'import OpenAI from "openai";\n'
            "export class Bot {\n  private readonly openai: OpenAI;\n"
            "  constructor() {\n"
            f'    this.openai = new OpenAI({{ apiKey: {KEY}, baseURL: "{URL}" }});\n  }}\n'
            "  async ask(messages: OpenAI.Chat.ChatCompletionMessageParam[]) {\n"
            "    const data = await this.openai.chat.completions.create({ model: 'electron', messages });\n"
            "    return data.choices[0]?.message?.content;\n  }\n}\n"
        ),
    ),
    "then, and in place": (
        (
            'import { Configuration, OpenAIApi } from "openai";\n'
            "const openai = new OpenAIApi(new Configuration({ apiKey: 'k' }));\n"
            "const text = (await openai.createChatCompletion({ model: 'gpt-4', messages })).data.choices[0].message;\n"
            "openai.createChatCompletion({ model: 'gpt-4', messages }).then((r) => {\n"
            "  show(r.data?.choices);\n}).catch((e) => console.error(e.message));\n"
        ),
        (
            'import OpenAI from "openai";\n'
            f'const openai = new OpenAI({{ baseURL: "{URL}", apiKey: {KEY} }});\n'
            "const text = (await openai.chat.completions.create({ model: 'electron', messages })).choices[0].message;\n"
            "openai.chat.completions.create({ model: 'electron', messages }).then((r) => {\n"
            "  show(r?.choices);\n}).catch((e) => console.error(e.message));\n"
        ),
    ),
}

HEAD = (
    'import { Configuration, OpenAIApi } from "openai";\n'
    "const openai = new OpenAIApi(new Configuration({ apiKey: 'k' }));\n"
)
CALL = "const r = await openai.createChatCompletion({ messages });\n"
NOT_PLAIN = {
    "handed on": (HEAD + "start(openai);\n" + CALL, "handed on"),
    "exported": (HEAD.replace("const openai", "export const openai") + CALL, "exported"),
    "exported by default": (HEAD + CALL + "export default openai;\n", "exported"),
    "a stream": (HEAD + "await openai.createChatCompletion({ messages, stream: true });\n", "stream"),
    "options of the transport": (
        HEAD + "await openai.createChatCompletion({ messages }, { responseType: 'stream' });\n",
        "responseType",
    ),
    "an answer passed on": (HEAD + CALL + "save(r);\n", "passed on"),
    "headers of an answer": (HEAD + CALL + "log(r.headers);\n", "headers"),
    "another endpoint": (HEAD + CALL + "await openai.createImage({ prompt });\n", "createImage"),
    "an error's response": (
        HEAD + "try {\n  " + CALL + "} catch (e) {\n  log(e.response.status);\n}\n",
        "response",
    ),
    "the name is taken": (HEAD + "const OpenAI = 1;\n" + CALL, "taken"),
    "another import": (
        HEAD.replace("OpenAIApi }", "OpenAIApi, ChatCompletionRequestMessageRoleEnum }") + CALL,
        "RoleEnum",
    ),
    "settings from elsewhere": (
        HEAD.replace("{ apiKey: 'k' }", "settings") + CALL,
        "built elsewhere",
    ),
    "a name that is set twice": (
        HEAD + "let r = cached;\nr = await openai.createChatCompletion({ messages });\nr.data;\n",
        "not always",
    ),
}  # fmt: skip


def _fixed(name: str, text: str) -> str:
    sources = [Source(name, text.encode())]
    problems: list[object] = []
    made = list(
        rewrites(audit_sources(sources, Options(style=Style.LITERAL)).findings, sources, problems)
    )  # type: ignore[arg-type]
    assert problems == []
    return made[0].after.decode() if made else text


@pytest.mark.parametrize("case", PLAIN)
def test_a_plain_file_is_moved_whole_and_once(case: str) -> None:
    """Import, client, calls and answers change together, and a second run changes nothing."""
    before, after = PLAIN[case]
    assert _fixed("app.ts", before) == after
    assert _fixed("app.ts", after) == after
    assert parses(after.encode(), "typescript")


@pytest.mark.parametrize("case", NOT_PLAIN)
def test_what_is_not_plain_is_left_with_its_reason(case: str) -> None:
    """No byte of the SDK's use changes, and the finding says what stands in the way."""
    before, why = NOT_PLAIN[case]
    findings = audit_sources([Source("app.ts", before.encode())]).findings
    legacy = [finding for finding in findings if finding.code == "R04"]
    assert legacy
    reasons = [f.fix.reason for f in legacy if isinstance(f.fix, MustReview)]
    assert len(reasons) == len(legacy)
    assert any(why in reason for reason in reasons)
    assert _fixed("app.ts", before) == before
