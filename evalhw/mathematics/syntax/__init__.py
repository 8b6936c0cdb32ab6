"""From what a model wrote to a small typed tree: characters, tokens, grammar, and back to text."""
