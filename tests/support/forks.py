"""Starts evalhw without waiting for its imports: one process imports everything, and forks a child for every start.

Reads a JSON line for each command, answers with one: ``{"start": [arguments]}`` gives the child's process id,
``{"poll": pid}`` whether it has ended, ``{"wait": pid}`` its exit code once it has.
"""

import json
import os
import sys

import openai  # noqa: F401  # what a run imports, imported once

import evalhw.grading.grading
import evalhw.providers.openai
import evalhw.run.asking  # noqa: F401
from evalhw.cli import main


def start(arguments: list[str]) -> int:
    """Run evalhw in a child."""
    child = os.fork()
    if child:
        return child
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    sys.argv = ["evalhw", *arguments]
    code = 1
    try:
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        os._exit(code)


def answer(command: dict[str, object]) -> object:
    """Do what is asked."""
    if "start" in command:
        return start(command["start"])  # type: ignore[arg-type]  # a list, as the test sends it
    pid = int(str(command.get("poll", command.get("wait"))))
    ended, status = os.waitpid(pid, os.WNOHANG if "poll" in command else 0)
    return None if not ended else os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
