"""What the pages of an edited entry share: what the editor started from, the page drawn again, the conflict."""

from typing import Any, Protocol

from flask import request
from flask_babel import gettext

import forms
from engine.studio.drafts import EditConflict
from engine.studio.lists import entry_differences
from webapp.views.studio import studio_page

SAVE = "complete"  # the button; any other draws the page again


class FormPage(Protocol):
    """A page with a form, and the digest of what the form started from."""

    @property
    def form(self) -> forms.BoundForm: ...
    @property
    def seen(self) -> str: ...


def seen() -> str:
    """What the editor started from, as the page sends it back."""
    return request.form.get("seen", "")[:64]


def gone() -> str:
    """What stands above a form whose entry is no longer there."""
    return str(gettext("Somebody has removed this meanwhile. What you typed is here: save it to add it again."))


def drawn(
    template: str, version_id: int, page: FormPage, *, form: Any = None, problem: str = "",
    theirs: FormPage | None = None, conflict: EditConflict | None = None, **values: Any,
) -> str:  # fmt: skip
    """A refused form keeps what it started from; after a conflict it starts from what is there now."""
    shown = form or page.form
    started_from = page.seen if conflict or request.method == "GET" else seen()
    differing = entry_differences.differing(shown, theirs.form) if theirs else []
    common = {"page": page, "form": shown, "seen": started_from, "problem": problem, "conflict": conflict}
    return studio_page(template, version_id, differing=differing, **common, **values)
