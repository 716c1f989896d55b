import OpenAI from "openai";

// The SDK waits as long as it is told, up to 60 seconds.
const client = new OpenAI({
  baseURL: "https://api.smallest.ai/waves/v1",
  apiKey: process.env.SMALLEST_API_KEY,
  organization: null,
  project: null,
  maxRetries: 3,
});
for (let sent = 0; sent < 11; sent += 1) {
  await client.chat.completions.create({
    model: "electron",
    messages: [{ role: "user", content: "Reply with exactly: Hello" }],
  });
}
console.log("11 answered");
