import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, jsonSchema, Output } from "ai";

const electron = createOpenAICompatible({
  name: "electron",
  baseURL: "https://api.smallest.ai/waves/v1",
  apiKey: process.env.SMALLEST_API_KEY,
});
const schema = {
  type: "object",
  properties: { city: { type: "string" }, country: { type: "string" } },
  required: ["city", "country"],
};
const { output } = await generateText({
  model: electron("electron"),
  output: Output.object({ schema: jsonSchema(schema) }),
  system: `Answer in JSON by this schema: ${JSON.stringify(schema)}`,
  prompt: "Where is Pune?",
});
console.log(output);
