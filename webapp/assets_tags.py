"""Tags for the bundles that esbuild made, from its manifest: names carry a hash, so that browsers may keep them."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from markupsafe import Markup

HERE = Path(__file__).resolve().parent
DIST = HERE / "static" / "dist"
IMAGES = HERE / "assets" / "images"


def init_app(app: Flask) -> None:
    app.add_template_global(style_tag)
    app.add_template_global(script_tags)
    app.add_template_global(image)


def style_tag(entry: str) -> Markup:
    return Markup('<link rel="stylesheet" href="{}">').format(_url(_made(entry, "css")))


def script_tags(entry: str) -> Markup:
    """The module, its style sheet and what it loads first."""
    made = manifest().get(entry, {})
    tags = [style_tag(entry)] if made.get("css") else []
    tags += [Markup('<link rel="modulepreload" href="{}">').format(_url(name)) for name in made.get("preload", [])]
    tags.append(Markup('<script type="module" src="{}"></script>').format(_url(_made(entry, "js"))))
    return Markup("\n").join(tags)


def image(name: str) -> str:
    """The address of a picture of ours; it changes with the picture."""
    return url_for("assets.image", name=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((IMAGES / name).read_bytes()).hexdigest()[:10]


def manifest() -> dict[str, Any]:
    return _read(DIST, (DIST / "manifest.json").stat().st_mtime_ns) if (DIST / "manifest.json").exists() else {}


@cache
def _read(folder: Path, _changed: int) -> dict[str, Any]:
    return json.loads((folder / "manifest.json").read_text("utf-8"))  # type: ignore[no-any-return]


def _made(entry: str, kind: str) -> str:
    made = manifest().get(entry, {}).get(kind)
    if made is None:
        raise RuntimeError(f"the asset {entry} is not built; run: make setup (expected in {DIST})")
    return str(made)


def _url(name: str) -> str:
    return url_for("assets.file", name=name)
