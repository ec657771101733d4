"""`flask pack`: check, import, export and accept policy packs."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.bpmn.findings import Finding, is_error
from engine.database import writing
from engine.errors import EngineError, InvalidPack, NotFound
from engine.models import PolicyVersion
from engine.policies import packs, sources, versions
from engine.policies.packs import Pack
from webapp import demo
from webapp.config import ROOT
from webapp.database import db

PROCESSES = ROOT / "processes"
LOCALES = click.Choice(["ar", "en", "both"])

group = AppGroup("pack", help="حزم السياسة / Policy packs.")


@group.command("check", with_appcontext=False)
@click.argument("path", type=click.Path(path_type=Path), default=PROCESSES)
@click.option("--json", "as_json", is_flag=True, help="نتائج بصيغة JSON / Findings as JSON.")
@click.option("--locale", type=LOCALES, default="both", help="لغة النتائج / Language of the findings.")
def check(path: Path, as_json: bool, locale: str) -> None:
    """افحص حزمة أو ملفًا / Check a pack or a file. Exit 0: clean or warnings; 1: errors."""
    found = sources.check(path)
    errors = sum(map(is_error, found))
    if as_json:
        click.echo(
            json.dumps(
                {"errors": errors, "findings": [finding.as_json() for finding in found]}, ensure_ascii=False, indent=1
            )
        )
    else:
        for finding in found:
            click.echo(line(finding, locale))
        click.echo(f"{path}: {errors} error(s) / خطأ, {len(found) - errors} warning(s) / تنبيه")
    raise SystemExit(1 if errors else 0)


def line(finding: Finding, locale: str) -> str:
    text = {"ar": finding.ar, "en": finding.en, "both": f"{finding.ar} / {finding.en}"}[locale]
    mark = "" if is_error(finding) else " [warning]"
    return f"{finding.file}:{finding.line} {finding.element or '-'} {finding.code}: {text}{mark}"


@group.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--association", help="اسم ملف الجمعية / The association's key, where the folder holds several.")
def import_(path: Path, association: str | None) -> None:
    """استورد حزمة مسودةً / Import a pack as a draft. Exit 1: the draft is kept, and has the errors that are told."""
    session = _session()
    try:
        found = [pack for pack in sources.find(path) if association in (None, pack.association)]
        if len(found) != 1:
            names = ", ".join(pack.association for pack in found) or "-"
            raise _failed(f"حدد الجمعية بالخيار --association / choose one with --association ({names})")
        version = _kept(session, found[0])
    except InvalidPack as invalid:
        raise _failed("\n".join(line(finding, "both") for finding in invalid.findings)) from invalid
    except OSError as error:
        raise _failed(f"تعذرت قراءة الملف / cannot be read: {path} ({error.strerror})") from error
    session.commit()
    click.echo(f"{version.hash} {version.association} {version.status}")
    errors = [finding for finding in packs.check(found[0]) if is_error(finding)]
    for finding in errors:
        click.echo(line(finding, "both"), err=True)
    raise SystemExit(1 if errors else 0)


def _kept(session: Session, pack: Pack) -> PolicyVersion:
    """A sound pack is ready to be accepted; any other is a draft to be mended in the studio."""
    try:
        return versions.import_pack(session, pack)
    except InvalidPack:
        return versions.keep(session, pack)


@group.command("export")
@click.argument("version")
@click.argument("file", type=click.Path(path_type=Path))
def export(version: str, file: Path) -> None:
    """صدّر إصدارًا إلى ملف zip / Export a version as a zip. VERSION: its hash (or its beginning), or in-force."""
    session = _session()
    found = _version(session, version)
    file.write_bytes(versions.export(session, found))
    click.echo(f"{file}: {found.hash}")


@group.command("accept-first")
@click.argument("version")
@click.option("--by", required=True, help="من سجّل السريان / Who records it.")
def accept_first(version: str, by: str) -> None:
    """سجّل سريان أول إصدار / Record that the first version is in force, as the association's file says."""
    session = _session()
    found = _version(session, version)
    try:
        versions.accept_first(session, found, by, allow_demo=demo.offset(session) is not None)
    except EngineError as error:
        raise _failed(f"{error.ar} / {error.en}") from error
    session.commit()
    click.echo(f"{found.hash} {found.association} {found.status}")


def _session() -> Session:
    session: Session = db.session()
    writing(session)
    return session


def _version(session: Session, name: str) -> PolicyVersion:
    """By hash, by its beginning, or the one in force."""
    try:
        if name == "in-force":
            return versions.in_force(session)
    except NotFound as error:
        raise _failed(f"{error.ar} / {error.en}") from error
    found = session.scalars(select(PolicyVersion).where(PolicyVersion.hash.startswith(name, autoescape=True))).all()
    if len(found) != 1:
        raise _failed(f"لا يوجد إصدار واحد بهذه البصمة / not exactly one version has this hash: {name}")
    return found[0]


def _failed(text: str) -> click.ClickException:
    return click.ClickException(text)
