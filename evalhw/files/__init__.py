"""Files in and out: within limits, never over an input; YAML with lines, JSON lines, rows of strangers."""
