"""What the exit codes mean; the page of the command line is written from here.

Invariant: 1 says that something was judged and fell short, and nothing else does.
"""

DONE = 0
BELOW = 1
WRONGLY_USED = 2
UNFINISHED = 3
REFUSED = 4
DEFECT = 5
INTERRUPTED = 130

MEANINGS = {
    DONE: "done; also where whoever read the output wanted no more of it",
    BELOW: "below what was asked for: too few points, a regression, examples that disagree, not equal",
    WRONGLY_USED: "what was given cannot be used: a wrong option, a missing file, a faulty homework",
    UNFINISHED: "a model could not be asked, or not to the end",
    REFUSED: "the system refused: a full disk, a folder that may not be written, a closed input or output",
    DEFECT: "a defect of evalhw itself",
    INTERRUPTED: "stopped by Ctrl-C",
}
