"""Texts that models write: their parts, blocks, words and quantities, always with offsets into the raw text."""
