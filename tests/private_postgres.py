"""Runs a command against a PostgreSQL of its own: `python -m tests.private_postgres COMMAND ...`."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The newest installed server's folder: Debian keeps it off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("pg_ctl")
    return Path(on_path).parent if on_path else None


def as_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", _owner(), "--", *command] if os.geteuid() == 0 else command


def _owner() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(folder: str, *command: str | Path) -> None:
    subprocess.run(as_user([str(part) for part in command]), check=True, cwd=folder, stdout=subprocess.DEVNULL)


@contextmanager
def server(bin_folder: Path) -> Iterator[str]:
    """Yield the URL of a fresh cluster that listens on a socket in its own folder only."""
    with tempfile.TemporaryDirectory(prefix="masar-pg-") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, _owner())
        data = f"{folder}/data"
        _run(folder, bin_folder / "initdb", "-D", data, "-U", "masar", "-A", "trust", "-E", "UTF8", "--no-locale")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=200"
        _run(folder, bin_folder / "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
        try:
            _run(folder, bin_folder / "createdb", "-h", folder, "-U", "masar", "masar")
            yield f"postgresql+psycopg://masar@/masar?host={folder}"
        finally:
            _run(folder, bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def main() -> int:
    """Run the command with MASAR_TEST_DATABASE_URL set; say so where no server is installed."""
    bin_folder = binaries()
    if bin_folder is None:
        print(
            "PostgreSQL's binaries were not found: these tests ran on SQLite only (Debian: apt-get install postgresql)"
        )
        return 0
    print("==> tests on PostgreSQL")
    with server(bin_folder) as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "MASAR_TEST_DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
