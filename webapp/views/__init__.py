"""One module a page group; each view reads, calls one engine verb, commits and redirects."""

from flask import Flask
from werkzeug.routing import IntegerConverter

from webapp import sandbox
from webapp.views import assets, cases, committee, documents, door, inbox, operations, policy, settings, tasks
from webapp.views.studio import calendar as studio_calendar
from webapp.views.studio import compare as studio_diff
from webapp.views.studio import diagrams as studio_diagrams
from webapp.views.studio import forms as studio_forms
from webapp.views.studio import linting as studio_lint
from webapp.views.studio import packs as studio_packs
from webapp.views.studio import panel as studio_panel
from webapp.views.studio import papers as studio_papers
from webapp.views.studio import policy as studio_policy
from webapp.views.studio import replay as studio_replay
from webapp.views.studio import scenarios as studio_scenarios
from webapp.views.studio import tables as studio_tables
from webapp.views.studio import texts as studio_texts
from webapp.views.studio import try_it as studio_try
from webapp.views.studio import versions as studio

MODULES = (
    assets, door, inbox, tasks, cases, committee, documents, operations, policy, settings,
    studio,
    studio_diagrams,
    studio_forms,
    studio_lint,
    studio_packs,
    studio_policy,
    studio_diff,
    studio_tables,
    studio_texts,
    studio_papers,
    studio_calendar,
    studio_panel,
    studio_replay,
    studio_scenarios,
    studio_try,
)  # fmt: skip
IN_SANDBOX = (inbox, tasks, cases, committee, documents, operations, policy)


class Id(IntegerConverter):
    """A row's id in an address, small enough for any database."""

    regex = r"\d{1,9}"


def register(app: Flask) -> None:
    app.url_map.converters["int"] = Id
    for module in MODULES:
        app.register_blueprint(module.blueprint)
    app.register_blueprint(sandbox.blueprint([page.blueprint for page in IN_SANDBOX] + [studio_try.controls]))
