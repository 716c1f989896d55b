import OpenAI from "openai";

function key(variable, prefix) {
  const value = process.env[variable] ?? "";
  if (!value.startsWith(prefix)) throw new Error(`${variable} holds no key that starts with ${prefix}`);
  return value;
}

const clients = {
  electron: new OpenAI({
    baseURL: "https://api.smallest.ai/waves/v1",
    apiKey: key("SMALLEST_API_KEY", "sk_"),
    organization: null,
    project: null,
  }),
  // Named as well: OPENAI_BASE_URL would send this key elsewhere.
  "gpt-5.4-mini": new OpenAI({
    baseURL: "https://api.openai.com/v1",
    apiKey: key("OPENAI_API_KEY", "sk-"),
  }),
};
for (const [model, client] of Object.entries(clients)) {
  const answer = await client.chat.completions.create({
    model,
    messages: [{ role: "user", content: "Reply with exactly: Hello" }],
  });
  console.log(model, answer.choices[0].message.content);
}
