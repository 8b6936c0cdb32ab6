"""The annotated trace as markdown that GitHub and a strict CommonMark renderer show alike.

Invariant: text of a model is escaped, never copied: it opens no tag, closes no fold, and outranks no heading of the
report.
"""
