"""Comments in order, and where the grader contradicts a person."""

from types import SimpleNamespace

from report_cases import criterion, evidence, grade_of, question, remark

from evalhw.checks.kinds import BUILT_IN, kind_of
from evalhw.grading.grade import Annotation, Attempt, Grade
from evalhw.reports.comments import comments_of

ANSWER = "The condition is A = B. The proof is C = D. Thus it holds."


def homework(kind: str) -> object:
    """As much of a homework as says of what kind a check is."""
    check = SimpleNamespace(check=next(one for one in BUILT_IN if kind_of(one) == kind))
    return SimpleNamespace(
        rubric=SimpleNamespace(questions={"q1": SimpleNamespace(criteria={"c": check}, annotate=())})
    )


def person(quote: str, verdict: str, comment: str = "My view.") -> Annotation:
    return remark(ANSWER, quote, comment, verdict, author="human")


def graded(*people: Annotation, proved: str = "") -> Grade:
    found = (evidence(ANSWER, proved),) if proved else ()
    one = criterion("c", 2 if proved else 0, evidence=found, turn=1)
    fault = () if proved else (remark(ANSWER, "A = B", "The shapes are k×k and k×m.", criterion="c"),)
    attempt = Attempt(turn=1, points=one.points, verdict="partial", criteria=(one,))
    return grade_of(question("q1", [one], annotations=fault, attempts=(attempt,)), human=people)


def contradiction_of(grade: Grade, kind: str = "condition") -> str:
    return next(one.contradiction for one in comments_of(grade, homework(kind)) if one.human)  # type: ignore[arg-type]


def test_passing_an_ill_shaped_line_is_contradicted_by_the_mathematics() -> None:
    said = contradiction_of(graded(person("A = B", "correct")))
    assert said == "The human comment passed this; the mathematics says otherwise: The shapes are k×k and k×m."


def test_passing_the_whole_answer_passes_its_faults_too() -> None:
    assert "the mathematics says otherwise" in contradiction_of(graded(person("Thus it holds.", "correct")))


def test_words_elsewhere_are_no_contradiction() -> None:
    assert contradiction_of(graded(person("Thus it holds.", "correct")), "keywords") == ""


def test_partial_credit_is_contradicted_only_on_the_same_words() -> None:
    assert contradiction_of(graded(person("Thus it holds.", "partial"))) == ""
    assert "in part" in contradiction_of(graded(person("A = B", "partial")))


def test_failing_a_valid_proof_is_contradicted() -> None:
    said = contradiction_of(graded(person("C = D", "incorrect"), proved="C = D"))
    assert said == "The human comment failed this; the mathematics says otherwise: q1.c is met. Because of c"


def test_failing_an_answer_that_proves_a_step_is_contradicted_in_part() -> None:
    whole = person("Thus it holds.", "incorrect")
    assert "otherwise in part: q1.c is met" in contradiction_of(graded(whole, proved="C = D"), "verification")
    assert contradiction_of(graded(whole, proved="C = D"), "equations") == ""


def test_agreement_and_notes_are_no_contradiction() -> None:
    assert contradiction_of(graded(person("A = B", "incorrect"))) == ""
    assert contradiction_of(graded(person("A = B", "note"))) == ""


def test_one_comment_on_several_passages_is_one() -> None:
    people = (person("Thus it holds.", "partial"), person("A = B", "partial"))
    comments = comments_of(graded(*people), homework("condition"))  # type: ignore[arg-type]
    assert [one.human for one in comments] == [False, True]
    assert comments[1].quote == "Thus it holds."
    assert "in part" in comments[1].contradiction
    assert [one.number for one in comments] == [1, 2]
