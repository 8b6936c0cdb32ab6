"""An answer followed line by line: every formula judged in its context, and what it shows."""
