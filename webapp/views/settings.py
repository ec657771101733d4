"""One's own settings: language and password; and the clock of a demo."""

from datetime import timedelta

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import current_user
from flask_security.changeable import change_user_password
from flask_security.utils import validate_redirect_url

from webapp import demo
from webapp.auth import public
from webapp.database import db
from webapp.i18n import COOKIE, LOCALES
from webapp.site_forms import ClockForm, PasswordForm

blueprint = Blueprint("settings", __name__)
YEAR = 365 * 24 * 3600


@blueprint.route("/settings", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    form = PasswordForm()
    if not form.validate_on_submit():
        return render_template("settings.html", form=form), 422 if request.method == "POST" else 200
    change_user_password(current_user._get_current_object(), form.new_password.data, notify=False)
    db.session.commit()
    flash(gettext("Your password is changed. Other open sessions were ended."), "success")
    return redirect(url_for("settings.show"), 303)


@blueprint.post("/language")
@public
def language() -> ResponseReturnValue:
    chosen = request.form.get("locale", "")
    if chosen not in LOCALES:
        abort(422)
    back = request.form.get("back", "")
    response = redirect(back if validate_redirect_url(back) else url_for("inbox.home"), 303)
    response.set_cookie(COOKIE, chosen, max_age=YEAR, httponly=True, samesite="Lax")
    if current_user.is_authenticated:
        current_user.locale = chosen
        db.session.commit()
    return response


@blueprint.route("/demo/clock", methods=["GET", "POST"])
def demo_clock() -> ResponseReturnValue:
    """Only where the database is a demo, and for whoever operates it."""
    if not g.is_demo:
        abort(404)
    if not current_user.has_right("operate"):
        abort(403)
    form = ClockForm()
    if not form.validate_on_submit():
        return render_template("demo_clock.html", form=form), 422 if request.method == "POST" else 200
    demo.move(db.session(), timedelta(days=form.days.data or 0, hours=form.hours.data or 0))
    db.session.commit()
    flash(gettext("The clock was moved forward. Timers fire within a second or two."), "success")
    return redirect(url_for("settings.demo_clock"), 303)
