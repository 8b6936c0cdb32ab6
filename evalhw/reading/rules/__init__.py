"""Rules of reading: rows of data, named, explained, with examples on both sides, and the engine that applies them."""

from evalhw.reading.rules.engine import Found, Stage
from evalhw.reading.rules.rule import Lexicon, Rule, RuleError

__all__ = ["Found", "Lexicon", "Rule", "RuleError", "Stage"]
