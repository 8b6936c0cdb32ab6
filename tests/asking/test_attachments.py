from dataclasses import replace
from pathlib import Path

import pytest

from evalhw.errors import UserError
from evalhw.homework.homework import Homework
from evalhw.homework.prompts import turn_prompt
from evalhw.homework.spec import AttachmentSpec
from evalhw.run import attachments


def with_file(homework: Homework, path: Path) -> Homework:
    spec = homework.spec.model_copy(update={"attachments": {"f": AttachmentSpec(file=path.name, title="a file")}})
    return replace(homework, spec=spec, files={"f": path}, sources={}, digests={"attachment:f": "d"})


def pdf(text: str) -> bytes:
    """A PDF of one page, by hand."""
    stream = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


def test_text_is_sent_as_text(kitchen: Homework) -> None:
    """With its digest, so that the trace says which text it was."""
    (one,) = attachments.ready(kitchen, ["note"], (), "m")
    assert (one.sent_as, one.title) == ("text", "A note on stoves")
    assert "needs a chimney" in one.text
    assert attachments.sent([one])[0].digest == kitchen.digests["attachment:note"]


def test_a_pdf_goes_as_it_is_or_as_its_text(kitchen: Homework, tmp_path: Path) -> None:
    """As the model takes it; the trace says which."""
    path = tmp_path / "f.pdf"
    path.write_bytes(pdf("Boiling oil"))
    (whole,) = attachments.ready(with_file(kitchen, path), ["f"], ("document",), "m")
    (text,) = attachments.ready(with_file(kitchen, path), ["f"], (), "m")
    assert (whole.sent_as, text.sent_as) == ("document", "text")
    assert text.text == "Boiling oil"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("f.png", b"PNG", "m takes no attachment of the kind image/png"),
        ("f.xyz", b"?", "takes no attachment"),
        ("f.pdf", b"no pdf", "no text can be read"),
        ("f.pdf", pdf(""), "holds no text"),
    ],
)
def test_what_cannot_be_sent(kitchen: Homework, tmp_path: Path, name: str, content: bytes, said: str) -> None:
    """It is said before anything is sent."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=said):
        attachments.ready(with_file(kitchen, path), ["f"], (), "m")


def test_missing_and_large_files(kitchen: Homework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that went away, and one that is too large."""
    path = tmp_path / "f.png"
    with pytest.raises(UserError, match="cannot be attached"):
        attachments.ready(with_file(kitchen, path), ["f"], ("image",), "m")
    path.write_bytes(b"12345")
    monkeypatch.setattr(attachments, "MAX_BYTES", 4)
    with pytest.raises(UserError, match="too large to attach"):
        attachments.ready(with_file(kitchen, path), ["f"], ("image",), "m")


def test_prompts_say_each_statement_once(kitchen: Homework) -> None:
    """A problem's statement comes with its first question; every question under its label."""
    first = turn_prompt(kitchen.spec, ["1a"])
    assert first.startswith("Problem 1. Boiling\n\nA kettle stands")
    assert "(a) At which temperature" in first
    later = turn_prompt(kitchen.spec, ["1b", "2b"], ["1a"])
    assert "A kettle" not in later
    assert "Three stoves" in later
    assert later.index("(b) Does") < later.index("Three stoves") < later.index("(b) Is it safe")
