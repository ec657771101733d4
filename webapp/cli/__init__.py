"""The project's commands; each group is a module here."""

from flask import Flask

from webapp.cli import bench, jobs, pack, scenario, site


def register(app: Flask) -> None:
    app.cli.add_command(pack.group)
    app.cli.add_command(scenario.group)
    app.cli.add_command(bench.command)
    app.cli.add_command(jobs.command)
    site.register(app)
