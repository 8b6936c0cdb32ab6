"""Which of the options an answer chooses."""
