"""`flask prepare`, `flask worker`, `flask demo` and `flask user`: what a deployment needs beside its pages."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import migrations, users
from engine.database import writing
from engine.errors import EngineError
from engine.models import User
from engine.policies import versions
from webapp import demo, worker
from webapp.auth import security
from webapp.cli.pack import PROCESSES
from webapp.database import db

demo_group = AppGroup("demo", help="قاعدة تجريبية / Demo databases.")
user_group = AppGroup("user", help="المستخدمون / Users.")


def register(app: Flask) -> None:
    for command in (prepare, work, demo_group, user_group):
        app.cli.add_command(command)


@click.command("prepare")
@click.option("--demo", "as_demo", is_flag=True, help="قاعدة جديدة بأشخاص تجريبيين / A new database gets demo people.")
def prepare(as_demo: bool) -> None:
    """هيّئ قاعدة البيانات والسياسة / Bring the database and the policy up to date; what is there is kept."""
    association = current_app.config["ASSOCIATION"]
    click.echo(f"==> database and policy of {association}")
    current_app.config["VAR"].mkdir(parents=True, exist_ok=True)
    migrations.upgrade(db.engine)
    session = db.session()
    writing(session)
    if as_demo and session.scalar(select(User.id).limit(1)) is None:
        demo.mark(session)
    is_demo = demo.offset(session) is not None
    versions.ensure(session, PROCESSES, association, demo=is_demo)
    if is_demo:
        demo.seed(session, association, current_app.config["VAR"])
    session.commit()


@click.command("worker")
def work() -> None:
    """أطلق المؤقتات وأرسل الرسائل / Fire due timers and send messages, until stopped."""
    worker.run(current_app._get_current_object())  # type: ignore[attr-defined]


@demo_group.command("log-ins")
@click.option("--address", default="http://127.0.0.1:8000")
def log_ins(address: str) -> None:
    """سجلات الدخول التجريبية / One demo log-in for each role."""
    found = demo.log_ins(db.session(), current_app.config["ASSOCIATION"], current_app.config["VAR"])
    click.echo(f"\n    {address}\n\n    password / كلمة المرور:  {found[0].password}\n")
    for log_in in demo.one_for_each_role(found):
        click.echo(f"    {log_in.login:<12}{', '.join(log_in.roles)}")
    others = [log_in.login for log_in in found if log_in not in demo.one_for_each_role(found)]
    if others:
        click.echo(f"\n    also / وأيضًا: {', '.join(others)}")
    click.echo("\n    Ctrl-C stops the site and its worker. / لإيقاف الموقع اضغط Ctrl-C")


@user_group.command("add")
@click.argument("login")
@click.option("--name-ar", prompt="الاسم")
@click.option("--name-en", prompt="Name")
@click.option("--role", "roles", multiple=True, required=True, help="مفتاح الدور، ويتكرر / A role's key; repeat it.")
@click.password_option()
def add(login: str, name_ar: str, name_en: str, roles: tuple[str, ...], password: str) -> None:
    """أضف مستخدمًا / Add somebody who may log in."""
    password = _fit(password)
    session: Session = db.session()
    writing(session)
    try:
        users.create(session, login, name_ar, name_en, roles, password=hash_password(password))
    except EngineError as error:
        raise click.ClickException(f"{error.ar} / {error.en}") from error
    session.commit()
    click.echo(f"{login}: {', '.join(roles)}")


def _fit(password: str) -> str:
    """As the page of one's settings takes it: long enough, and written in the one form that the log-in compares."""
    with current_app.test_request_context():  # its sentences ask for the reader's language
        refused, written = security.password_util.validate(password, True)
        if refused:
            raise click.ClickException(" ".join(map(str, refused)))
    return str(written)
