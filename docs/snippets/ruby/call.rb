# frozen_string_literal: true

require "openai"

client = OpenAI::Client.new(
  base_url: "https://api.smallest.ai/waves/v1",
  api_key: ENV.fetch("SMALLEST_API_KEY"),
  organization: nil, # read from the environment by the SDK, and OpenAI's
  project: nil
)

answer = client.chat.completions.create(
  model: "electron",
  messages: [{role: "user", content: "Reply with exactly: Hello"}]
)
puts answer.choices.first.message.content
