// A stream with its usage. One that is cut ends without an error: look for the finish reason.
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
	)
	stream := client.Chat.Completions.NewStreaming(context.Background(), openai.ChatCompletionNewParams{
		Model:         "electron",
		Messages:      []openai.ChatCompletionMessageParamUnion{openai.UserMessage("Reply with exactly: one two three")},
		StreamOptions: openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)},
	})
	defer stream.Close()

	finish := ""
	var usage int64
	for stream.Next() {
		chunk := stream.Current()
		if chunk.Usage.TotalTokens > 0 {
			usage = chunk.Usage.CompletionTokens
		}
		// The usage chunk has no choices.
		for _, choice := range chunk.Choices {
			fmt.Print(choice.Delta.Content)
			if choice.FinishReason != "" {
				finish = choice.FinishReason
			}
		}
	}
	if err := stream.Err(); err != nil {
		log.Fatal(err)
	}
	if finish == "" {
		log.Fatal("the stream was cut: no finish reason came")
	}
	fmt.Printf("\n%s, %d tokens\n", finish, usage)
}
