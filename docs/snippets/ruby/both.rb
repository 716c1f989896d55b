# frozen_string_literal: true

require "openai"

def key(variable, prefix)
  value = ENV.fetch(variable, "")
  abort "#{variable} holds no key that starts with #{prefix}" unless value.start_with?(prefix)
  value
end

clients = {
  "electron" => OpenAI::Client.new(
    base_url: "https://api.smallest.ai/waves/v1",
    api_key: key("SMALLEST_API_KEY", "sk_"),
    organization: nil,
    project: nil
  ),
  # Named as well: OPENAI_BASE_URL would send this key elsewhere.
  "gpt-5.4-mini" => OpenAI::Client.new(
    base_url: "https://api.openai.com/v1",
    api_key: key("OPENAI_API_KEY", "sk-")
  )
}
clients.each do |model, client|
  answer = client.chat.completions.create(
    model:, messages: [{role: "user", content: "Reply with exactly: Hello"}]
  )
  puts "#{model} #{answer.choices.first.message.content}"
end
