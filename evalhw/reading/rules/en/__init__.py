"""The rules for English. A module holds the rows of one stage and nothing else."""
