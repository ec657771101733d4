"""One module a page group; each view reads, calls one engine verb, commits and redirects."""

from flask import Flask

from webapp.views import assets, cases, committee, documents, door, inbox, operations, policy, settings, tasks


def register(app: Flask) -> None:
    for module in (assets, door, inbox, tasks, cases, committee, documents, operations, policy, settings):
        app.register_blueprint(module.blueprint)
