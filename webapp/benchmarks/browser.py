"""A process that does what browsers do: log in, then POST completed forms over kept connections."""

import http.client
import queue
import re
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
BOUNDARY = "bench-boundary"
CLIENTS = 4

Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Job:
    """One case's next forms, sent one after the other: who, path, form."""

    posts: list[tuple[str, str, Form]]


@dataclass
class Found:
    """Seconds of each POST answered 303, and what was answered otherwise."""

    seconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    elapsed: float = 0.0


class Browser:
    """One connection; a cookie and a form token for each person."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.sessions: dict[str, tuple[str, str]] = {}

    def log_in(self, login: str, password: str) -> None:
        _, cookie, page = self.ask("GET", "/login")
        sent = urlencode({"csrf_token": _token(page), "login": login, "password": password})
        status, cookie, page = self.ask("POST", "/login", cookie, sent, "application/x-www-form-urlencoded")
        if status != 303:
            raise ConnectionRefusedError(f"log-in of {login}: {status}")
        _, cookie, page = self.ask("GET", "/settings", cookie)  # the form token lies in the cookie
        self.sessions[login] = cookie, _token(page)

    def complete(self, login: str, path: str, form: Form) -> tuple[int, float]:
        """A form as the page sends it, with a button and a token of its own."""
        cookie, token = self.sessions[login]
        own = {"csrf_token": [token], "token": [secrets.token_hex(16)], "action": ["complete"]}
        body = _multipart({**form, **own})
        began = time.perf_counter()
        status, _, _ = self.ask("POST", path, cookie, body, f"multipart/form-data; boundary={BOUNDARY}")
        return status, time.perf_counter() - began

    def ask(self, method: str, path: str, cookie: str = "", body: str = "", kind: str = "") -> tuple[int, str, str]:
        headers = {"Cookie": cookie, "Content-Type": kind} if cookie else {"Content-Type": kind}
        self.connection.request(method, path, body.encode() if body else None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        return answer.status, (answer.getheader("Set-Cookie") or cookie).partition(";")[0], text


def send(port: int, password: str, jobs: list[Job], seconds: float) -> Found:
    """Send all jobs by some clients at once, or as many as the time allows."""
    waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
    for job in jobs:
        waiting.put(job)
    people = sorted({login for job in jobs for login, _, _ in job.posts})
    browsers = [Browser(port) for _ in range(CLIENTS)]
    for browser in browsers:
        for login in people:
            browser.log_in(login, password)
        browser.connection.close()  # the site closes one that was idle meanwhile; the next request opens it again
    found, began = Found(), time.perf_counter()
    threads = [threading.Thread(target=_run, args=(each, waiting, found, began + seconds)) for each in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.elapsed = time.perf_counter() - began
    return found


def _run(browser: Browser, waiting: "queue.SimpleQueue[Job]", found: Found, until: float) -> None:
    while time.perf_counter() < until:
        try:
            job = waiting.get_nowait()
        except queue.Empty:
            return
        for login, path, form in job.posts:
            status, took = browser.complete(login, path, form)
            if status == 303:
                found.seconds.append(took)
            else:
                found.refused.append(f"{path}: {status}")


def _token(page: str) -> str:
    return str(TOKEN.findall(page)[0])


def _multipart(form: Form) -> str:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, values in form.items()
        for value in values
    ]
    return "".join(parts) + f"--{BOUNDARY}--\r\n"
