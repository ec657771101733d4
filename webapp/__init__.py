"""The site: thin pages over the engine."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, abort, g, request
from flask.json.provider import DefaultJSONProvider
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from engine import documents
from engine.studio import sandboxes
from webapp import assets_tags, auth, cli, config, database, demo, errors, i18n, navigation, sandbox, views

csrf = CSRFProtect()
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Json(DefaultJSONProvider):
    """What is nested too deep to be read is no JSON, as any other text that cannot be read."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The WSGI application; `settings` replace what the environment says."""
    app = sandbox.Site(__name__, static_folder=None)
    app.config.update(config.defaults())
    app.config.update(settings if settings and "SECRET_KEY" in settings else {**config.read(), **(settings or {})})
    if app.config.get("PROXIES"):
        app.wsgi_app = ProxyFix(app.wsgi_app, app.config["PROXIES"])  # type: ignore[method-assign]
    documents.site_folder = app.config["VAR"] / "documents" / app.config["ASSOCIATION"]
    sandboxes.root = app.config["VAR"] / "sandboxes" / app.config["ASSOCIATION"]
    app.before_request(_refuse_address)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    database.init_app(app)
    app.before_request(_move_clock)
    auth.init_app(app)
    app.json = Json(app)  # in place of Flask-Security's own, whose pages we have not
    sandbox.init_app(app)
    csrf.init_app(app)
    for part in (i18n, assets_tags, navigation, errors):
        part.init_app(app)
    views.register(app)
    cli.register(app)
    app.after_request(_headers)
    return app


def _refuse_address() -> None:
    """No database takes a NUL, and no page of ours has one in its address."""
    if "\0" in request.path:
        request.url_rule = None  # the page that says so links to no such address
        abort(404)


def _move_clock() -> None:
    if request.blueprint != "assets":
        g.is_demo = demo.set_clock(database.db.session())


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.blueprint != "assets":
        response.headers["Cache-Control"] = "no-store"  # pages hold personal data
    return response
