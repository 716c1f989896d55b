// One call. The key is named, so that OPENAI_API_KEY cannot take its place.
package main

import (
	"context"
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
		// Read from the environment by the SDK, and OpenAI's.
		option.WithHeaderDel("OpenAI-Organization"),
		option.WithHeaderDel("OpenAI-Project"),
	)
	answer, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model:    "electron",
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("Reply with exactly: Hello")},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Choices[0].Message.Content)
}
