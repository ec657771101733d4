"""Who is logged in: Flask-Security over the engine's user table, and the guard that closes every page by default."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore, UserMixin, current_user
from sqlalchemy.orm import relationship, synonym

from engine import users
from engine.actors import Actor
from engine.models import Base, Role, User, user_role
from webapp.database import db

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class AccountRole(RoleMixin):
    """The role table as Flask-Security sees it: it asks for a name where the engine says key."""

    key: str
    rights: list[str]


class Account(UserMixin):
    """The user table as Flask-Security sees it; the engine's User stays plain (design D14)."""

    id: int
    locale: str
    name_ar: str
    name_en: str
    roles: list[AccountRole]  # type: ignore[assignment]

    def actor(self) -> Actor:
        return Actor(self.id, self.name, frozenset(role.key for role in self.roles), self.locale)

    @property
    def name(self) -> str:
        return self.name_ar if self.locale == "ar" else self.name_en

    def has_right(self, right: str) -> bool:
        return any(right in role.rights for role in self.roles)


Base.registry.map_imperatively(AccountRole, Role.__table__, properties={"name": synonym("key")})
Base.registry.map_imperatively(
    Account,
    User.__table__,
    properties={"roles": relationship(AccountRole, secondary=user_role, viewonly=True, order_by=Role.__table__.c.key)},
)
datastore = SQLAlchemyUserDatastore(db, Account, AccountRole)
security = Security()


def init_app(app: Flask) -> None:
    app.session_interface = Sessions()
    app.config.setdefault("SECURITY_PASSWORD_HASH", "argon2")
    app.config.setdefault("SECURITY_PASSWORD_SCHEMES", ["argon2"])
    app.config.setdefault("SECURITY_PASSWORD_SINGLE_HASH", {"argon2"})
    app.config.setdefault("SECURITY_PASSWORD_LENGTH_MIN", 12)
    app.config.setdefault("SECURITY_CHANGEABLE", True)
    app.config.setdefault("SECURITY_SEND_PASSWORD_CHANGE_EMAIL", False)
    app.config.setdefault("SECURITY_USER_IDENTITY_ATTRIBUTES", [{"login": {"mapper": str, "case_insensitive": True}}])
    security.init_app(app, datastore, register_blueprint=False)  # its pages hold inline scripts; views/door.py has ours
    app.before_request(guard)
    app.add_template_global(may)


def public(view: View) -> View:
    """Open without log-in; every other endpoint is closed."""
    view.public = True  # type: ignore[attr-defined]
    return view


class Sessions(SecureCookieSessionInterface):
    """What a script asks beside its page sends no log-in of its own unless it changed something there.

    Its answer may come late, and would take back what the page that overtook it has kept: a message, a chosen role.
    """

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        is_beside = request.headers.get("X-Requested-With") == "fetch"
        return session.modified if is_beside else super().should_set_cookie(app, session)


def guard() -> ResponseReturnValue | None:
    """Deny by default: who has not logged in sees the log-in page, and keeps what was typed."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not session.permanent:
        session.permanent = True
    if view is None or getattr(view, "public", False) or current_user.is_authenticated:
        return None
    if request.method == "POST":
        from webapp.views import door

        return door.ask_again()
    return redirect(url_for("door.log_in", next=request.full_path.rstrip("?")), 303)


def actor() -> Actor:
    """Who acts, as the engine's verbs see one: the logged-in person, or whom this person plays in a sandbox."""
    account: Any = current_user
    return g.get("played") or account.actor()  # type: ignore[no-any-return]


def may(right: str) -> bool:
    """Whether who acts has a right."""
    if "played" in g:
        return users.has_right(db.session(), actor(), right)
    return bool(current_user.is_authenticated and current_user.has_right(right))
