"""What a browser sent, as the engine's verbs take it: answers, uploads made documents, the form's token."""

import re
import secrets
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import abort, request, session
from flask.typing import ResponseReturnValue

from engine import documents, people
from forms import BoundForm
from forms.names import mended
from webapp.auth import actor
from webapp.database import db

FIELD = "f_"
MOST_FILES = 200  # at once; each is written to disk
SHORTEST_SEARCH = 3  # letters: by one or two, the register could be read from end to end
TOKEN = re.compile(r"[\w-]{1,64}")
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def shown_again(page: Callable[..., str]) -> Callable[[View], View]:
    """Names the page that errors.py and the log-in draw again, so that nothing typed is lost."""

    def mark(view: View) -> View:
        view.again = page  # type: ignore[attr-defined]
        return view

    return mark


def raw_answers() -> dict[str, list[str]]:
    return {name: values for name, values in request.form.lists() if name.startswith(FIELD)}


def with_uploads(case_id: int | None = None) -> dict[str, list[str]]:
    """The answers, each upload stored and named by its id. Committed at once: a refused form keeps its files."""
    raw = raw_answers()
    if sum(map(len, request.files.listvalues())) > MOST_FILES:
        abort(413)
    for name, files in request.files.lists():
        sent = [file for file in files if file.filename and name.startswith(FIELD)]
        stored = [
            documents.add(db.session(), mended(name)[:200], str(file.filename), file.stream, actor(), case_id)
            for file in sent
        ]
        if stored:
            raw[name] = [value for value in raw.get(name, []) if value] + [str(document.id) for document in stored]
    db.session.commit()
    return raw


LAST_SEARCH = "*"  # in an address, for what was typed: a name or an identity number never stands in one
MOST_SEARCHED = 200


def keep_search() -> None:
    """Take what was typed into a search box into the session; pages then ask for LAST_SEARCH."""
    session["search"] = mended(request.form.get("q", "")).strip()[:MOST_SEARCHED]


def searched() -> str:
    """What the page's search box holds: the last search, or a case number that a link names."""
    asked = mended(request.args.get("q", "")).strip()
    return str(session.get("search", "")) if asked == LAST_SEARCH else asked


def token() -> str:
    """What makes a second press of the same button harmless."""
    sent = request.form.get("token", "")
    return sent if TOKEN.fullmatch(sent) else new_token()


def new_token() -> str:
    return secrets.token_hex(16)


def action() -> str:
    return request.form.get("action", "")


def add_found(form: BoundForm | None) -> None:
    """Let a form search for known people, and show whom its search button asked for."""
    button, _, name = action().partition(":")
    if form is None:
        return
    form.found = {}
    if button == "search":
        text = request.form.get(f"search_{name}", "").strip()
        form.searched, form.found = {name: text}, {name: _people(text)}


def _people(text: str) -> list[dict[str, Any]]:
    folded = people.fold(text).replace(" ", "")
    if len(folded) < SHORTEST_SEARCH:
        return []
    digits = folded.isdigit()
    kinds = ("national_id", "mobile") if digits else ("name",)
    found = {person.id: person for kind in kinds for person in people.search(db.session(), kind, text)}
    return [
        {"id": each.id, "name": each.name, "national_id": each.national_id, "mobile": each.mobile}
        for each in found.values()
    ]


def same_site() -> bool:
    """The form was sent from one of our own pages."""
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host
