import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "https://api.smallest.ai/waves/v1",
  apiKey: process.env.SMALLEST_API_KEY,
  organization: null, // read from the environment by the SDK, and OpenAI's
  project: null,
});

const weather = {
  type: "function",
  function: {
    name: "get_weather",
    description: "Get the weather for a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};
const messages = [{ role: "user", content: "What is the weather in Pune?" }];
const asked = { model: "electron", messages, tools: [weather] };
const { message } = (await client.chat.completions.create(asked)).choices[0];

// Ask for calls, not for an empty content: Electron may say something beside them.
if (!message.tool_calls) throw new Error("no tool was called");
messages.push(message);
for (const call of message.tool_calls) {
  console.log(call.function.name, JSON.parse(call.function.arguments).city);
  messages.push({ role: "tool", tool_call_id: call.id, content: "31 degrees" });
}
const answer = await client.chat.completions.create(asked);
console.log(answer.choices[0].finish_reason);
