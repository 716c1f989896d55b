import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "https://api.smallest.ai/waves/v1",
  apiKey: process.env.SMALLEST_API_KEY,
  organization: null, // read from the environment by the SDK, and OpenAI's
  project: null,
});

const answer = await client.chat.completions.create({
  model: "electron",
  messages: [{ role: "user", content: "Reply with exactly: Hello" }],
});
console.log(answer.choices[0].message.content);
