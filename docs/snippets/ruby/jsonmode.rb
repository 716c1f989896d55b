# frozen_string_literal: true

require "openai"

client = OpenAI::Client.new(
  base_url: "https://api.smallest.ai/waves/v1",
  api_key: ENV.fetch("SMALLEST_API_KEY"),
  organization: nil, # read from the environment by the SDK, and OpenAI's
  project: nil
)

require "json"

answer = client.chat.completions.create(
  model: "electron",
  messages: [
    {role: "system", content: "Extract the booking as JSON with the keys guest (string) and seats (integer)."},
    {role: "user", content: "Asha Rao, a table for 4."}
  ],
  response_format: {type: :json_object},
  max_tokens: 200
)
booking = JSON.parse(answer.choices.first.message.content)
puts "#{booking["guest"].is_a?(String)} #{booking["seats"].is_a?(Integer)}"
