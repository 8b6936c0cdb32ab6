"""What a text is before anything is decided about it: facts with their places in the raw text."""
