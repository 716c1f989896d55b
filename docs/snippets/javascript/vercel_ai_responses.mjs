import { createOpenAI } from "@ai-sdk/openai";
import { generateText } from "ai";

const electron = createOpenAI({
  name: "electron",
  baseURL: "https://api.smallest.ai/waves/v1",
  apiKey: process.env.SMALLEST_API_KEY,
});
try {
  await generateText({ model: electron("electron"), prompt: "Say hello." });
} catch (error) {
  console.log(error.statusCode, new URL(error.url).pathname);
}
const { text } = await generateText({ model: electron.chat("electron"), prompt: "Say hello." });
console.log(text);
