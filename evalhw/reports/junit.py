"""Grades as JUnit XML, so that a build server shows them as tests: one suite a run, one case a criterion.

Invariant: a criterion that earned less than it could fails, one that could not be decided is an error of its own, and a
deduction fails where it applies.
"""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from evalhw.grading.grade import CriterionGrade, Grade, QuestionGrade
from evalhw.reports.layout import unfinished_answer
from evalhw.reports.scores import points
from evalhw.reports.visible import visible


def to_junit(grades: Iterable[Grade]) -> str:
    """Grades as a JUnit XML document."""
    root = ET.Element("testsuites", name="evalhw")
    for grade in grades:
        _suite(root, grade)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(root: ET.Element, grade: Grade) -> None:
    suite = ET.SubElement(root, "testsuite", name=_plain(f"{grade.homework}/{grade.model}/{grade.run}"))
    properties = ET.SubElement(suite, "properties")
    for name in ("points", "first_points", "max_points"):
        ET.SubElement(properties, "property", name=name, value=f"{getattr(grade, name):g}")
    for name in ("open_points", "first_open_points"):
        if left := getattr(grade, name):
            ET.SubElement(properties, "property", name=name, value=f"{left:g}")
    for turn, reason in grade.unfinished.items():
        ET.SubElement(properties, "property", name=f"turn {turn} finish_reason", value=_plain(reason))
    for said in grade.remarks:
        ET.SubElement(properties, "property", name="remark", value=_plain(said))
    for question in grade.questions:
        for criterion in question.criteria:
            _case(suite, grade, question, criterion)
    for tag, counted in (("tests", "testcase"), ("failures", "testcase/failure"), ("errors", "testcase/error")):
        suite.set(tag, str(len(suite.findall(counted))))


def _case(suite: ET.Element, grade: Grade, question: QuestionGrade, criterion: CriterionGrade) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=_plain(f"{grade.homework}.{question.id}"), name=_plain(criterion.id)
    )
    earned = f"{points(criterion.points)} of {points(criterion.max_points)}"
    worse = "; a follow-up made it worse" if criterion.id in question.regressed else ""
    if criterion.outcome == "unscored":
        ET.SubElement(case, "error", message=_plain(f"not decided{worse}")).text = _plain(criterion.reason)
    elif criterion.points < criterion.max_points:
        ET.SubElement(case, "failure", message=_plain(f"{earned}{worse}")).text = _plain(criterion.reason)
    if reason := grade.unfinished.get(criterion.turn):
        ET.SubElement(case, "system-out").text = _plain(f"Turn {criterion.turn}: {unfinished_answer(reason)}.")


def _plain(text: str) -> str:
    """Text without the characters that XML does not know."""
    return "".join(sign for sign in visible(text) if sign not in "\ufffe\uffff")
