"""`make run`: prepares the database, then runs the site, its worker and the studio's jobs; one Ctrl-C stops all."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

BIN = Path(sys.executable).parent
PORT = os.environ.get("PORT", "8000")
ADDRESS = f"http://127.0.0.1:{PORT}"


def flask(*arguments: str) -> list[str]:
    """A command of the project."""
    return [str(BIN / "flask"), "--app", "wsgi", *arguments]


def gunicorn() -> list[str]:
    """The web server, configured by gunicorn.conf.py."""
    quiet = ["--log-level", "warning", "--no-control-socket"]
    return [str(BIN / "gunicorn"), *quiet, "--bind", f"127.0.0.1:{PORT}", "wsgi:app"]


def is_free() -> bool:
    """True where nothing else listens on the port."""
    try:
        socket.create_server(("127.0.0.1", int(PORT))).close()
    except OSError:
        return False
    return True


def answers() -> bool:
    """True once the site serves a page."""
    try:
        with urllib.request.urlopen(f"{ADDRESS}/health", timeout=1) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to finish what they hold, then wait."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def _interrupted(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Run until Ctrl-C, or until one of the three ends."""
    for ends in (signal.SIGINT, signal.SIGTERM):  # also where a script started us with Ctrl-C ignored
        signal.signal(ends, _interrupted)
    if not is_free():
        sys.stderr.write(f"Port {PORT} is in use; choose another: PORT=8001 make run\n")
        return 1
    subprocess.run(flask("prepare", "--demo"), check=True)
    commands = gunicorn(), flask("worker"), flask("jobs")
    processes = [subprocess.Popen(command, start_new_session=True) for command in commands]
    try:
        while not answers() and all(process.poll() is None for process in processes):
            time.sleep(0.2)
        if answers():
            subprocess.run(flask("demo", "log-ins", "--address", ADDRESS), check=True)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\n==> stopping\n")
        return 0
    finally:
        stop(processes)


if __name__ == "__main__":
    sys.exit(main())
