import { ChatOpenAI } from "@langchain/openai";

const settings = {
  configuration: { baseURL: "https://api.smallest.ai/waves/v1" },
  apiKey: process.env.SMALLEST_API_KEY,
  model: "electron",
  useResponsesApi: false, // said, so that no option or model's name decides
  maxRetries: 0,
};
console.log((await new ChatOpenAI(settings).invoke("Say hello.")).content);
try {
  await new ChatOpenAI({ ...settings, useResponsesApi: true }).invoke("Say hello.");
} catch (error) {
  console.log(error.status);
}
