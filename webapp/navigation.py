"""What every page shows around its own content: the association, the policy's banner, who is here, where one may go."""

from dataclasses import dataclass

from flask import Flask, g
from flask_security import current_user

from engine import inbox, policy_page
from webapp.auth import actor, may
from webapp.database import db
from webapp.i18n import locale


@dataclass(frozen=True)
class Place:
    """One link of the header; `count` is a badge."""

    endpoint: str
    key: str
    count: int = 0


@dataclass(frozen=True)
class Site:
    """The frame of a page."""

    association: str
    banner: str | None
    places: list[Place]
    is_demo: bool


def init_app(app: Flask) -> None:
    app.add_template_global(site)


def site() -> Site:
    session = db.session()
    return Site(
        policy_page.association(session, locale()),
        policy_page.banner(session, locale()) if "played" not in g else None,
        _places() if current_user.is_authenticated else [],
        bool(g.get("is_demo")),
    )


def _places() -> list[Place]:
    counts = inbox.counts(db.session(), actor())
    places = [Place("inbox.show", "inbox", counts.mine + counts.roles), Place("cases.index", "cases")]
    if counts.ballots:
        places.append(Place("committee.show", "committee", counts.ballots))
    places.append(Place("policy.show", "policy"))
    if current_user.has_right("edit_policy") and "played" not in g:
        places.append(Place("studio.index", "studio"))
    if may("operate"):
        places.append(Place("operations.show", "operations"))
    return places
