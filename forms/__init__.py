"""What a form file asks, and what a valid answer is: pure, knows no site, no database, no engine."""

from forms.bound import BoundForm, Complaint
from forms.builder import InvalidAnswers, answers, bind
from forms.definition import PERSON_PARTS, Check, Definition, Expression, FieldDefinition, read
from forms.encoding import encode
from forms.feel_types import FeelType, types
from forms.names import draft
from forms.problems import InvalidDefinition, Problem
from forms.rows import edit_rows
from forms.scope import RawAnswers, Surroundings

__all__ = [
    "PERSON_PARTS",
    "BoundForm",
    "Check",
    "Complaint",
    "Definition",
    "Expression",
    "FeelType",
    "FieldDefinition",
    "InvalidAnswers",
    "InvalidDefinition",
    "Problem",
    "RawAnswers",
    "Surroundings",
    "answers",
    "bind",
    "draft",
    "edit_rows",
    "encode",
    "read",
    "types",
]
