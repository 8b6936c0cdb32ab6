"""The symbols that a formula is read against: declared in YAML, bound by what an answer introduces, drawn."""
