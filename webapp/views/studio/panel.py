"""What the properties panel of the diagram editor asks for: the version's vocabulary, and a check of one expression."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from engine.studio.panel import feel_remarks, vocabulary_page
from engine.studio.panel.feel_remarks import Question
from webapp.auth import actor
from webapp.database import db

MOST_NAMES = 500
LONGEST_NAME = 200
blueprint = Blueprint("studio_panel", __name__, url_prefix="/studio")


@blueprint.get("/<int:version_id>/vocabulary")
def vocabulary(version_id: int) -> ResponseReturnValue:
    """The version's hash is its ETag: a version that has not changed is not sent again."""
    page = vocabulary_page.show(db.session(), version_id, actor())
    answer = jsonify(page.as_json())
    answer.set_etag(page.hash)
    return answer.make_conditional(request)


@blueprint.post("/<int:version_id>/feel")
def feel(version_id: int) -> ResponseReturnValue:
    found = feel_remarks.remarks(db.session(), version_id, _question(request.get_json(silent=True)), actor())
    return jsonify(remarks=[asdict(remark) for remark in found])


def _question(sent: Any) -> Question:
    """What is not a question asks about nothing."""
    asked = sent if isinstance(sent, dict) else {}
    text, wanted, names = (asked.get(key) for key in ("text", "wanted", "names"))
    known = names if isinstance(names, dict) and len(names) <= MOST_NAMES else {}
    return Question(
        text=text if isinstance(text, str) else "",
        wanted=wanted if isinstance(wanted, str) else "",
        names={name: kind for name, kind in known.items() if isinstance(kind, str) and len(name) <= LONGEST_NAME},
    )
