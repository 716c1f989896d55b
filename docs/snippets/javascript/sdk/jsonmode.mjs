import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "https://api.smallest.ai/waves/v1",
  apiKey: process.env.SMALLEST_API_KEY,
  organization: null, // read from the environment by the SDK, and OpenAI's
  project: null,
});

const answer = await client.chat.completions.create({
  model: "electron",
  messages: [
    { role: "system", content: "Extract the booking as JSON with the keys guest (string) and seats (integer)." },
    { role: "user", content: "Asha Rao, a table for 4." },
  ],
  response_format: { type: "json_object" },
  max_tokens: 200,
});
const booking = JSON.parse(answer.choices[0].message.content);
console.log(typeof booking.guest === "string", Number.isInteger(booking.seats));
