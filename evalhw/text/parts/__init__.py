"""Which passage of an answer belongs to which question."""
