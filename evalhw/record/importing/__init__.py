"""Turn a recorded chat into a trace: find which turn answers which questions, and take people's comments along."""
