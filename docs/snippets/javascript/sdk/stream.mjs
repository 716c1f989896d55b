import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "https://api.smallest.ai/waves/v1",
  apiKey: process.env.SMALLEST_API_KEY,
  organization: null, // read from the environment by the SDK, and OpenAI's
  project: null,
});

const stream = await client.chat.completions.create({
  model: "electron",
  messages: [{ role: "user", content: "Reply with exactly: one two three" }],
  stream: true,
  stream_options: { include_usage: true },
});
let finish = null;
let tokens = 0;
for await (const chunk of stream) {
  tokens = chunk.usage?.completion_tokens ?? tokens;
  // The usage chunk has no choices.
  process.stdout.write(chunk.choices[0]?.delta?.content ?? "");
  finish = chunk.choices[0]?.finish_reason ?? finish;
}
if (finish === null) throw new Error("the stream was cut: no finish reason came");
console.log(`\n${finish}, ${tokens} tokens`);
