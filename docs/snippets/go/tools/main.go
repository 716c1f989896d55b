// A tool's round trip. The turn goes back with its content, which ToParam leaves out where it is empty.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

func main() {
	client := openai.NewClient(
		option.WithBaseURL("https://api.smallest.ai/waves/v1"),
		option.WithAPIKey(os.Getenv("SMALLEST_API_KEY")),
	)
	ctx := context.Background()
	params := openai.ChatCompletionNewParams{
		Model:    "electron",
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("What is the weather in Pune?")},
		Tools: []openai.ChatCompletionToolUnionParam{
			openai.ChatCompletionFunctionTool(openai.FunctionDefinitionParam{
				Name:        "get_weather",
				Description: openai.String("Get the weather for a city"),
				Parameters: openai.FunctionParameters{
					"type":       "object",
					"properties": map[string]any{"city": map[string]string{"type": "string"}},
					"required":   []string{"city"},
				},
			}),
		},
	}
	answer, err := client.Chat.Completions.New(ctx, params)
	if err != nil {
		log.Fatal(err)
	}
	message := answer.Choices[0].Message
	// Ask for calls, not for an empty content: Electron may say something beside them.
	if len(message.ToolCalls) == 0 {
		log.Fatal("no tool was called")
	}
	turn := message.ToAssistantMessageParam()
	turn.Content.OfString = openai.String(message.Content)
	params.Messages = append(params.Messages, openai.ChatCompletionMessageParamUnion{OfAssistant: &turn})
	for _, call := range message.ToolCalls {
		var arguments struct{ City string }
		if err := json.Unmarshal([]byte(call.Function.Arguments), &arguments); err != nil {
			log.Fatal(err)
		}
		fmt.Println(call.Function.Name, arguments.City)
		params.Messages = append(params.Messages, openai.ToolMessage("31 degrees", call.ID))
	}
	answer, err = client.Chat.Completions.New(ctx, params)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Choices[0].FinishReason)
}
