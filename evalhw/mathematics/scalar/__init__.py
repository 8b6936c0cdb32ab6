"""Numbers, functions, sets and units: whether two values are the same."""
