"""The forms of a draft: the list, and the editor of one form beside a preview of the real rendering."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.policies import form_edits, form_files
from engine.policies.form_files import Form, Spot
from engine.studio import drafts, form_differences, form_pages, form_preview, form_subjects, forms
from engine.studio.drafts import EditConflict
from engine.studio.form_pages import FormEditor
from webapp.answers import action, raw_answers
from webapp.auth import actor
from webapp.database import db
from webapp.errors import sentence
from webapp.i18n import LOCALES, locale
from webapp.views.studio import form_inputs, form_words, studio_page
from webapp.views.studio.form_inputs import Sent

blueprint = Blueprint("studio_forms", __name__, url_prefix="/studio/<int:version_id>/forms")
Edit = Callable[[Form], Form]


@blueprint.get("/")
def index(version_id: int) -> ResponseReturnValue:
    return list_page(version_id)


def list_page(version_id: int, problem: str = "") -> str:
    return studio_page(
        "form_list.html", version_id, forms=form_pages.index(db.session(), version_id, actor()), problem=problem
    )


@blueprint.get("/new")
def ask_new(version_id: int) -> ResponseReturnValue:
    return new_page(version_id)


def new_page(version_id: int, problem: str = "") -> str:
    """`task` names the step that the form is for: the title begins as the step's own name."""
    step = form_pages.step(db.session(), version_id, request.values.get("task", ""), actor())
    return studio_page("form_new.html", version_id, step=step, problem=problem, typed=request.form)


@blueprint.post("/new")
def make(version_id: int) -> ResponseReturnValue:
    try:
        made = forms.new(db.session(), version_id, request.form.get("form", "").strip(), _both("title"), actor())
    except form_edits.Refused as refused:
        db.session.rollback()
        return new_page(version_id, sentence(refused)), 422
    db.session.commit()
    flash(gettext("The form is made. Add its first question."), "success")
    return _to(version_id, made, "add-0")


@blueprint.post("/<form>/copy")
def copy(version_id: int, form: str) -> ResponseReturnValue:
    made = forms.copy(db.session(), version_id, form, request.form.get("to", "").strip(), actor())
    db.session.commit()
    flash(gettext("The form is copied. This is the copy."), "success")
    return _to(version_id, made, "head")


@blueprint.post("/<form>/remove")
def remove(version_id: int, form: str) -> ResponseReturnValue:
    try:
        forms.remove(db.session(), version_id, form, request.form.get("seen", ""), actor())
    except form_edits.Refused as refused:
        db.session.rollback()
        return list_page(version_id, sentence(refused)), 422
    db.session.commit()
    flash(gettext("The form is removed. You can take this back under Changes."), "success")
    return redirect(url_for("studio_forms.index", version_id=version_id), 303)


@blueprint.post("/<form>/rename")
def rename(version_id: int, form: str) -> ResponseReturnValue:
    sent = request.form
    try:
        to = sent.get("to", "").strip()
        made = forms.rename(db.session(), version_id, form, to, sent.get("seen", ""), actor())
    except form_edits.Refused as refused:
        db.session.rollback()
        return editor_page(version_id, form, opened="head", problem=sentence(refused)), 422
    db.session.commit()
    return _to(version_id, made, "head")


@blueprint.get("/<form>")
def show(version_id: int, form: str) -> ResponseReturnValue:
    return editor_page(version_id, form)


@blueprint.post("/<form>/preview")
def preview(version_id: int, form: str) -> ResponseReturnValue:
    return editor_page(version_id, form)


def editor_page(
    version_id: int, form: str, *, opened: str | None = None, problem: str = "", typed: Sent | None = None
) -> str:
    editor = form_pages.show(db.session(), version_id, form, actor())
    opened = request.values.get("open", "") if opened is None else opened
    return studio_page(
        "form.html",
        version_id,
        editor=editor,
        opened=opened,
        question=_opened(version_id, editor, opened, typed),
        problem=problem,
        typed=typed,
        preview=_preview(version_id, form),
        types=form_words.types(),
        words=form_words,
        shown_number=form_inputs.shown_number,
        locales=LOCALES,
    )


def _preview(version_id: int, form: str) -> dict[str, Any]:
    """What the preview's own form sent; any other request draws it fresh."""
    is_own = request.endpoint == "studio_forms.preview"
    language = request.values.get("lang", "")
    language = language if language in LOCALES else locale()
    is_known = not (is_own and "known" not in request.form)
    shown = form_preview.show(
        db.session(), version_id, form, actor(), locale=language, is_known=is_known,
        raw=raw_answers() if is_own else None, action=action() if is_own else "",
    )  # fmt: skip
    return {"shown": shown, "locale": language, "is_known": is_known}


def _opened(version_id: int, editor: FormEditor, opened: str, typed: Sent | None) -> dict[str, Any] | None:
    """What the editor of the opened question draws."""
    spot = _spot(opened)
    field = form_files.at(editor.value, spot) if spot else None
    if spot is None or field is None:
        return None
    name, kind = str(field.get("name", "")), str(field.get("type", ""))
    groups = _groups(editor, spot, name)
    return {
        "spot": spot,
        "key": opened,
        "field": field,
        "kind": kind,
        "is_column": len(spot) > 1,
        "fits": form_inputs.allowed(kind, len(spot) > 1),
        "boxes": {prefix: form_inputs.box(prefix, field, groups, typed, locale()) for prefix in form_inputs.CONDITIONS},
        "uses": form_pages.name_uses(db.session(), version_id, name, actor()) if len(spot) == 1 else [],
        "line": editor.line(spot),
    }


def _groups(editor: FormEditor, spot: Spot, name: str) -> list[form_subjects.Group]:
    """What conditions may ask about: the row's other columns first, the question itself never."""
    inside = form_subjects.columns(editor.known.content, editor.value, spot, locale())
    groups = [*([inside] if inside else []), *editor.known.groups]
    own = name if len(spot) == 1 else ""
    return [
        form_subjects.Group(group.title, tuple(each for each in group.subjects if each.name != own)) for group in groups
    ]


# -- changes


@blueprint.post("/<form>")
def act(version_id: int, form: str) -> ResponseReturnValue:
    """One change of the form: of its head, of its rules, of a question and where it stands, of its text."""
    sent, typed = request.form, None
    try:
        if sent.get("part") == "source":
            text = sent.get("text", "")
            forms.write_source(db.session(), version_id, form, text, sent.get("seen", ""), actor())
            opened = ""
        elif action() == "rename":
            opened = _rename(version_id, form, sent)
        else:
            edit, opened, typed = _edit(version_id, form, sent)
            forms.save(db.session(), version_id, form, edit, sent.get("seen", ""), actor(), sent.get("was", ""))
    except EditConflict as conflict:
        db.session.rollback()
        return conflict_page(version_id, form, conflict), 409
    except (form_edits.Refused, form_files.CannotBeWritten) as refused:
        db.session.rollback()
        return editor_page(version_id, form, opened=_open_of(sent), problem=sentence(refused), typed=sent), 422
    db.session.commit()
    return editor_page(version_id, form, opened=opened, typed=typed) if typed else _to(version_id, form, opened)


def _rename(version_id: int, form: str, sent: Sent) -> str:
    spot = _spot(sent.get("spot", "")) or (0,)
    forms.rename_question(
        db.session(), version_id, form, spot, sent.get("was", ""), sent.get("name", ""), "everywhere" in sent,
        sent.get("seen", ""), actor(),
    )  # fmt: skip
    return sent.get("spot", "")


def _edit(version_id: int, form: str, sent: Sent) -> tuple[Edit, str, Sent | None]:
    """The edit, what is open afterwards, and what was sent where it is to be drawn again."""
    part, spot, was = sent.get("part", ""), _spot(sent.get("spot", "")) or (0,), sent.get("was", "")
    if part == "head":
        title, intro = form_inputs.both(sent, "title"), form_inputs.both(sent, "intro")
        return lambda value: form_edits.set_head(value, title, intro if any(intro.values()) else None), "head", None
    if part == "checks":
        return lambda value: form_edits.set_checks(value, form_inputs.checks(sent)), "checks", None
    if part == "add":
        return _adding(version_id, spot, sent), sent.get("spot", ""), None
    if action() in ("up", "down"):
        by = -1 if action() == "up" else 1
        return lambda value: form_edits.move_question(value, spot, was, by), _moved(spot, by, sent), None
    if action() == "remove":
        return lambda value: form_edits.remove_question(value, spot, was), _key(spot[:-1]), None
    return _changing(version_id, form, spot, was, sent)


def _adding(version_id: int, spot: Spot, sent: Sent) -> Edit:
    names = forms.reserved_names(db.session(), version_id, actor())
    kind, label = sent.get("type", "text"), form_inputs.both(sent, "label")
    words = "text" if kind == "information" else "label"
    asked = {"name": sent.get("name", "").strip(), words: label, "type": kind}
    return lambda value: form_edits.add_question(value, spot, asked, names, label)


def _changing(version_id: int, form: str, spot: Spot, was: str, sent: Sent) -> tuple[Edit, str, Sent | None]:
    editor = form_pages.show(db.session(), version_id, form, actor())
    groups = _groups(editor, spot, was)
    subjects = {each.name: each for group in reversed(groups) for each in group.subjects}
    here = form_files.find(editor.value, spot, was)
    old = form_files.at(editor.value, here) if here else None
    typed = form_inputs.read(sent, old or {"name": was}, subjects, len(spot) > 1)
    button, _, choice = action().partition("-")
    if button in ("choices", "key_choices") and isinstance(typed.question.get(button), dict):
        typed.question[button] = form_inputs.moved_choice(typed.question[button], choice)
    is_half = bool(typed.half_done)
    return (
        lambda value: form_edits.put_question(value, spot, was, typed.question),
        _key(spot),
        sent if is_half else None,
    )


@blueprint.post("/<form>/undo/<int:change_id>")
def undo(version_id: int, form: str, change_id: int) -> ResponseReturnValue:
    drafts.undo(db.session(), version_id, change_id, actor())
    db.session.commit()
    return _to(version_id, form, request.form.get("open", ""))


def conflict_page(version_id: int, form: str, conflict: EditConflict) -> str:
    """Both texts side by side; choosing mine makes my change once more, on top of theirs."""
    sent = request.form
    edit = _edit(version_id, form, sent)[0] if sent.get("part") in ("head", "checks", "add", "question") else None
    found = form_differences.conflict(db.session(), version_id, conflict, sent.get("seen", ""), edit, actor())
    kept = [(name, value) for name, value in sent.items(multi=True) if name not in ("seen", "csrf_token")]
    return studio_page(
        "form_conflict.html",
        version_id,
        conflict=conflict,
        found=found,
        form=form,
        kept=kept,
        words=form_words,
        back=_open_of(sent),
    )


# -- addresses


def _to(version_id: int, form: str, opened: str) -> ResponseReturnValue:
    language = request.values.get("lang") or None
    address = url_for("studio_forms.show", version_id=version_id, form=form, open=opened or None, lang=language)
    return redirect(address + (f"#q-{opened}" if opened else ""), 303)


def _open_of(sent: Sent) -> str:
    """What was open when this was sent."""
    part, spot = sent.get("part", ""), sent.get("spot", "")
    return {"head": "head", "checks": "checks", "add": f"add-{spot}"}.get(part, spot)


def _spot(text: str) -> Spot | None:
    """`3` or `3-1` of an address."""
    numbers = text.removeprefix("add-").split("-") if text else []
    if not 1 <= len(numbers) <= 2 or not all(each.isascii() and each.isdigit() and len(each) < 4 for each in numbers):
        return None
    return tuple(int(each) for each in numbers)


def _key(spot: Spot) -> str:
    return "-".join(map(str, spot))


def _moved(spot: Spot, by: int, sent: Sent) -> str:
    """An editor that was open stays open where its question now stands."""
    return _key((*spot[:-1], max(0, spot[-1] + by))) if sent.get("open") == _key(spot) else ""


def _both(name: str) -> dict[str, str]:
    return form_inputs.both(request.form, name)
