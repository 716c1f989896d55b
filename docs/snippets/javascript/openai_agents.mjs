import { Agent, run, setDefaultOpenAIClient, setOpenAIAPI, setTracingDisabled } from "@openai/agents";
import OpenAI from "openai";

// Traces go to OpenAI, with OPENAI_API_KEY, whichever model answers.
setTracingDisabled(true);
setDefaultOpenAIClient(
  new OpenAI({
    baseURL: "https://api.smallest.ai/waves/v1",
    apiKey: process.env.SMALLEST_API_KEY,
  }),
);
const agent = new Agent({ name: "greeter", instructions: "Answer briefly.", model: "electron" });
try {
  await run(agent, "Say hello.");
} catch (error) {
  console.log(error.status); // the Responses API
}
setOpenAIAPI("chat_completions");
console.log((await run(agent, "Say hello.")).finalOutput);
