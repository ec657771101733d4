"""`flask scenario`: act scenario files against a pack."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from engine import scenarios
from webapp.cli.pack import PROCESSES

group = AppGroup("scenario", help="السيناريوهات / Scenarios.")


@group.command("run", with_appcontext=False)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--pack", "folder", type=click.Path(path_type=Path), default=PROCESSES, help="مجلد الحزم / The packs' folder."
)
@click.option("--json", "as_json", is_flag=True, help="التقرير بصيغة JSON / The report as JSON.")
def run(paths: tuple[Path, ...], folder: Path, as_json: bool) -> None:
    """مثّل السيناريوهات على قاعدة مؤقتة / Act scenarios on a scratch database. Exit 1: an expectation failed."""
    say = (lambda text: None) if as_json else click.echo
    reports = [_run(file, folder, say) for file in scenarios.find(list(paths) or [folder])]
    if as_json:
        click.echo(json.dumps([report.as_json() for report in reports], ensure_ascii=False, indent=1))
    failed = [report for report in reports if not report.passed]
    say(f"{len(reports) - len(failed)} passed / نجح, {len(failed)} failed / فشل")
    raise SystemExit(1 if failed or not reports else 0)


def _run(file: Path, folder: Path, say: scenarios.Say) -> scenarios.Report:
    say(str(file))
    report = scenarios.run(file, folder, say)
    title = " / ".join(report.title.values())
    say(f"{'ok   نجح' if report.passed else 'FAILED فشل'}  {title}")
    return report
