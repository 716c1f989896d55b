// Vercel's AI SDK: text, stream, a tool loop, an object, over both endpoints.
import assert from "node:assert/strict";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateObject, generateText, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";

const electron = createOpenAICompatible({
  name: "electron", baseURL: process.env.ELECTRON_URL, apiKey: "sk_sandbox", includeUsage: true,
});
const openai = createOpenAI({ baseURL: process.env.OPENAI_URL, apiKey: "sk-sandbox" });
// Without json_schema the AI SDK sends no schema at all: on Electron the prompt has to name the keys.
const asks = [
  [electron("electron"), "As JSON with keys name, age: Asha is 31 years old."],
  [openai.chat("gpt-4o"), "Asha is 31 years old."],
  // its default is the Responses API
  [openai("gpt-4o"), "Asha is 31 years old."],
  [openai("gpt-5.4-mini"), "Asha is 31 years old."],
];
for (const [model, prompt] of asks) {
  const { text, usage } = await generateText({ model, prompt: "Count to 5" });
  assert.equal(text, "1, 2, 3, 4, 5");
  assert.ok(usage.totalTokens > 0);
  let streamed = "";
  for await (const piece of streamText({ model, prompt: "Count to 5" }).textStream) streamed += piece;
  assert.equal(streamed, "1, 2, 3, 4, 5");
  const looped = await generateText({
    model,
    prompt: "What's the weather in Pune and in Delhi?",
    stopWhen: stepCountIs(3),
    tools: {
      get_weather: tool({
        description: "Get the current weather for a city",
        inputSchema: z.object({ city: z.string() }),
        execute: async ({ city }) => `${city}: 31`,
      }),
    },
  });
  assert.match(looped.text, /Pune: 31/);
  assert.match(looped.text, /Delhi: 31/);
  const { object } = await generateObject({
    model,
    schema: z.object({ name: z.string(), age: z.number() }),
    prompt,
  });
  assert.deepEqual(object, { name: "Asha", age: 31 });
}
console.log("ai: ok");
