"""What a quality officer does to the questions of a form: each edit a function from one form to the next."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from engine.errors import EngineError
from engine.policies import form_files
from engine.policies.form_files import Form, Spot
from forms.problems import normal_name

NAME = re.compile(r"[^\W\d]\w*")
# FEEL reads these as its own words, so that a question of this name could never be asked about.
FEEL_WORDS = frozenset({
    "and", "or", "not", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between",
    "instance", "of", "true", "false", "null", "function", "item", "partial", "date", "time", "duration", "today",
    "now", "string", "number", "list", "context", "range", "count", "contains",
})  # fmt: skip
# What a question of the type cannot be without; the editor asks for it next.
BEGINNINGS: Mapping[str, Mapping[str, Any]] = {
    "choice": {"choices": {}},
    "choices": {"choices": {}},
    "rows": {"columns": []},
}


class Refused(EngineError):
    """422: what was typed cannot be a name, or the form is still needed; nothing was changed."""


def add_question(
    form: Form, spot: Spot, field: Mapping[str, Any], reserved: Collection[str], called: Mapping[str, str] | None = None
) -> Form:
    """Put a question at a spot under the name given, or one made of what it is `called`."""
    taken = {*brothers(form, spot), *reserved}
    name = str(field.get("name") or "")
    if name:
        check_name(name, taken)
    made = {"name": normal_name(name) or form_files.propose_name(called or field.get("label", {}), taken)}
    last = len(brothers(form, spot))
    beginning = BEGINNINGS.get(str(field.get("type")), {})
    return form_files.add(form, (*spot[:-1], min(spot[-1], last)), {**field, **made, **beginning})


def put_question(form: Form, spot: Spot, was: str, field: Mapping[str, Any]) -> Form:
    """Replace the question that was called `was`, wherever it stands now; one that is gone comes back at the end."""
    here = form_files.find(form, spot, was)
    if here is None:
        return form_files.add(form, (*spot[:-1], len(brothers(form, spot))), field)
    return form_files.replace(form, here, field)


def move_question(form: Form, spot: Spot, was: str, by: int) -> Form:
    here = form_files.find(form, spot, was)
    return form_files.move(form, here, by) if here else form


def remove_question(form: Form, spot: Spot, was: str) -> Form:
    here = form_files.find(form, spot, was)
    return form_files.remove(form, here) if here else form


def set_head(form: Form, title: Mapping[str, str], intro: Mapping[str, str] | None) -> Form:
    kept = {key: value for key, value in form.items() if key != "intro"}
    return {**kept, "title": dict(title), **({"intro": dict(intro)} if intro else {})}


def set_checks(form: Form, checks: Sequence[Mapping[str, Any]]) -> Form:
    return form_files.set_checks(form, checks)


def check_name(name: str, taken: Collection[str]) -> None:
    """Refuse what can be no name of a question, saying why."""
    plain = normal_name(name)
    if not NAME.fullmatch(plain) or len(plain) > form_files.LONGEST_NAME:
        raise Refused(
            "not a name",
            ar="الاسم حروف وأرقام وشرطة سفلية بلا مسافات، ويبدأ بحرف، مثل: عدد_الغرف أو number_of_rooms.",
            en="A name is letters, digits and underscores without spaces and begins with a letter: number_of_rooms.",
        )
    if plain in {normal_name(each) for each in taken}:
        raise Refused(
            f"the name {plain} is taken",
            ar=f"الاسم «{plain}» مستعمل في هذا النموذج أو محجوز. اختر اسمًا آخر.",
            en=f"The name '{plain}' is used in this form already, or is reserved. Choose another.",
        )


def brothers(form: Form, spot: Spot) -> list[str]:
    """The names beside a spot; a gap of the file counts too, so that places stay right."""
    return [str(field.get("name", "")) for each, field in form_files.questions(form) if each[:-1] == spot[:-1]]
