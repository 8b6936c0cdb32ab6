"""The homework about wells, whose rubric leaves two criteria to judges."""

import shutil
from pathlib import Path

import pytest
from judges import CASES

from evalhw.homework.homework import Homework, load_homework


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The homework about wells, in a folder of its own."""
    shutil.copytree(CASES, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def well(root: Path) -> Homework:
    """The homework about wells."""
    return load_homework("well", root)
