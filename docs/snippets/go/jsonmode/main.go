// JSON mode: the format, and the word in the prompt. A struct as a schema is not listed by Electron.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/shared"
)

type booking struct {
	Guest string `json:"guest"`
	Seats int    `json:"seats"`
}

func main() {
	client := openai.NewClient(
		option.WithBaseURL("https://api.smallest.ai/waves/v1"),
		option.WithAPIKey(os.Getenv("SMALLEST_API_KEY")),
	)
	answer, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model: "electron",
		Messages: []openai.ChatCompletionMessageParamUnion{
			openai.SystemMessage("Extract the booking as JSON with the keys guest (string) and seats (integer)."),
			openai.UserMessage("Asha Rao, a table for 4."),
		},
		ResponseFormat: openai.ChatCompletionNewParamsResponseFormatUnion{
			OfJSONObject: &shared.ResponseFormatJSONObjectParam{},
		},
		MaxTokens: openai.Int(200),
	})
	if err != nil {
		log.Fatal(err)
	}
	var found booking
	if err := json.Unmarshal([]byte(answer.Choices[0].Message.Content), &found); err != nil {
		log.Fatal(err)
	}
	fmt.Println(found.Guest != "", found.Seats > 0)
}
