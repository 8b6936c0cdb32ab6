"""A text read once, into typed facts with offsets. No mathematics is decided here."""
