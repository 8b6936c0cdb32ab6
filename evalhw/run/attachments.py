"""Make files ready to go along with a prompt. Invariant: a file that cannot be sent is an error."""

import mimetypes
from collections.abc import Collection, Iterable
from pathlib import Path

from evalhw.errors import UserError
from evalhw.homework.homework import MAX_ATTACHMENT, Homework
from evalhw.providers.base import Attachment
from evalhw.record.trace import AttachmentSent

MAX_BYTES = MAX_ATTACHMENT
IMAGES = {"image/png", "image/jpeg", "image/webp"}
PDF = "application/pdf"


def ready(homework: Homework, ids: Iterable[str], accepts: Collection[str], model: str) -> tuple[Attachment, ...]:
    """Attachments as a model takes them.

    Args:
        homework: The homework that declares them.
        ids: Which ones.
        accepts: What the model takes besides text: ``image``, ``document``.
        model: The model's name, for the message.

    Raises:
        UserError: A file is missing or too large, or the model takes nothing of its kind.
    """
    return tuple(_ready(homework, id_, accepts, model) for id_ in ids)


def _ready(homework: Homework, id_: str, accepts: Collection[str], model: str) -> Attachment:
    path = homework.files[id_]
    size = _size(path)
    if size > MAX_BYTES:
        raise UserError(f"{path}: {size / 1e6:.0f} MB is too large to attach; the most is {MAX_BYTES // 1_000_000} MB")
    title = homework.spec.attachments[id_].title or id_
    digest = homework.digests.get(f"attachment:{id_}", "")
    if id_ in homework.sources:
        return Attachment(id_, title, path, "text/plain", digest, "text", homework.sources[id_])
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if media_type in IMAGES and "image" in accepts:
        return Attachment(id_, title, path, media_type, digest, "image")
    if media_type == PDF:
        if "document" in accepts:
            return Attachment(id_, title, path, media_type, digest, "document")
        return Attachment(id_, title, path, media_type, digest, "text", _pdf_text(path))
    raise UserError(f"{path}: {model} takes no attachment of the kind {media_type}")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise UserError(f"{path}: cannot be attached ({error.strerror})") from None


def _pdf_text(path: Path) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        text = "\n\n".join(page.extract_text() for page in PdfReader(path).pages).strip()
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        raise UserError(f"{path}: no text can be read from this PDF ({type(error).__name__})") from None
    if not text:
        raise UserError(f"{path}: this PDF holds no text, only pictures; attach it to a model that takes documents")
    return text


def sent(attachments: Iterable[Attachment]) -> tuple[AttachmentSent, ...]:
    """What the trace keeps of attachments."""
    return tuple(
        AttachmentSent(id=a.id, media_type=a.media_type, digest=a.digest, sent_as=a.sent_as) for a in attachments
    )
