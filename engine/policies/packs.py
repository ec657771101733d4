"""A policy pack: exactly the files that make up one version, read from a folder or a zip."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from engine.bpmn.findings import Finding
from engine.bpmn.vocabulary import Vocabulary
from engine.errors import InvalidPack
from engine.policies import checks, content, files, names

PARTS = {
    "": (".bpmn", ".yaml"),
    "forms": (".yaml",),
    "decisions": (".dmn",),
    "templates": (".yaml",),
    "letters": (".yaml",),
    "scenarios": (".yaml",),
    "documents": (".pdf", ".docx", ".odt", ".xlsx", ".png", ".jpg", ".jpeg", ".txt", ".md"),
}
LISTS = "lists.yaml"
MANIFEST = "manifest.json"
MAX_FILES = 500
MAX_FILE = 10 * 1024 * 1024
MAX_PACK = 50 * 1024 * 1024
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class Pack:
    """`strays` are files that lie among the others and belong to no version."""

    association: str
    files: Mapping[str, bytes]
    strays: tuple[str, ...] = ()

    @cached_property
    def manifest(self) -> dict[str, str]:
        return {path: hashlib.sha256(self.files[path]).hexdigest() for path in sorted(self.files)}

    @cached_property
    def hash(self) -> str:
        """The version's id: what the board approves (design D11)."""
        return hashlib.sha256(canonical(self.manifest)).hexdigest()


def canonical(manifest: Mapping[str, str]) -> bytes:
    """The one way to write a manifest down."""
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(folder: Path, association: str) -> Pack:
    """Read the association's file and every folder that it uses."""
    path = folder / "associations" / f"{association}.yaml"
    if not _KEY.fullmatch(association) or not path.is_file():
        raise InvalidPack([_unknown(folder, association)])
    found = {f"associations/{path.name}": _bytes(path, f"associations/{path.name}")}
    strays: list[str] = []
    for used in _uses(found[f"associations/{path.name}"]):
        _gather(folder, used, found, strays)
    return _limited(Pack(association, found, tuple(sorted(strays))))


def check(pack: Pack) -> list[Finding]:
    """Everything that is wrong or worth knowing, in every file of the pack."""
    return checks.check(content.parse(pack.association, pack.files), pack.strays)


def vocabulary(pack: Pack) -> Vocabulary:
    """What lint must know of the pack."""
    return names.vocabulary(content.parse(pack.association, pack.files))


def belongs(path: str) -> bool:
    """Whether a canonical path is one that a version may hold."""
    parts = PurePosixPath(path).parts
    if len(parts) not in (2, 3) or not _KEY.fullmatch(parts[0]) or not _NAME.fullmatch(parts[-1]):
        return False
    if parts[0] == "associations":
        return len(parts) == 2 and parts[1].endswith(".yaml")
    part, suffix = (parts[1] if len(parts) == 3 else ""), PurePosixPath(path).suffix
    return suffix in PARTS.get(part, ()) and not (part == "" and suffix == ".yaml" and parts[-1] != LISTS)


def _gather(folder: Path, used: str, found: dict[str, bytes], strays: list[str]) -> None:
    root = folder / used
    if not root.is_dir():
        ar, en = f"المجلد «{used}» المذكور في uses غير موجود.", f"the folder '{used}' named in uses does not exist."
        raise InvalidPack([_refused(used, "pack-folder", ar, en)])
    for path in sorted(root.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or any(part.startswith(".") for part in path.relative_to(root).parts):
            continue
        if belongs(name) and path.resolve().is_relative_to(folder.resolve()):
            found[name] = _bytes(path, name)
        else:
            strays.append(name)


def _uses(association: bytes) -> list[str]:
    """The folders named in `uses`; a file that cannot be read names none, and `check` says why."""
    try:
        named = files.read(association).value
    except files.Unreadable:
        return []
    uses = named.get("uses") if isinstance(named, dict) else None
    listed = uses if isinstance(uses, list) else [uses]
    return [used for used in listed if isinstance(used, str) and _KEY.fullmatch(used)]


def _bytes(path: Path, name: str) -> bytes:
    if path.stat().st_size > MAX_FILE:
        raise InvalidPack([_refused(name, "pack-size", "الملف أكبر من 10 ميغابايت.", "the file is over 10 MB.")])
    return path.read_bytes()


def _limited(pack: Pack) -> Pack:
    if len(pack.files) > MAX_FILES or sum(map(len, pack.files.values())) > MAX_PACK:
        raise InvalidPack([_too_big()])
    return pack


def _too_big() -> Finding:
    ar, en = "الحزمة أكبر مما نقبل (500 ملف، 50 ميغابايت).", "the pack is larger than accepted (500 files, 50 MB)."
    return _refused("", "pack-size", ar, en)


def _unknown(folder: Path, association: str) -> Finding:
    known = ", ".join(sorted(path.stem for path in (folder / "associations").glob("*.yaml"))) or "-"
    return _refused(
        f"associations/{association}.yaml",
        "pack-association",
        f"لا يوجد ملف لهذه الجمعية. الموجود: {known}.",
        f"there is no file for this association. There are: {known}.",
    )


def _refused(file: str, code: str, ar: str, en: str) -> Finding:
    return Finding("error", code, file, "", 0, ar, en)
