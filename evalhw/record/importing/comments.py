"""Read people's comments on a chat, and anchor each to the passages it is about.

Invariant: a comment is never lost. One whose quote is not found is kept as a comment on its whole turn, with a warning.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from evalhw.files.yaml_file import read_yaml
from evalhw.frozen import Frozen
from evalhw.record.chat import ChatTurn
from evalhw.record.trace import HumanAnnotation
from evalhw.text.layout.anchors import find, selector

Verdict = Literal["correct", "partial", "incorrect", "note"]


class Passage(Frozen):
    """A passage that a comment is about."""

    turn: Annotated[int, Field(ge=1)]
    quote: str


class Comment(Frozen):
    """A person's comment, in the short form (turn, quote, verdict, comment) or with what an editor noted beside it."""

    id: str = ""
    author: str = "human"
    comment: str = ""
    text: str = ""
    turn: int | None = None
    quote: str | None = None
    questions: tuple[str, ...] = ()
    verdict: Verdict | None = None
    human_verdict: Verdict | None = None
    also: tuple[Passage, ...] = ()
    about: str | None = None
    expert_verdict: str | None = None
    agrees: str | None = None
    reason: str | None = None


class CommentFile(Frozen):
    """A file of comments with a note on where they come from."""

    meta: dict[str, Any] = Field(default_factory=dict)
    comments: tuple[Comment, ...]


class _CommentList(RootModel[tuple[Comment, ...]]):
    """A file that is nothing but a list of comments."""


def read_comments(path: Path) -> tuple[Comment, ...]:
    """Read a file of comments.

    Raises:
        NotFoundError: There is no such file.
        SpecError: It is not a list of comments; one line for each fault.
    """
    file = read_yaml(path)
    if isinstance(file.content, list):
        return file.validate(_CommentList).root
    return file.validate(CommentFile).comments


def anchored(
    comments: Sequence[Comment], turns: Sequence[ChatTurn], conversation: str, warnings: list[str]
) -> Iterator[HumanAnnotation]:
    """Comments as events of a trace: one for each passage, all of a comment's with the same id and words.

    Args:
        comments: The comments.
        turns: The chat they are on.
        conversation: The conversation's name in the trace.
        warnings: Gets a line for each quote that is not in its turn.
    """
    for number, comment in enumerate(comments, 1):
        name = comment.id or f"comment {number}"
        if comment.turn is None:
            yield _event(comment, "", 0)
            continue
        for passage in (Passage(turn=max(comment.turn, 1), quote=comment.quote or ""), *comment.also):
            yield _anchored(comment, passage, turns, conversation, name, warnings)


def _anchored(
    comment: Comment, passage: Passage, turns: Sequence[ChatTurn], conversation: str, name: str, warnings: list[str]
) -> HumanAnnotation:
    answer = turns[passage.turn - 1].answer if passage.turn <= len(turns) else None
    if answer is None:
        warnings.append(f"{name}: the chat has no answer in turn {passage.turn}; kept as a comment on the session")
        return _event(comment, "", 0)
    if not passage.quote.strip():
        return _event(comment, conversation, passage.turn)
    found = find(answer, passage.quote)
    if found is None:
        warnings.append(f"{name}: its quote is not in turn {passage.turn}; kept as a comment on the turn")
        return _event(comment, conversation, passage.turn)
    if found.how == "similar":
        warnings.append(f"{name}: its quote is in turn {passage.turn} only roughly ({found.score:.0f} %)")
    event = _event(comment, conversation, passage.turn)
    anchor = selector(answer, found.span)
    return event.model_copy(
        update={
            "quote": anchor.quote,
            "prefix": anchor.prefix,
            "suffix": anchor.suffix,
            "start": anchor.start,
            "end": anchor.end,
        }
    )


def _event(comment: Comment, conversation: str, position: int) -> HumanAnnotation:
    return HumanAnnotation(
        id=comment.id,
        author=comment.author,
        conversation=conversation,
        position=position,
        questions=comment.questions,
        verdict=comment.human_verdict or comment.verdict or "note",
        comment=comment.comment or comment.text,
    )
