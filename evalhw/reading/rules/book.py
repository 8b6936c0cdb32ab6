"""All rules by their id, so that an id in a grade is explained in the rule's own words.

Invariant: an id that nothing is called explains nothing; no module is imported because a file names it.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache

from evalhw.reading.rules.engine import Stage
from evalhw.reading.rules.rule import Rule


def stages() -> Iterator[Stage]:
    """Every stage of reading, by the name of its module."""
    import evalhw.reading.rules.en as english

    for module in sorted(pkgutil.iter_modules(english.__path__), key=lambda one: one.name):
        rows = importlib.import_module(f"{english.__name__}.{module.name}")
        yield from (one for one in vars(rows).values() if isinstance(one, Stage))


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id."""
    return {rule.id: rule for stage in stages() for rule in stage}


def why(rule_id: str) -> str:
    """Why a rule exists, in its own words; empty where no rule is called so, as in a grade of another version."""
    rule = rules().get(rule_id)
    return rule.why if rule else ""
