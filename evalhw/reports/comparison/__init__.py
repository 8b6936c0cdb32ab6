"""Comparisons for people and programs: terminal, markdown, HTML, CSV, JSON.

Invariant: every format shows the same numbers and the same sentence about what they mean.
"""
