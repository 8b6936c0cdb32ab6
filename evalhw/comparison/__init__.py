"""What differs between grades, whether it means anything, and where grader and people disagree."""
