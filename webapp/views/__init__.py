"""One module a page group; each view reads, calls one engine verb, commits and redirects."""

from flask import Flask
from werkzeug.routing import IntegerConverter

from webapp.views import assets, cases, committee, documents, door, inbox, operations, policy, settings, tasks
from webapp.views.studio import packs as studio_packs
from webapp.views.studio import versions as studio

MODULES = (
    assets, door, inbox, tasks, cases, committee, documents, operations, policy, settings,
    studio,
    studio_packs,
)  # fmt: skip


class Id(IntegerConverter):
    """A row's id in an address, small enough for any database."""

    regex = r"\d{1,9}"


def register(app: Flask) -> None:
    app.url_map.converters["int"] = Id
    for module in MODULES:
        app.register_blueprint(module.blueprint)
