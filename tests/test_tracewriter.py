import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evalhw.errors import NotFoundError, TraceError, UserError
from evalhw.record.trace import Completion, CompletionArrived, End, Header, Note, TurnAsked, read_trace
from evalhw.record.writer import TraceWriter

HEADER = Header(run="r", homework="h", model="m", provider="p", started="unknown", conversations=("c",))
ASKED = TurnAsked(conversation="c", position=1, questions=("q",), prompt="?")
ANSWERED = CompletionArrived(conversation="c", position=1, completion=Completion(text="line\u2028end\nü"))


def begin(path: Path) -> TraceWriter:
    return TraceWriter.create(path, HEADER)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Events come back, and nothing but the trace is left in the folder."""
    path = tmp_path / "deep" / "r.jsonl"
    with begin(path) as writer:
        writer.append(ASKED, ANSWERED)
        writer.append(End())
    trace = read_trace(path)
    assert trace.turns[0].completion == ANSWERED.completion
    assert trace.ended
    assert [file.name for file in path.parent.iterdir()] == ["r.jsonl"]


def test_a_trace_is_never_overwritten(tmp_path: Path) -> None:
    """A second run of the same name is refused, and the first is untouched."""
    path = tmp_path / "r.jsonl"
    begin(path).close()
    before = path.read_bytes()
    with pytest.raises(UserError, match="there is a trace already"):
        begin(path)
    assert path.read_bytes() == before


def test_two_programs_do_not_share_a_trace(tmp_path: Path) -> None:
    """The second is told who holds the trace; when the first is gone, the trace is free."""
    path = tmp_path / "r.jsonl"
    program = (
        "import sys, pathlib\n"
        "from evalhw.record.writer import TraceWriter\n"
        "from evalhw.record.trace import Header\n"
        "h = Header(run='r', homework='h', model='m', provider='p', started='unknown')\n"
        "w = TraceWriter.create(pathlib.Path(sys.argv[1]), h)\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(UserError, match=rf"another run is writing it \(process {other.pid} on "):
            TraceWriter.resume(path)
        other.kill()
    writer, trace = TraceWriter.resume(path)
    writer.close()
    assert trace.header.run == "r"


@pytest.mark.parametrize("torn", [b'{"event":"comp', b"\xff\xfe\x00", b'{"event":"end"}'])
def test_a_torn_last_line_is_set_aside(tmp_path: Path, torn: bytes) -> None:
    """What a power cut left half written is dropped from the trace, and kept beside it."""
    path = tmp_path / "r.jsonl"
    with begin(path) as writer:
        writer.append(ASKED, ANSWERED)
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    writer, trace = TraceWriter.resume(path)
    with writer:
        writer.append(Note(text="on"))
    assert len(trace.turns) == 1
    assert path.read_bytes().startswith(whole)
    assert read_trace(path).notes[0].text == "on"
    assert (tmp_path / "r.jsonl.torn").read_bytes() == torn + b"\n"


def test_a_full_disk_leaves_the_trace_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails half-way is taken back, and said."""
    path = tmp_path / "r.jsonl"
    with begin(path) as writer:
        writer.append(ASKED, ANSWERED)
        before = path.read_bytes()

        def full(_descriptor: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            with pytest.raises(UserError, match="No space left on device"):
                writer.append(Note(text="lost"))
        assert path.read_bytes() == before
        writer.append(Note(text="kept"))
    assert [note.text for note in read_trace(path).notes] == ["kept"]


def test_what_cannot_be_resumed(tmp_path: Path) -> None:
    """No file, or one that is no trace; neither stays locked."""
    with pytest.raises(NotFoundError):
        TraceWriter.resume(tmp_path / "none.jsonl")
    (tmp_path / "x.jsonl").write_text("hello\n")
    for _ in range(2):
        with pytest.raises(TraceError):
            TraceWriter.resume(tmp_path / "x.jsonl")
    assert [file.name for file in tmp_path.iterdir()] == ["x.jsonl"]


def test_two_names_of_one_trace_have_one_lock(tmp_path: Path) -> None:
    path = tmp_path / "real" / "run.jsonl"
    link = tmp_path / "link.jsonl"
    with begin(path):
        link.symlink_to(path)
        with pytest.raises(UserError, match="another run is writing it"):
            TraceWriter.resume(link)


@pytest.mark.parametrize("kind", ["symbolic link", "hard link", "folder", "pipe"])
def test_a_lock_that_is_none_of_ours_is_left_alone(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    begin(path).close()
    precious = tmp_path / "precious"
    precious.write_text("precious", encoding="utf-8")
    lock = tmp_path / ".run.jsonl.lock"
    make = {
        "symbolic link": lambda: lock.symlink_to(precious),
        "hard link": lambda: lock.hardlink_to(precious),
        "folder": lock.mkdir,
        "pipe": lambda: os.mkfifo(lock),
    }
    make[kind]()
    for opened in (TraceWriter.resume, TraceWriter.onwards):
        with pytest.raises(UserError, match="no lock of ours"):
            opened(path)
    assert precious.read_text(encoding="utf-8") == "precious"
    assert lock.exists()


def test_a_file_at_the_locks_place_that_is_none_of_ours_stays(tmp_path: Path) -> None:
    from evalhw.errors import UserError
    from evalhw.record.writer import Lock

    other = tmp_path / ".t.jsonl.lock"
    other.write_text("notes of mine")
    with pytest.raises(UserError, match="is no lock of ours"):
        Lock(tmp_path / "t.jsonl")
    assert other.read_text() == "notes of mine"
    for torn in ("", '{"pi', '{"pid": 12'):
        other.write_text(torn)
        Lock(tmp_path / "t.jsonl").release()
