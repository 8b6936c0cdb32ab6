"""Answers as datasets and models write them, found in their prose and compared with a gold answer."""
