"""Tokens in their order, however they are written down."""
