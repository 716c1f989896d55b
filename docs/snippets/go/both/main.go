// Both providers. Each client is told its URL and its key, and is refused without them.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

func key(variable, prefix string) string {
	value := os.Getenv(variable)
	if !strings.HasPrefix(value, prefix) {
		log.Fatalf("%s holds no key that starts with %s", variable, prefix)
	}
	return value
}

func main() {
	clients := map[string]openai.Client{
		"electron": openai.NewClient(
			option.WithBaseURL("https://api.smallest.ai/waves/v1"),
			option.WithAPIKey(key("SMALLEST_API_KEY", "sk_")),
			option.WithHeaderDel("OpenAI-Organization"),
			option.WithHeaderDel("OpenAI-Project"),
		),
		// Named as well: OPENAI_BASE_URL would send this key elsewhere.
		"gpt-5.4-mini": openai.NewClient(
			option.WithBaseURL("https://api.openai.com/v1"),
			option.WithAPIKey(key("OPENAI_API_KEY", "sk-")),
		),
	}
	for _, model := range []string{"electron", "gpt-5.4-mini"} {
		client := clients[model]
		answer, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
			Model:    model,
			Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("Reply with exactly: Hello")},
		})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(model, answer.Choices[0].Message.Content)
	}
}
