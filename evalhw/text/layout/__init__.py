"""A markdown text as blocks, lines, sentences and plain words, every character with its offset in the raw text."""
