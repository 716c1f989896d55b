// An error with Electron's details, which stand beside the fields that OpenAI has, and its request id.
package main

import (
	"context"
	"errors"
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
	_, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model:    "electron",
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("Hello")},
		N:        openai.Int(2),
	})
	var failure *openai.Error
	if !errors.As(err, &failure) {
		log.Fatal("expected an error of the API")
	}
	fmt.Println(failure.StatusCode, failure.Type, failure.Message)
	fmt.Println(failure.JSON.ExtraFields["details"].Raw())
	fmt.Println("a request id:", failure.Response.Header.Get("X-Request-Id") != "")
}
