// The AI SDK's openai('…') is the Responses API; openai.chat('…') is chat completions.
import assert from "node:assert";
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, streamText } from "ai";

const openai = createOpenAI({ baseURL: process.env.OPENAI_URL, apiKey: "sk-sandbox" });
const electron = createOpenAI({ baseURL: process.env.ELECTRON_URL, apiKey: "sk_sandbox" });
const ask = async (model) => (await generateText({ model, prompt: "Count to 3", maxRetries: 0 })).text;

assert.equal(await ask(openai("gpt-5.4-mini")), "1, 2, 3");
const streamed = streamText({ model: openai("gpt-5.4-mini"), prompt: "Count to 3" });
assert.equal(await streamed.text, "1, 2, 3");
await assert.rejects(ask(electron("electron")), (error) => error.statusCode === 404);
assert.equal(await ask(electron.chat("electron")), "1, 2, 3");
console.log("ai sdk, as it comes: ok");
