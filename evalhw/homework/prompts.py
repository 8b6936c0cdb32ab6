"""The words a model is asked with. Invariant: the same questions give the same prompt, byte for byte."""

from collections.abc import Iterator, Sequence

from evalhw.homework.spec import HomeworkSpec, ProblemSpec, QuestionSpec

_HEAD = 200
"""Within so many characters, a statement that has its own title says it."""


def turn_prompt(spec: HomeworkSpec, questions: Sequence[str], before: Sequence[str] = ()) -> str:
    """The prompt of a turn.

    Args:
        spec: The homework.
        questions: The questions that it asks, in order.
        before: Questions that the conversation asked earlier, even if the homework no longer has them; a problem's
            statement is given once.
    """
    told = {spec.problem_of[question].id for question in before if question in spec.problem_of}
    return "\n\n".join(_paragraphs(spec, questions, told))


def question_prompt(spec: HomeworkSpec, question: str) -> str:
    """A question's own paragraph in a turn's prompt."""
    return _asked(spec.questions[question])


def _paragraphs(spec: HomeworkSpec, questions: Sequence[str], told: set[str]) -> Iterator[str]:
    current = ""
    for question_id in questions:
        problem = spec.problem_of[question_id]
        if problem.id != current:
            current = problem.id
            yield from _statement(problem, with_text=problem.id not in told)
        yield _asked(spec.questions[question_id])


def _statement(problem: ProblemSpec, *, with_text: bool) -> Iterator[str]:
    text = problem.text.strip() if with_text else ""
    if not text or (problem.title or problem.id).lower() not in text[:_HEAD].lower():
        yield f"Problem {problem.id}. {problem.title}".rstrip(". ")
    if text:
        yield text


def _asked(question: QuestionSpec) -> str:
    label = question.labels[0] if question.labels else question.id
    prompt = question.prompt.strip()
    return prompt if prompt.startswith(label) else f"{label} {prompt}"
