"""From criteria to points to a grade: a pure function of trace, problem, rubric and verdicts."""
