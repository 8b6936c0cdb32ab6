"""Runs that are named, and comparisons that are so: the command line on runs that stand beside each other."""

import io
import json
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.cli import main
from evalhw.grading.graded import GradedRun, Shelf
from evalhw.record.store import StoredRun
from evalhw.record.trace import (
    AttachmentSent,
    Completion,
    CompletionArrived,
    End,
    Event,
    Failure,
    Header,
    HumanAnnotation,
    TurnAsked,
    Usage,
    event_line,
)

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "comparing.yaml").read_text(encoding="utf-8"))
QUESTIONS = ("1a", "1b", "2a", "2b", "3a", "3b")
ALL = dict.fromkeys(QUESTIONS, "three")
NONE = dict.fromkeys(QUESTIONS, "two")


def write_homework(root: Path, words: Mapping[str, str] | None = None, questions: Sequence[str] = QUESTIONS) -> None:
    """Six questions in three problems; one of them may be asked in other words."""
    problems: list[dict[str, Any]] = [
        {
            "id": number,
            "questions": [
                {"id": name, "points": 2, "prompt": (words or {}).get(name, f"How many sides has triangle {name}?")}
                for name in questions
                if name[0] == number
            ],
        }
        for number in dict.fromkeys(name[0] for name in questions)
    ]
    spec = {"homework": "tiny", "title": "A tiny homework", "points": 2 * len(questions), "problems": problems}
    check = {"kind": "choice", "options": ["two", "three"], "answer": "three"}
    rubric = {
        "homework": "tiny",
        "questions": {
            name: {"solution": "Three.", "criteria": {"choice": {"points": 2, "check": check}}} for name in questions
        },
    }
    for folder, content in (("problems", spec), ("rubrics", rubric)):
        (root / folder).mkdir(exist_ok=True)
        (root / folder / "tiny.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with the homework and no runs."""
    write_homework(tmp_path)
    return tmp_path


def record(
    root: Path, answers: Mapping[str, str], *, model: str = "m", run: str = "r", minute: int = 0, ended: bool = True,
    **rest: Any,
) -> Path:  # fmt: skip
    """A run; an answer of "-" is a failure."""
    path = root / "transcripts" / "tiny" / model / f"{run}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    header = {key: rest[key] for key in ("questions", "parameters", "digests", "evalhw", "follow_ups") if key in rest}
    started = f"2026-01-02T03:{minute:02}:00.000Z"
    events: list[Event] = [Header(run=run, homework="tiny", model=model, provider="fake", started=started, **header)]
    for name, answer in answers.items():
        prompt = rest.get("prompts", {}).get(name, f"{name} How many sides has triangle {name}?")
        files = rest.get("files", ())
        events.append(TurnAsked(conversation=name, position=1, questions=(name,), prompt=prompt, attachments=files))
        if answer == "-":
            events.append(Failure(conversation=name, position=1, error="503"))
        else:
            completion = Completion(
                text=answer,
                finish_reason=rest.get("finish", ""),
                cached=rest.get("cached", False),
                usage=Usage(input_tokens=1000, output_tokens=100),
            )
            events.append(CompletionArrived(conversation=name, position=1, completion=completion))
    path.write_text("".join(map(event_line, [*events, *([End()] if ended else [])])), encoding="utf-8")
    return path


def evalhw(root: Path, *arguments: str, code: int = 0) -> tuple[str, str]:
    """Run the command line in this process; what it printed, and what it remarked."""
    out, errors = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(errors):
        patch.setattr("sys.argv", ["evalhw", *arguments])
        patch.setenv("EVALHW_ROOT", str(root))
        try:
            main()
            exited: object = 0
        except SystemExit as done:
            exited = done.code or 0
    assert exited == code, out.getvalue() + errors.getvalue()
    return out.getvalue(), errors.getvalue()


def compared(root: Path, *arguments: str) -> dict[str, Any]:
    found = json.loads(evalhw(root, *arguments, "--json")[0])
    assert isinstance(found, dict)
    return found


def sentences(values: Mapping[str, Any]) -> str:
    return " ".join(one[part]["sentence"] for one in values["significance"] for part in ("first_try", "final"))


@pytest.mark.parametrize("case", CASES, ids=[case["situation"] for case in CASES])
@pytest.mark.parametrize("command", ["show", "grade", "export", "agree", "diff", "compare"])
def test_a_name_leads_to_the_newest_complete_run(root: Path, case: dict[str, Any], command: str) -> None:
    """Every command takes the same run, and says which where the name stands for several."""
    for minute, run in enumerate(case["runs"]):
        asked = tuple(run.get("asked", ()))
        record(root, run["answers"], run=run["run"], minute=minute, ended=run.get("ended", True), questions=asked)
    if command in {"diff", "compare"}:
        record(root, NONE, model="other")
        values = compared(root, command, "tiny", "m", "other")
        assert values["runs"][0] == [case["taken"]]
        remarks = evalhw(root, command, "tiny", "m", "other")[1]
    else:
        printed, remarks = evalhw(root, command, "m")
        assert case["taken"] in printed or command == "agree"
    assert case["said"] in remarks
    assert ("stands for" in remarks) == bool(case["said"])


def test_list_shows_points_and_completeness_newest_first(root: Path) -> None:
    record(root, ALL, run="whole", minute=1)
    record(root, {"1a": "three"}, model="a", run="part", minute=3, ended=False)
    record(root, {**NONE, "1a": "three", "3b": "-"}, model="z", run="failed", minute=2)
    lines = evalhw(root, "list")[0].splitlines()[2:]
    assert [line.split()[0] for line in lines] == ["tiny/a/part", "tiny/z/failed", "tiny/m/whole"]
    assert "2 of 12  1 of 6 questions, not finished" in lines[0]
    assert "2 of 12  5 of 6 questions, 1 failed" in lines[1]
    assert "12 of 12  complete" in lines[2]
    rows = json.loads(evalhw(root, "list", "--json")[0])["runs"]
    assert [(row["points"], row["complete"]) for row in rows] == [(2, False), (2, False), (12, True)]


def test_list_goes_on_where_a_trace_or_a_homework_cannot_be_read(root: Path) -> None:
    record(root, ALL)
    record(root, ALL, model="torn").write_text("{")
    stray = root / "transcripts" / "gone" / "m" / "r.jsonl"
    stray.parent.mkdir(parents=True)
    stray.write_bytes((root / "transcripts" / "tiny" / "m" / "r.jsonl").read_bytes().replace(b"tiny", b"gone"))
    printed = evalhw(root, "list")[0]
    assert printed.count("cannot be graded") == 2
    assert "12 of 12  complete" in printed


@pytest.mark.parametrize(
    ("answers", "rest", "what"),
    [
        ({"1a": "three"}, {"questions": ("1a",)}, "not_asked"),
        ({"1a": "three"}, {"ended": False}, "not_asked"),
        ({**dict.fromkeys(QUESTIONS, "-"), "1a": "three"}, {}, "failed"),
        (dict.fromkeys(QUESTIONS, "-"), {}, "failed"),
        ({}, {"ended": False}, "not_asked"),
    ],
    ids=["one question only", "interrupted", "ended on errors", "no answer at all", "header only"],
)
def test_what_was_not_asked_or_failed_is_no_difference(
    root: Path, answers: dict[str, str], rest: dict[str, Any], what: str
) -> None:
    """It is counted and shown, and where too little is common no sentence about a difference is written."""
    record(root, ALL, model="alpha")
    record(root, answers, model="beta", **rest)
    values = compared(root, "diff", "tiny", "alpha", "beta")
    assert len(values["standing"][1][what]) >= 5
    assert "too little" in sentences(values)
    assert "earns" not in sentences(values)
    assert values["common"] == [name for name in answers if answers[name] != "-"]
    assert len(set(values["total"]["points"])) == 1
    for to in ("markdown", "html", "csv"):
        assert evalhw(root, "diff", "tiny", "alpha", "beta", "--to", to)[0]
    printed = evalhw(root, "diff", "tiny", "alpha", "beta")[0]
    assert "–" in printed
    assert "beta: " in printed
    assert "holds" not in printed


def test_a_run_that_is_older_than_a_question_is_compared_over_what_it_was_asked(root: Path) -> None:
    write_homework(root, questions=("1a", "1b", "2a", "2b"))
    record(root, dict.fromkeys(("1a", "1b", "2a", "2b"), "three"), model="alpha")
    write_homework(root)
    record(root, ALL, model="beta")
    values = compared(root, "compare", "tiny", "alpha", "beta")
    assert values["total"]["points"] == [8, 8]
    assert values["standing"][0]["not_asked"] == {"3a": 1, "3b": 1}
    assert "no difference was seen" in sentences(values)
    assert "4 of 6 questions" in sentences(values)


def test_a_homework_that_is_not_there_is_said(root: Path) -> None:
    assert "no homework 'other'" in evalhw(root, "compare", "other", code=2)[1]


def test_models_without_an_answer_are_named_and_left_out(root: Path) -> None:
    record(root, ALL, model="alpha")
    record(root, NONE, model="beta")
    record(root, {}, model="gamma", ended=False)
    printed, remarks = evalhw(root, "compare", "tiny", "--json")
    assert json.loads(printed)["models"] == ["alpha", "beta"]
    assert "gamma is left out: none of its runs holds an answer" in remarks


def test_a_cut_answer_is_counted_and_shown(root: Path) -> None:
    record(root, ALL, model="alpha")
    record(root, ALL, model="beta", finish="length")
    values = compared(root, "diff", "tiny", "alpha", "beta")
    assert values["standing"][1]["cut"] == dict.fromkeys(QUESTIONS, 1)
    assert "cut short, graded as they are" in evalhw(root, "diff", "tiny", "alpha", "beta")[0]


def with_digests(root: Path) -> dict[str, str]:
    from evalhw.homework.homework import load_homework

    return dict(load_homework("tiny", root).digests)


@pytest.mark.parametrize("old", [False, True], ids=["by its digest", "by the prompt of an old trace"])
def test_an_answer_under_another_prompt_is_left_out_and_named(root: Path, *, old: bool) -> None:
    digests = with_digests(root)
    known = {name: digest for name, digest in digests.items() if not (old and name.startswith("question:"))}
    record(root, ALL, model="alpha", digests=known)
    record(root, ALL, model="beta", digests=known)
    write_homework(root, {"2a": "How many sides has a square?"})
    values = compared(root, "diff", "tiny", "alpha", "beta")
    assert [one["changed"] for one in values["standing"]] == [{"2a": 1}, {"2a": 1}]
    assert "2a" not in values["common"]
    assert len(values["common"]) == 5
    assert "2a" in compared(root, "diff", "tiny", "alpha", "beta", "--changed")["common"]
    for command in ("show", "grade", "export"):
        assert "2a: asked in other words than the homework has now" in evalhw(root, command, "alpha")[1]
    assert "1 asked in other words" in evalhw(root, "list")[0]


def test_only_the_question_whose_words_changed_is_another(root: Path) -> None:
    """A question whose words were taken off its end, in a turn with others."""
    prompts = {"1a": "1a How many sides has triangle 1a?\n\nExplain."}
    record(root, ALL, evalhw="0.1", prompts=prompts, digests={"problem": "x"})
    record(root, ALL, model="other", evalhw="0.1", digests={"problem": "x"})
    values = compared(root, "diff", "tiny", "m", "other")
    assert [one["changed"] for one in values["standing"]] == [{"1a": 1}, {}]


def test_rewrapped_lines_are_the_same_question(root: Path) -> None:
    record(root, ALL, digests=with_digests(root))
    record(root, ALL, model="other")
    write_homework(root, {"2a": "How many sides\nhas triangle  2a?\n"})
    assert not any(one["changed"] for one in compared(root, "diff", "tiny", "m", "other")["standing"])


def test_another_attachment_makes_another_question(root: Path) -> None:
    from evalhw.grading.coverage import coverage_of
    from evalhw.homework.homework import load_homework
    from evalhw.record.trace import read_trace

    problem = root / "problems" / "tiny.yaml"
    (root / "problems" / "note.md").write_text("A note.")
    spec = yaml.safe_load(problem.read_text())
    spec["attachments"] = {"note": {"file": "note.md"}}
    spec["problems"][0]["attachments"] = ["note"]
    problem.write_text(yaml.safe_dump(spec))
    digest = with_digests(root)["attachment:note"]
    path = record(root, {"1a": "three"}, files=(AttachmentSent(id="note", digest=digest),))
    assert coverage_of(read_trace(path), load_homework("tiny", root)).changed == ()
    (root / "problems" / "note.md").write_text("Another note.")
    assert coverage_of(read_trace(path), load_homework("tiny", root)).changed == ("1a",)


@pytest.mark.parametrize(
    ("edit", "others"),
    [
        (("system", "Be brief."), set(QUESTIONS)),
        (("title", "Another title"), set()),
        (("problems", 0, "text", "Triangles have corners."), {"1a", "1b"}),
        (("problems", 1, "title", "Polygons"), {"2a", "2b"}),
        (("problems", 1, "questions", 0, "labels", ["(a)"]), {"2a"}),
        (("problems", 2, "questions", 1, "prompt", "How many sides has triangle 3b? Explain."), {"3b"}),
        (("problems", 2, "labels", ["Third"]), set()),
    ],
    ids=["system prompt", "the homework's title", "a statement", "a problem's title", "a label", "a prompt", "a name"],
)
def test_a_question_is_all_that_a_model_is_told_with_it(root: Path, edit: tuple[Any, ...], others: set[str]) -> None:
    before = with_digests(root)
    path = root / "problems" / "tiny.yaml"
    spec = yaml.safe_load(path.read_text())
    place = spec
    for key in edit[:-2]:
        place = place[key]
    place[edit[-2]] = edit[-1]
    path.write_text(yaml.safe_dump(spec))
    after = with_digests(root)
    assert {name for name in QUESTIONS if before[f"question:{name}"] != after[f"question:{name}"]} == others


def test_a_changed_rubric_is_graded_anew_and_said(root: Path) -> None:
    record(root, ALL, digests=with_digests(root))
    record(root, ALL, model="other", digests=with_digests(root))
    rubric = root / "rubrics" / "tiny.yaml"
    rubric.write_text(rubric.read_text().replace("answer: three", "answer: two"))
    for command in ("show", "grade", "export"):
        printed, remarks = evalhw(root, command, "m")
        assert "the rubric changed since this run was asked; graded under the rubric of now" in remarks
        assert "0" in printed
    notes = compared(root, "diff", "tiny", "m", "other")["notes"]
    assert "m: asked under another rubric; graded under the one of now." in notes


def repeats(root: Path, model: str, answers: Sequence[Mapping[str, str]], minute: int = 0, **rest: Any) -> None:
    for number, one in enumerate(answers, 1):
        parameters = {"seed": number, **rest.get("parameters", {})}
        record(root, one, model=model, run=f"b{minute}-{number}", minute=minute, parameters=parameters)


HALF = {**ALL, "1a": "two", "2a": "two", "3a": "two"}


def test_a_named_repeat_is_that_run_and_a_model_is_all_of_them(root: Path) -> None:
    repeats(root, "alpha", [ALL, HALF, ALL, NONE])
    record(root, NONE, model="beta")
    named = compared(root, "compare", "tiny", "tiny/alpha/b0-1", "tiny/alpha/b0-4")
    assert (named["runs"], named["total"]["points"]) == ([["b0-1"], ["b0-4"]], [12, 0])
    assert named["models"] == ["alpha/b0-1", "alpha/b0-4"]
    for command in ("diff", "compare"):
        values = compared(root, command, "tiny", "alpha", "beta")
        assert values["runs"][0] == ["b0-1", "b0-2", "b0-3", "b0-4"]
        assert values["total"]["points"] == [7.5, 0]
        assert values["total"]["spread"][0] == pytest.approx(5.7446)
    printed = evalhw(root, "diff", "tiny", "alpha", "beta")[0]
    assert "alpha (n = 4): first" in printed
    assert "7.5 ±5.74" in printed
    assert "alpha: means of 4 runs b0-1, b0-2, b0-3, b0-4." in printed


def test_a_repeat_that_was_broken_off_counts_where_it_answered(root: Path) -> None:
    """The mean of a question is over the repeats that answered it, with their n."""
    repeats(root, "alpha", [ALL, HALF])
    record(root, {"1a": "two", "1b": "two"}, model="alpha", run="b0-3", parameters={"seed": 3}, ended=False)
    record(root, NONE, model="beta")
    values = compared(root, "diff", "tiny", "alpha", "beta")
    assert values["questions"][0]["repeats"] == [3, 1]
    assert values["questions"][0]["points"][0] == pytest.approx(0.6667)
    assert values["questions"][3]["points"][0] == 2
    printed = evalhw(root, "diff", "tiny", "alpha", "beta")[0]
    assert "alpha: 4 not asked: 2a (1 of 3)" in printed
    assert "✓ 2 (n = 2)" in printed


def test_right_comes_from_all_repeats(root: Path) -> None:
    """The first is right throughout; three of four questions are not, or not always."""
    repeats(root, "alpha", [ALL, HALF])
    repeats(root, "beta", [HALF, ALL])
    values = compared(root, "compare", "tiny", "alpha", "beta")
    assert [one["correct"] for one in values["help"]] == [4.5, 4.5]
    question = values["questions"][0]
    assert (question["verdicts"], question["right"], question["points"]) == (["partial", "partial"], [1, 1], [1, 1])
    assert values["questions"][1]["verdicts"] == ["correct", "correct"]
    assert values["reliability"][0]["at_least_once"] == 0.75


def test_repeats_that_were_asked_otherwise_are_named_and_left_out(root: Path) -> None:
    record(root, NONE, model="alpha", run="b0-0", parameters={"temperature": 1, "seed": 3})
    repeats(root, "alpha", [ALL, ALL])
    record(root, {}, model="alpha", run="b0-3", ended=False)
    record(root, NONE, model="beta")
    printed, remarks = evalhw(root, "diff", "tiny", "alpha", "beta", "--json")
    assert json.loads(printed)["runs"][0] == ["b0-1", "b0-2"]
    assert "'alpha' stands for 4 runs; the 2 repeats of tiny/alpha/b0 were taken (the newest complete)" in remarks
    assert "tiny/alpha/b0-0 is left out: other parameters (temperature)" in remarks
    assert "tiny/alpha/b0-3 is left out: it holds no answer" in remarks


def test_other_parameters_of_the_sides_are_said(root: Path) -> None:
    record(root, ALL, model="alpha", parameters={"temperature": 0.2})
    record(root, ALL, model="beta", parameters={"temperature": 1}, follow_ups=False)
    notes = compared(root, "diff", "tiny", "alpha", "beta")["notes"]
    assert "The sides were asked otherwise: alpha: temperature=0.2; beta: temperature=1, no follow-ups." in notes


@pytest.mark.parametrize("names", [("alpha", "tiny/alpha/b0-2"), ("alpha", "alpha")])
def test_of_sides_that_share_a_run_no_difference_is_told(root: Path, names: tuple[str, str]) -> None:
    repeats(root, "alpha", [ALL, NONE])
    values = compared(root, "diff", "tiny", *names)
    assert "share a run: nothing is said of a difference" in sentences(values)
    assert values["significance"][0]["final"]["judgement"] == "inconclusive"


def test_answers_from_the_cache_cost_nothing(root: Path) -> None:
    record(root, ALL, model="alpha")
    record(root, ALL, model="beta", cached=True)
    costs = compared(root, "diff", "tiny", "alpha", "beta", "--price", "alpha=1,1", "--price", "beta=1,1")["costs"]
    assert [one["money"] for one in costs] == [pytest.approx(0.0066), 0]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ([HALF, HALF], [ALL, ALL], 0),
        ([NONE, HALF], [ALL, {**ALL, "1b": "two"}], 0),  # one repeat flips, the mean rises
        ([HALF], [ALL, ALL, {**ALL, "1b": "two"}, ALL], 0),
        ([ALL, ALL], [NONE, NONE], 1),
        ([ALL], [HALF], 1),  # of single runs no spread is known
        ([ALL, ALL, ALL], [HALF, HALF, HALF], 1),
    ],
)
def test_regressions_are_of_means(
    root: Path, before: list[Mapping[str, str]], after: list[Mapping[str, str]], code: int
) -> None:
    repeats(root, "alpha", before)
    repeats(root, "beta", after)
    names = [f"tiny/beta/b0-{number}" for number in range(1, len(after) + 1)]
    said = evalhw(root, "export", *names, "--to", "csv", "--fail-on-regression", "alpha", code=code)[1]
    assert ("before" in said) == bool(code)


def test_what_the_baseline_was_not_asked_is_no_regression(root: Path) -> None:
    record(root, ALL, model="alpha")
    record(root, {"1a": "three"}, model="beta", questions=("1a",))
    evalhw(root, "grade", "beta", "--fail-on-regression", "alpha")
    record(root, {}, model="gamma", ended=False)
    said = evalhw(root, "grade", "gamma", "--fail-on-regression", "alpha", code=1)[1]
    assert "no decided criterion in common with the baseline" in said


@pytest.mark.parametrize(
    ("least", "code"), [("9", 0), ("75%", 0), ("9.1", 1), ("76 %", 1), ("80%", 1), ("0", 0), ("100%", 1)]
)
def test_the_least_is_held_against_the_mean(root: Path, least: str, code: int) -> None:
    """In points or percent; one repeat below does not fail where the mean is above."""
    repeats(root, "alpha", [ALL, HALF])
    names = ["tiny/alpha/b0-1", "tiny/alpha/b0-2"]
    said = evalhw(root, "export", *names, "--to", "csv", "--fail-under", least, code=code)[1]
    if code:
        assert "tiny/alpha/b0: 9 points on average of 2 (spread 4.2), fewer than" in said


@pytest.mark.parametrize("least", ["x", "", "nan", "%", "inf", "5%%", "-1", "-0.5", "-1%", "101%"])
def test_a_least_that_is_no_number_is_said(root: Path, least: str) -> None:
    record(root, ALL)
    assert (
        "expected points such as 30, or a share such as 75%"
        in evalhw(root, "grade", "m", "--fail-under", least, code=2)[1]
    )


def test_percent_is_of_what_was_to_be_asked(root: Path) -> None:
    record(root, {"1a": "three"}, questions=("1a",))
    evalhw(root, "grade", "m", "--fail-under", "100%")
    record(root, {"1a": "three"}, run="broken", ended=False)
    evalhw(root, "grade", "tiny/m/broken", "--fail-under", "100%", code=1)


GONE = [
    ("list",),
    ("list", "--json"),
    ("show", "alpha"),
    ("grade", "alpha"),
    ("diff", "tiny", "alpha", "beta"),
    ("compare", "tiny"),
    ("agree", "alpha"),
    *(("export", "alpha", "--to", to) for to in ("markdown", "html", "csv", "json", "jsonl", "junit")),
]


@pytest.fixture
def without_two(root: Path) -> Path:
    """Runs of six questions, one asked in one turn with another, of a homework that has but four of them now."""
    write_homework(root, questions=("1a", "2b", "3a", "3b"))
    record(root, dict.fromkeys(("1a", "2b", "3a", "3b"), "three"), model="beta")
    path = record(root, ALL, model="alpha")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    events: list[Event] = [
        TurnAsked(conversation="both", position=1, questions=("1a", "1b"), prompt="How many sides have 1a and 1b?"),
        CompletionArrived(conversation="both", position=1, completion=Completion(text="1a: three\n\n1b: two")),
        HumanAnnotation(
            conversation="1b", position=1, questions=("1b",), quote="three", end=5, verdict="correct", comment="Right."
        ),
    ]
    path.write_text("".join([*lines[:-1], *map(event_line, events), lines[-1]]), encoding="utf-8")
    return root


@pytest.mark.parametrize("command", GONE, ids=" ".join)
def test_a_question_that_is_no_more_is_left_out_and_named(without_two: Path, command: tuple[str, ...]) -> None:
    """Removed or renamed, the run is graded on the questions that still are."""
    out, errors = evalhw(without_two, *command)
    whole = out.replace("\n", " ") + errors
    assert "no longer in the homework" in (out if command[0] in {"list", "diff", "compare", "export"} else whole)
    if command[0] == "list":
        assert "alpha" in out
        assert "beta" in out
    else:
        assert "1b" in whole
        assert "2a" in whole


def test_what_is_left_earns_what_it_is_worth(without_two: Path) -> None:
    grade = json.loads(evalhw(without_two, "export", "alpha", "--to", "json")[0])
    assert (grade["points"], grade["max_points"]) == (8, 8)
    evalhw(without_two, "grade", "beta", "--fail-on-regression", "alpha")
    values = compared(without_two, "diff", "tiny", "alpha", "beta")
    assert values["standing"][0]["gone"] == {"1b": 1, "2a": 1}
    assert values["total"]["points"] == [8, 8]


def test_one_run_on_which_grading_breaks_does_not_empty_the_list(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(root, ALL, model="alpha")
    record(root, ALL, model="beta")
    looked_at = Shelf.looked_at

    def broken(shelf: Shelf, stored: StoredRun) -> GradedRun:
        if stored.model == "alpha":
            raise KeyError("1b")
        return looked_at(shelf, stored)

    monkeypatch.setattr(Shelf, "looked_at", broken)
    out = evalhw(root, "list")[0]
    assert "cannot be graded: a fault of evalhw" in out
    assert "12 of 12" in out


@pytest.mark.parametrize("to", ["markdown", "html", "csv", "json", "jsonl", "junit"])
def test_an_export_says_that_a_question_was_asked_in_other_words(root: Path, to: str) -> None:
    """Not the standard error alone: what is exported is read by others."""
    record(root, ALL, model="alpha", evalhw="0.1")
    said = "asked in other words than the homework has now"
    assert said not in evalhw(root, "export", "alpha", "--to", to)[0]
    evalhw(root, "grade", "alpha")
    write_homework(root, {"2b": "How many corners has a square?"})
    out = evalhw(root, "export", "alpha", "--to", to)[0]
    assert said in out
    assert out.count(said) == (6 if to in {"csv", "jsonl"} else 1)
