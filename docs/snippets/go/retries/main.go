// Ten requests a minute: the SDK's own wait ends at 8 seconds, so the eleventh would fail.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

func main() {
	client := openai.NewClient(
		option.WithBaseURL("https://api.smallest.ai/waves/v1"),
		option.WithAPIKey(os.Getenv("SMALLEST_API_KEY")),
		option.WithMaxRetries(3),
		option.WithMaxRetryDelay(90*time.Second),
	)
	for number := 1; number <= 11; number++ {
		_, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
			Model:    "electron",
			Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("Reply with exactly: Hello")},
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println("11 answered")
}
