"""The same task in inspect-ai: ``run_inspect.py URL REQUESTS IN_FLIGHT LOGS``."""

import sys

from inspect_ai import Task, eval  # noqa: A004  # its name for what it does
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import match
from inspect_ai.solver import generate, system_message

URL, REQUESTS, IN_FLIGHT, LOGS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]

samples = [Sample(input="Which colour? " * 20, target="red.") for _ in range(REQUESTS)]
task = Task(
    dataset=MemoryDataset(samples), solver=[system_message("Answer briefly."), generate()], scorer=match(location="end")
)
eval(
    task,
    model="openai/m",
    model_base_url=f"{URL}/v1",
    model_args={"api_key": "none", "responses_api": False},
    max_connections=IN_FLIGHT,
    max_samples=IN_FLIGHT,
    display="none",
    log_dir=LOGS,
)
