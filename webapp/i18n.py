"""Two languages, two calendars: which language a page speaks, and how it says a moment."""

from datetime import date, datetime, timedelta

from flask import Flask, request
from flask_babel import Babel, gettext, ngettext
from flask_security import current_user
from hijridate import Gregorian
from markupsafe import Markup

from engine import clock

LOCALES = {"ar": "العربية", "en": "English"}
COOKIE = "locale"
SOON = timedelta(days=4)
DAY = Markup('<time datetime="{}">{} <span class="hijri">{} {}</span></time>')
babel = Babel()


def init_app(app: Flask) -> None:
    babel.init_app(app, locale_selector=locale)
    app.jinja_env.filters.update(
        day=day,
        moment=moment,
        clock_time=clock_time,
        relative=relative,
        ltr=ltr,
        size=size,
        is_soon=is_soon,
        local_input=local_input,
    )
    app.add_template_global(clock.now, "now")
    app.context_processor(
        lambda: {"locale": locale(), "direction": "rtl" if locale() == "ar" else "ltr", "locales": LOCALES}
    )


def locale() -> str:
    """The user's own choice, else the browser's cookie, else Arabic."""
    chosen = current_user.locale if current_user and current_user.is_authenticated else request.cookies.get(COOKIE)
    return chosen if chosen in LOCALES else "ar"


def ltr(text: object) -> Markup:
    """Numbers and ids keep their order inside Arabic text."""
    return Markup('<bdi dir="ltr" class="num">{}</bdi>').format(text)


def day(value: date | datetime | None) -> Markup:
    """A day in both calendars."""
    if value is None:
        return Markup("")
    on = clock.local(value).date() if isinstance(value, datetime) else value
    hijri = Gregorian.fromdate(on).to_hijri()
    return DAY.format(on.isoformat(), ltr(on.strftime("%d/%m/%Y")), ltr(hijri.dmyformat()), gettext("AH"))


def is_soon(value: datetime) -> bool:
    return value - clock.now() < SOON


def clock_time(value: datetime) -> Markup:
    return ltr(clock.local(value).strftime("%H:%M"))


def moment(value: datetime | None) -> Markup:
    return Markup("{} {}").format(day(value), clock_time(value)) if value else Markup("")


def local_input(value: datetime) -> str:
    """A moment as a field of type datetime-local holds it."""
    return clock.local(value).strftime("%Y-%m-%dT%H:%M")


def relative(value: datetime) -> str:
    """In 3 days, 2 days ago; by the association's calendar days, by hours within a day."""
    days = (clock.local(value).date() - clock.today()).days
    if days == 0:
        return _hours(value - clock.now())
    if days > 0:
        return str(ngettext("in one day", "in %(num)d days", days))
    return str(ngettext("one day ago", "%(num)d days ago", -days))


def _hours(left: timedelta) -> str:
    hours = round(abs(left).total_seconds() / 3600)
    if hours == 0:
        return str(gettext("now"))
    if left > timedelta():
        return str(ngettext("in one hour", "in %(num)d hours", hours))
    return str(ngettext("one hour ago", "%(num)d hours ago", hours))


def size(count: int) -> Markup:
    """A file's size as people say it."""
    return Markup("{} {}").format(ltr(max(1, round(count / 1024))), gettext("KB"))
