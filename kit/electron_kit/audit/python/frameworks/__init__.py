"""Frameworks over OpenAI in Python (R05): their clients, and what is particular to one of them."""
