"""People who log in: made, found as actors, and their rights."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from engine import clock
from engine.actors import Actor
from engine.errors import NotFound
from engine.models import Role, User, user_role


def create(session: Session, login: str, name_ar: str, name_en: str, roles: Iterable[str], **more: Any) -> User:
    """Make a user with roles that the association's file names; `more`: email, password (hashed already), locale."""
    user = User(
        login=login,
        name_ar=name_ar,
        name_en=name_en,
        fs_uniquifier=secrets.token_hex(16),
        created_at=clock.now(),
        roles=_roles(session, roles),
        **more,
    )
    session.add(user)
    session.flush()
    return user


def actor(session: Session, user_id: int) -> Actor:
    """Return an active user as one who acts."""
    user = session.get(User, user_id)
    if user is None or not user.active:
        raise NotFound(f"user {user_id}")
    return as_actor(user)


def as_actor(user: User) -> Actor:
    """Return a loaded user as one who acts."""
    name = user.name_en if user.locale == "en" else user.name_ar
    return Actor(user.id, name, frozenset(role.key for role in user.roles), user.locale)


def name(session: Session, user_id: int, locale: str) -> str:
    """Return a user's name in a language."""
    user = session.get_one(User, user_id)
    return user.name_en if locale == "en" else user.name_ar


def holding(session: Session, role: str) -> Sequence[User]:
    """Return the active users of a role, by name."""
    query = (
        select(User).join(user_role).where(user_role.c.role_key == role, User.active).order_by(User.name_ar, User.id)
    )
    return session.scalars(query.options(lazyload(User.roles))).all()


def has_right(session: Session, actor: Actor, right: str) -> bool:
    """Tell whether one of the actor's roles gives this right."""
    return role_with(session, actor, right) is not None


def role_with(session: Session, actor: Actor, right: str) -> str | None:
    """Return the role of the actor that gives this right."""
    given = session.execute(select(Role.key, Role.rights).where(Role.key.in_(actor.roles)).order_by(Role.key))
    return next((key for key, rights in given if right in rights), None)


def _roles(session: Session, keys: Iterable[str]) -> list[Role]:
    found = [session.get(Role, key) for key in sorted(set(keys))]
    if None in found:
        raise NotFound(f"a role of {sorted(set(keys))}")
    return [role for role in found if role]
