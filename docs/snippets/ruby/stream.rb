# frozen_string_literal: true

require "openai"

client = OpenAI::Client.new(
  base_url: "https://api.smallest.ai/waves/v1",
  api_key: ENV.fetch("SMALLEST_API_KEY"),
  organization: nil, # read from the environment by the SDK, and OpenAI's
  project: nil
)

stream = client.chat.completions.stream_raw(
  model: "electron",
  messages: [{role: "user", content: "Reply with exactly: one two three"}],
  stream_options: {include_usage: true}
)
finish = nil
tokens = 0
stream.each do |chunk|
  tokens = chunk.usage.completion_tokens if chunk.usage
  # The usage chunk has no choices.
  chunk.choices.each do |choice|
    print choice.delta.content
    finish = choice.finish_reason || finish
  end
end
abort "the stream was cut: no finish reason came" if finish.nil?
puts "\n#{finish}, #{tokens} tokens"
