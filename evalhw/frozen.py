"""What every record that is read or written has in common.

Invariant: a record never changes, holds no key that it does not know, and takes a number for a number and a text for a
text only.
"""

from functools import lru_cache
from typing import Self

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A record; thousands of them stand side by side in a run."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def model_post_init(self, _context: object, /) -> None:
        """Share the names of the keys that were given: a set of its own would be most of what a small record takes."""
        object.__setattr__(self, "__pydantic_fields_set__", _shared(frozenset(self.model_fields_set)))

    def __copy__(self) -> Self:
        """A copy with a set of its own, which pydantic adds to when a record is copied with changes."""
        copied = super().__copy__()
        object.__setattr__(copied, "__pydantic_fields_set__", set(self.model_fields_set))
        return copied


@lru_cache(maxsize=4096)
def _shared(names: frozenset[str]) -> frozenset[str]:
    return names
