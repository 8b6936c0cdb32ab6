"""Units of measurement: the one table, and what reads it for running text and for bare answers."""
