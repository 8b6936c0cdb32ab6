"""The errors that evalhw raises; each message says where, what and the remedy.

::

    EvalhwError
    ├── UserError                what the user gave cannot be used (exit code 2)
    │   ├── SpecError            a YAML file: file, line, path of the key, what was expected
    │   ├── TraceError           a trace or chat that cannot be read
    │   ├── NotFoundError        no such homework, run, question, model or file
    │   ├── MissingExtraError    an optional part is not installed
    │   └── DiskError            the system refuses: a full disk, a closed output (exit code 4)
    ├── ReadingError             mathematics that could not be read, with its place in the source
    ├── TimeLimitError           something did not come to an end in its time; nothing is known of the outcome
    └── ProviderError            a model could not be asked
        ├── RefusedError         it refuses whoever asks: the key, the account, the model's name, the address
        ├── PromptRefusedError   it refuses this prompt; others it may answer
        ├── LimitReachedError    it wants to be asked again much later
        ├── UnavailableError     it did not answer (timeouts, 429, 5xx), after all retries
        ├── StoppedError         the run is to stop; nothing was sent
        │   └── BudgetError      the next request would cost more than was allowed
        └── NotRecordedError     a replayed trace holds no answer to this

Nothing here knows any other module of the package.
"""

from typing import Any


class EvalhwError(Exception):
    """Something evalhw can name went wrong."""


class UserError(EvalhwError):
    """What the user gave cannot be used; the message says what was expected."""


class SpecError(UserError):
    """A problem or rubric file breaks its format."""


class TraceError(UserError):
    """A trace, chat or grade file cannot be read."""


class NotFoundError(UserError):
    """A homework, run, question, model or file does not exist."""


class MissingExtraError(UserError):
    """An optional part of evalhw is not installed."""


class DiskError(UserError):
    """The system refuses to read or write: a full disk, a folder that may not be written, a closed input or output."""


class ReadingError(EvalhwError):
    """A piece of mathematics could not be read.

    Attributes:
        reason: Why, in words for a person.
        start: Offset in the source where the trouble begins.
        end: Offset in the source where it ends.
    """

    def __init__(self, reason: str, start: int = 0, end: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.start = start
        self.end = end


class TimeLimitError(EvalhwError):
    """Something did not come to an end in the time it has; nothing is known of the outcome."""


class ProviderError(EvalhwError):
    """A model could not be asked.

    Attributes:
        tries: How many requests were sent all the same.
        usage: What they cost (an `evalhw.record.trace.Usage`), if that was said.
        arrived: What came that is no answer (an `evalhw.record.trace.Completion`), if anything did.
        charged: Whether the provider may have answered all the same, so that it may charge what it did not say.
    """

    tries: int = 0
    usage: Any = None
    arrived: Any = None
    charged: bool = False


class RefusedError(ProviderError):
    """The provider refuses whoever asks; any other prompt would be refused too."""


class PromptRefusedError(ProviderError):
    """The provider refuses this prompt.

    Attributes:
        settled: Whether it said that it is for the prompt's words or length, so that asking again is in vain.
    """

    def __init__(self, message: str, *, settled: bool = True) -> None:
        super().__init__(message)
        self.settled = settled


class LimitReachedError(ProviderError):
    """The provider wants to be asked again so much later that waiting for it is no use."""


class UnavailableError(ProviderError):
    """The provider did not answer, however often it was asked."""


class StoppedError(ProviderError):
    """The run is to stop; nothing was sent."""


class BudgetError(StoppedError):
    """The next request would cost more, or take more tokens, than was allowed."""


class NotRecordedError(ProviderError):
    """A replayed trace holds no answer to what was asked."""
