"""People at their browsers: each has one of their own, logs in once, and is watched for what a page must not do."""

from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlencode

from babel.support import Translations
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response

from tests.browser.site import PASSWORD, ROOT, Site

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
PATIENCE = 60_000  # a slow machine is no fault of a page
WATCH = """
window.violations = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  window.violations.push(`${violatedDirective} ${blockedURI}`);
});
"""


@cache
def words(locale: str) -> Translations:
    return Translations.load(str(ROOT / "webapp" / "translations"), [locale])


def say(locale: str, message: str) -> str:
    """A text of the pages in their reader's language."""
    return words(locale).gettext(message) if locale == "ar" else message


@dataclass
class Person:
    """Somebody at a browser."""

    login: str
    site: Site
    context: BrowserContext
    page: Page
    script: bool
    problems: list[str] = field(default_factory=list)

    def say(self, message: str) -> str:
        return say(self.locale, message)

    @property
    def locale(self) -> str:
        return self.page.locator("html").get_attribute("lang") or ""

    def go(self, path: str) -> Response:
        answer = self.page.goto(self.site.url + path)
        assert answer
        return answer

    def log_in(self) -> None:
        self.go("/login")
        if self.page.url.endswith("/login"):
            self.page.get_by_label(self.say("User name")).fill(self.login)
            self.page.get_by_label(self.say("Password")).fill(PASSWORD)
            self.press("Log in")

    def speak(self, locale: str) -> None:
        """Press the language button where the page is in the other language."""
        if self.locale != locale:
            self.open_menu()
            with self.page.expect_navigation():
                self.page.locator(f".app-top button[value={locale}]:visible").click()

    def open_menu(self) -> None:
        menu = self.page.locator("details.menu > summary")
        if menu.is_visible() and not self.page.locator("details.menu[open]").count():
            menu.click()

    def press(self, button: str | Locator) -> int:
        """Press a button that sends the page; the status of the page that comes."""
        target = self.page.get_by_role("button", name=self.say(button)) if isinstance(button, str) else button
        with self.page.expect_navigation() as coming:
            target.click()
        return coming.value.status

    def follow(self, link: Locator) -> int:
        with self.page.expect_navigation() as coming:
            link.click()
        return coming.value.status

    def post(self, path: str, form: dict[str, str | list[str]]) -> tuple[int, str]:
        """What a changed page could send: the status and the text of the answer."""
        token = self.page.locator("input[name=csrf_token]").first.input_value()
        pairs = [(name, value) for name, values in form.items() for value in _many(values)]
        answer = self.context.request.post(
            self.site.url + path,
            headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": self.site.url},
            data=urlencode([("csrf_token", token), *pairs]),
            max_redirects=0,
        )
        return answer.status, answer.text()

    def violations(self) -> list[str]:
        found: list[str] = self.page.evaluate("window.violations") if self.script else []
        return found


def _many(values: str | list[str]) -> list[str]:
    return [values] if isinstance(values, str) else values


class Crowd:
    """The people of a test session; whoever came once stays logged in."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._people: dict[tuple[str, str, bool], Person] = {}

    def person(self, site: Site, login: str, *, size: dict[str, int] = WIDE, script: bool = True) -> Person:
        key = (site.url, login, script)
        if key not in self._people:
            newcomer = self.newcomer(site, login, script=script)
            newcomer.log_in()
            self._people[key] = newcomer
        person = self._people[key]
        if person.page.viewport_size != size:
            person.page.set_viewport_size(size)  # type: ignore[arg-type]
        return person

    def stranger(self, site: Site) -> Person:
        """Somebody who never logs in."""
        key = (site.url, "", True)
        if key not in self._people:
            self._people[key] = self.newcomer(site)
        return self._people[key]

    def newcomer(self, site: Site, login: str = "", *, script: bool = True) -> Person:
        """A fresh browser of somebody who is not logged in yet."""
        context = self.browser.new_context(java_script_enabled=script, viewport=WIDE, locale="ar-SA")  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        context.add_init_script(WATCH)
        person = Person(login, site, context, context.new_page(), script)
        _listen(person)
        return person

    def second_window(self, person: Person) -> Person:
        """Another window of the same browser."""
        window = Person(person.login, person.site, person.context, person.context.new_page(), person.script)
        _listen(window)
        return window

    def problems(self) -> list[str]:
        """What the browsers complained of since the last question."""
        found = [f"{person.login}: {problem}" for person in self._people.values() for problem in person.problems]
        for person in self._people.values():
            person.problems.clear()
        return found

    def forget(self, person: Person) -> None:
        person.context.close()


def _listen(person: Person) -> None:
    def console(message: ConsoleMessage) -> None:
        is_refused_page = "the server responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not is_refused_page:
            person.problems.append(f"{person.page.url}: {message.text}")

    def failed(request: Request) -> None:
        """What a page that is being left no longer needs is cut off; without scripts no script is wanted."""
        is_left = request.failure == "net::ERR_ABORTED" and request.resource_type == "font"
        is_unwanted = not person.script and request.resource_type == "script"
        if request.resource_type in ("script", "stylesheet", "font", "image") and not (is_left or is_unwanted):
            person.problems.append(f"{request.url}: {request.failure}")

    def answered(response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            person.problems.append(f"{response.url}: {response.status}")

    person.page.on("console", console)
    person.page.on("pageerror", lambda error: person.problems.append(f"{person.page.url}: {error}"))
    person.page.on("requestfailed", failed)
    person.page.on("response", answered)
