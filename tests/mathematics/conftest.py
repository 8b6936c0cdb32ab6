"""Symbols that the tests of the mathematics share."""

from pathlib import Path

import pytest
import yaml

from evalhw.mathematics.declared.symbols import Symbols

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def homework() -> Symbols:
    """The symbols of a linear autoencoder."""
    return Symbols.of(yaml.safe_load((HERE / "symbols.yaml").read_text(encoding="utf-8")))
