"""A site that can be shot at: gunicorn with two workers, and the worker process, over the database of the test."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPMessage
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
PASSWORD = "a long enough password"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PATIENCE = float(os.environ.get("MASAR_CHAOS_PATIENCE", "60"))  # seconds; more on a busy machine
Fields = Mapping[str, str | Sequence[str]]


class Site:
    """Its log is one file, at DEBUG where the test wants to read it."""

    def __init__(self, url: str, folder: Path, *, workers: int = 2, more: Mapping[str, str] | None = None) -> None:
        self.url, self.folder = url, folder
        self.log = folder / "site.log"
        self.more = {"WEB_CONCURRENCY": str(workers), **(more or {})}
        self.processes: list[subprocess.Popen[bytes]] = []
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._socket.getsockname()[1]

    def serve(self, *options: str) -> None:
        """The socket listens already, so that whoever asks waits until the server is there."""
        number = self._socket.fileno()
        command = [BIN / "gunicorn", "--no-control-socket", "--bind", f"fd://{number}", *options, "wsgi:app"]
        self.master = self._start([str(part) for part in command], number)

    def work(self) -> subprocess.Popen[bytes]:
        """One more worker process."""
        return self._start([*self.flask(), "worker"])

    def flask(self) -> list[str]:
        return [str(BIN / "flask"), "--app", "wsgi"]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of the project, to its end."""
        return subprocess.run(
            [*self.flask(), *arguments], cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False
        )

    def environment(self) -> dict[str, str]:
        own = {"ASSOCIATION": "samakh", "MASAR_VAR": str(self.folder), "DATABASE_URL": self.url}
        secret = {"MASAR_SECRET_KEY": "for tests only", "PYTHONUNBUFFERED": "1"}
        return {**os.environ, **own, **secret, **self.more}

    def children(self) -> list[int]:
        """The processes that answer."""
        text = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children").read_text()
        return [int(number) for number in text.split()]

    def kill_one(self) -> None:
        """Shoot one of them, whatever it is doing."""
        found = self.children()
        if found:
            os.kill(random.choice(found), signal.SIGKILL)

    def wait_whole(self, workers: int = 2) -> None:
        """Wait until all of them have booted again."""
        until = time.monotonic() + PATIENCE
        while len(self.children()) < workers or not Visitor(self).answers():
            assert time.monotonic() < until, self.log.read_text()[-3000:]
            time.sleep(0.02)

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=PATIENCE)
        self._socket.close()

    def faults(self) -> str:
        """What was written of errors of our own."""
        text = self.log.read_text("utf-8") if self.log.exists() else ""
        return text[-3000:] if "Traceback" in text else ""

    def _start(self, command: list[str], *handles: int) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment(), pass_fds=handles, stdout=log, stderr=subprocess.STDOUT
            )
        self.processes.append(process)
        return process


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: HTTPMessage
    text: str

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Visitor:
    """A browser of somebody; each request has a connection of its own, so that any worker may take it."""

    site: Site
    cookies: dict[str, str] = field(default_factory=dict)
    form_token: str = ""

    def log_in(self, login: str) -> "Visitor":
        self.get("/login")
        assert self.post("/login", {"login": login, "password": PASSWORD}).status == 303
        self.get("/settings")
        return self

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, fields: Fields) -> Answer:
        body = urlencode({"csrf_token": self.form_token, **fields}, doseq=True)
        return self.ask("POST", path, body)

    def upload(self, path: str, fields: Fields, name: str, filename: str, content: bytes) -> Answer:
        """A form with one file."""
        texts = {"csrf_token": self.form_token, **fields}
        pairs = [(key, text) for key, found in texts.items() for text in ([found] if isinstance(found, str) else found)]
        parts = [f'--X\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n' for key, text in pairs]
        head = f'--X\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'
        body = "".join([*parts, head]).encode() + content + b"\r\n--X--\r\n"
        return self.ask("POST", path, body, "multipart/form-data; boundary=X")

    def send(self, path: str, fields: Fields) -> Answer:
        """As somebody who presses again until an answer comes."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self.post(path, fields)
            except (OSError, HTTPException):
                assert time.monotonic() < until, f"no answer of {path}"
                time.sleep(0.05)

    def answers(self) -> bool:
        try:
            return self.get("/health").status == 200
        except (OSError, HTTPException):
            return False

    def ask(
        self, method: str, path: str, body: str | bytes | None = None, kind: str = "application/x-www-form-urlencoded"
    ) -> Answer:
        address = f"127.0.0.1:{self.site.port}"
        headers = {"Origin": f"http://{address}", "Connection": "close"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = kind
        connection = HTTPConnection(address, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read().decode("utf-8", "replace"))
        finally:
            connection.close()
        self._keep(answer)
        return answer

    def _keep(self, answer: Answer) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        self.form_token = (TOKEN.findall(answer.text) or [self.form_token])[0]


def ahead(moment: datetime) -> int:
    """How many seconds the demo's clock must be moved to show this moment."""
    return round((moment - datetime.now(UTC)).total_seconds())
