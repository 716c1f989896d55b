# frozen_string_literal: true

require "openai"

# The SDK's own wait ends at 8 seconds, so the eleventh request of a minute would fail.
client = OpenAI::Client.new(
  base_url: "https://api.smallest.ai/waves/v1",
  api_key: ENV.fetch("SMALLEST_API_KEY"),
  max_retries: 3,
  max_retry_delay: 90.0
)
11.times do
  client.chat.completions.create(
    model: "electron", messages: [{role: "user", content: "Reply with exactly: Hello"}]
  )
end
puts "11 answered"
