"""The site's own forms: log-in and password. Every other form is a file of the policy."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_security.forms import ChangePasswordForm
from flask_security.forms import LoginForm as SecurityLoginForm
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, PasswordField, StringField
from wtforms.validators import DataRequired, Length, NumberRange

from forms.names import mended
from webapp import throttle
from webapp.auth import datastore

LONGEST = 128  # of a password: nobody can set a longer one, and one of thousands is an error to the hash


def _storable(text: str | None) -> str:
    """PostgreSQL takes no NUL, not even to look for one."""
    return mended(text or "")


class LogInForm(SecurityLoginForm):
    """Log in by login name; one sentence for every failure, so that nobody learns which logins exist."""

    email = None  # type: ignore[assignment]  # how WTForms drops a field
    remember = None  # type: ignore[assignment]
    login = StringField(_l("User name"), [DataRequired(_l("Type your user name.")), Length(max=64)], [_storable])
    password = PasswordField(_l("Password"), [DataRequired(_l("Type your password.")), Length(max=LONGEST)])
    kept = HiddenField()

    def validate(self, **kwargs: Any) -> bool:
        login = (self.login.data or "").strip()
        if throttle.is_closed(login):
            return self._refuse(gettext("Too many failed attempts. Wait a quarter of an hour, then try again."))
        self.ifield = self.login
        self.user = datastore.find_user(case_insensitive=True, login=login)
        if super().validate(**kwargs):
            return True
        if login and self.password.data:
            throttle.count(login)
            return self._refuse(gettext("The user name or the password is not right."))
        return False

    def validate_next(self, field: Field) -> None:
        """An address that leads elsewhere is no failed attempt; the view goes to no other site."""

    def _refuse(self, sentence: str) -> bool:
        self.login.errors, self.password.errors = [], []
        self.form_errors = [sentence]
        return False


class PasswordForm(ChangePasswordForm):
    """Change one's own password, which needs the present one."""

    password = PasswordField(_l("Present password"), [Length(max=LONGEST)])


class ClockForm(FlaskForm):  # type: ignore[misc]
    """Move a demo's clock forward."""

    days = IntegerField(_l("Days"), [NumberRange(0, 400)], default=1)
    hours = IntegerField(_l("Hours"), [NumberRange(0, 23)], default=0)
