"""What is no answer: lines to the grader, idle talk, the question given back."""
