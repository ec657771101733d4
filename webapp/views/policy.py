"""The policy in force: its clauses and what carries each out, diagrams, channels, tools, parameters."""

import re
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markdown_it import MarkdownIt
from markupsafe import Markup

from engine import policy_page, tools
from webapp.answers import shown_again
from webapp.auth import actor
from webapp.database import db
from webapp.i18n import locale

MARKDOWN = MarkdownIt("commonmark", {"html": False})  # what looks like HTML in a paper stays text
ARABIC = re.compile("[\u0600-\u06ff]")
blueprint = Blueprint("policy", __name__, url_prefix="/policy")


@blueprint.get("/")
def show() -> ResponseReturnValue:
    return render_template("policy.html", page=policy_page.show(db.session(), locale()))


@blueprint.get("/diagrams/<process_id>")
def diagram(process_id: str) -> ResponseReturnValue:
    return Response(policy_page.diagram(db.session(), process_id), mimetype="application/xml")


@blueprint.get("/tools/<key>")
def tool(key: str) -> ResponseReturnValue:
    return tool_page(key)


def tool_page(key: str, *, raw: Any = None, problem: str = "") -> str:
    paper = tools.paper(db.session(), key, actor())
    body = markdown(paper.content.decode()) if paper.media_type == tools.MARKDOWN else None
    return render_template("tool.html", paper=paper, body=body, problem=problem)


@blueprint.get("/tools/<key>/file")
def tool_file(key: str) -> ResponseReturnValue:
    paper = tools.paper(db.session(), key, actor())
    return send_file(
        BytesIO(paper.content), mimetype=paper.media_type, as_attachment=True, download_name=paper.filename
    )


@blueprint.post("/tools/<key>")
@shown_again(tool_page)
def replace_tool(key: str) -> ResponseReturnValue:
    sent = request.files.get("paper")
    name, stream = (str(sent.filename), sent.stream) if sent else ("", BytesIO())
    tools.replace(db.session(), key, name, stream, actor())
    db.session.commit()
    flash(gettext("The new paper is in place. Everybody sees it from now on."), "success")
    return redirect(url_for("policy.tool", key=key), 303)


def markdown(text: str) -> Markup:
    """Markdown below the page's own heading; each block runs in its own language's direction."""
    blocks = MARKDOWN.parse(text)
    for number, block in enumerate(blocks):
        if block.type.startswith("heading"):
            block.tag = f"h{min(6, int(block.tag[1]) + 1)}"
        if block.nesting == 1:
            words = next((each.content for each in blocks[number:] if each.type == "inline"), "")
            is_arabic = ARABIC.search(words) is not None
            block.attrSet("lang", "ar" if is_arabic else "en")
            block.attrSet("dir", "rtl" if is_arabic else "ltr")
    return Markup(MARKDOWN.renderer.render(blocks, MARKDOWN.options, {}))  # noqa: S704 - html is off
