"""Frameworks over OpenAI in JavaScript (R05): clients, agents, and what is one framework's own."""
