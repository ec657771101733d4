"""Settings: environment variables, read here and nowhere else, with safe defaults."""

import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024


def read(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The site's settings; a secret may come from the file that <NAME>_FILE names."""
    association = environ.get("ASSOCIATION", "alkawthar")
    var = Path(environ.get("MASAR_VAR", ROOT / "var"))
    return {
        "ASSOCIATION": association,
        "VAR": var,
        "DATABASE_URL": environ.get("DATABASE_URL") or f"sqlite:///{var / association}.db",
        "SECRET_KEY": _secret(environ, "MASAR_SECRET_KEY") or _own_secret(var / "secret-key"),
        "SESSION_COOKIE_SECURE": environ.get("MASAR_HTTPS", "") == "1",
        "PROXIES": int(environ.get("MASAR_PROXIES", "0")),
        "LOGIN_TRIES": int(environ.get("MASAR_LOGIN_TRIES", "10")),
    }


def defaults() -> dict[str, Any]:
    """What no operator needs to change."""
    return {
        "MAX_CONTENT_LENGTH": 40 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 3000,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SESSION_COOKIE_NAME": "masar",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a form may stay open over a long visit
        "BABEL_DEFAULT_LOCALE": "ar",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Riyadh",
    }


def _secret(environ: Mapping[str, str], name: str) -> str | None:
    file = environ.get(f"{name}_FILE")
    return Path(file).read_text().strip() if file else environ.get(name)


def _own_secret(path: Path) -> str:
    """A random key of this deployment, made once and kept readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    if not path.exists():
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        _first_wins(fresh, path)
    return path.read_text().strip()


def _first_wins(fresh: Path, path: Path) -> None:
    try:
        os.link(fresh, path)  # several workers may start at once: whoever is first keeps its key
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
