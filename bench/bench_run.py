"""How much time does asking cost beyond what the service takes?

2,000 one-turn questions, a server on loopback that answers after 50 ms, 64 in flight: 1.56 s at best.
For evalhw with both clients, for the bare clients, and for inspect-ai where it is installed: wall time of the whole
process, span at the server (first request to last answer), processor time and memory. Run ``make bench-run``; options
``--questions N --in-flight N --inspect PYTHON`` (a Python that has inspect-ai; it wants an environment of its own).
Figures also go to ``reports/bench-run.json``.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

BENCH = Path(__file__).parent
LATENCY = 0.05
PYTHON = [sys.executable]
EVALHW = [*PYTHON, "-c", "from evalhw.cli import main; main()"]


def write_homework(root: Path, questions: int) -> None:
    """A homework of one-turn questions, each in a conversation of its own."""
    names = [f"q{number}" for number in range(questions)]
    prompt = "Which colour? " * 20
    problems = [{"id": name, "questions": [{"id": f"{name}.a", "points": 1, "prompt": prompt}]} for name in names]
    check = {"kind": "choice", "options": ["red", "green", "blue"], "answer": "red"}
    rubric = {f"{name}.a": {"solution": "red", "criteria": {"colour": {"points": 1, "check": check}}} for name in names}
    problem_file = {
        "schema_version": 1,
        "homework": "colours",
        "title": "Colours",
        "points": questions,
        "system": "Answer briefly.",
        "problems": problems,
    }
    (root / "problems").mkdir()
    (root / "rubrics").mkdir()
    # JSON is YAML, and quicker to write.
    (root / "problems" / "colours.yaml").write_text(json.dumps(problem_file))
    rubric_file = {"schema_version": 1, "homework": "colours", "questions": rubric}
    (root / "rubrics" / "colours.yaml").write_text(json.dumps(rubric_file))


@contextmanager
def server() -> Iterator[str]:
    """The loopback service; its address."""
    command = [*PYTHON, str(BENCH / "run_server.py"), str(LATENCY)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = process.stdout.readline() if process.stdout else ""
            yield f"http://127.0.0.1:{int(port)}"
        finally:
            process.kill()


def tell(url: str, what: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}/{what}") as answer:  # noqa: S310  # our own server on loopback
        told: dict[str, Any] = json.load(answer)
        return told


def measure(url: str, command: list[str]) -> dict[str, Any]:
    """Run a program to its end: wall, span, processor, memory."""
    environment = {**os.environ, "OPENAI_API_KEY": "none-none-none", "MISTRAL_API_KEY": "none-none-none"}
    environment |= {
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "bench-pyc"),
    }
    tell(url, "reset")
    began = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        errors.seek(0)
        said = errors.read().decode(errors="replace")
    if os.waitstatus_to_exitcode(status) != 0:
        return {"error": said.strip().splitlines()[-1:]}
    span = tell(url, "span")
    return {
        "wall_s": round(wall, 2),
        "span_s": round(span["seconds"], 2),
        "answered": span["answered"],
        "most_in_flight": span["most_in_flight"],
        "cpu_s": round(used.ru_utime + used.ru_stime, 2),
        "rss_mb": round(used.ru_maxrss / (1024 if platform.system() == "Linux" else 1024**2)),
    }


def programs(arguments: argparse.Namespace, url: str, root: Path) -> Iterator[tuple[str, list[str]]]:
    many, flight = str(arguments.questions), str(arguments.in_flight)
    for client, base in (("openai", f"{url}/v1"), ("mistral", url)):
        asked = ["run", "colours", "--model", f"{client}:m", "--base-url", base, "--concurrency", flight]
        yield f"evalhw, {client}", [*EVALHW, *asked, "--root", str(root), "--out", str(root / f"t-{client}")]
        yield f"bare {client} client", [*PYTHON, str(BENCH / "run_bare.py"), client, url, many, flight]
    inspect = arguments.inspect or (sys.executable if find_spec("inspect_ai") else None)
    if inspect:
        yield "inspect-ai", [inspect, str(BENCH / "run_inspect.py"), url, many, flight, str(root / "logs")]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what asking costs.")
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--inspect", help="a Python that has inspect-ai")
    arguments = parser.parse_args()
    ideal = arguments.questions / arguments.in_flight * LATENCY
    rows: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, server() as url:
        root = Path(folder)
        write_homework(root, arguments.questions)
        measure(url, [*PYTHON, str(BENCH / "run_bare.py"), "openai", url, "1", "1"])  # warm the caches
        for name, command in programs(arguments, url, root):
            rows[name] = measure(url, command)
            print(f"{name:22}", "  ".join(f"{key} {value}" for key, value in rows[name].items()), flush=True)
        write_single(rows, url, root)
    print(f"ideal span {ideal:.2f} s; {platform.python_version()}, {os.cpu_count()} processors")
    reports = BENCH.parent / "reports"
    reports.mkdir(exist_ok=True)
    (reports / "bench-run.json").write_text(json.dumps({"ideal_s": ideal, "rows": rows}, indent=2) + "\n")


def write_single(rows: dict[str, Any], url: str, root: Path) -> None:
    """One question, the whole process: what starting costs."""
    one = root / "one"
    one.mkdir()
    write_homework(one, 1)
    asked = ["run", "colours", "--model", "openai:m", "--base-url", f"{url}/v1", "--root", str(one)]
    measure(url, [*EVALHW, *asked])
    rows["one question, openai"] = measure(url, [*EVALHW, *asked])
    print(
        f"{'one question, openai':22}",
        "  ".join(f"{key} {value}" for key, value in rows["one question, openai"].items()),
    )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    main()
