electron-kit compare prompts.jsonl --price openai=0.15,0.075,0.60 --margin 5 --format html --output decision.html
