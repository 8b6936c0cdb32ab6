"""Structured logs on standard error, for those who ask for them.

structlog takes a quarter of a second to import, so it is imported only when a level was asked for. Invariant: what is
not asked for costs nothing, and standard output is never written to.
"""

from typing import Any, Literal

Level = Literal["debug", "info", "warning", "error"]
LEVELS: dict[Level, int] = {"debug": 10, "info": 20, "warning": 30, "error": 40}

_state: dict[str, Any] = {"least": 100, "logger": None}


def configure(level: Level | None) -> None:
    """Log from a level on; None logs nothing."""
    if level is None:
        _state.update(least=100, logger=None)
        return
    import sys

    import structlog

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], repr_native_str=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    _state.update(least=LEVELS[level], logger=structlog.get_logger("evalhw"))


def log(level: Level, event: str, **fields: Any) -> None:
    """Log an event with its fields."""
    if LEVELS[level] >= _state["least"]:
        getattr(_state["logger"], level)(event, **fields)
