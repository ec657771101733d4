"""The pages of the studio: one module a page family, all of one version and in one frame."""

from typing import Any

from flask import render_template

from engine.studio import overview
from webapp.auth import actor
from webapp.database import db


def studio_page(template: str, version_id: int, **values: Any) -> str:
    """Draw a page of the studio under the head of its version."""
    return render_template(f"studio/{template}", version=overview.head(db.session(), version_id, actor()), **values)
