import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "https://api.smallest.ai/waves/v1",
  apiKey: process.env.SMALLEST_API_KEY,
  organization: null, // read from the environment by the SDK, and OpenAI's
  project: null,
});

try {
  await client.chat.completions.create({
    model: "electron",
    messages: [{ role: "user", content: "Hello" }],
    n: 2,
  });
} catch (error) {
  if (!(error instanceof OpenAI.BadRequestError)) throw error;
  console.log(error.status, error.error.message);
  console.log(error.error.details[0].message);
  console.log("a request id:", error.requestID != null);
}
