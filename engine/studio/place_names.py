"""What a file of a version and a place in it are called: findings and changes are told by names, not by paths."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy.orm import Session

from engine.bpmn import spoken, xml
from engine.bpmn.spoken import Both
from engine.models import PolicyVersion
from engine.policies.differences import labels, naming
from engine.policies.differences.naming import Files
from engine.studio import checking, drafts

KINDS: Mapping[str, Both] = {
    ".bpmn": Both("المخطط", "Diagram"),
    "forms": Both("النموذج", "Form"),
    "decisions": Both("جدول القرار", "Decision table"),
    "templates": Both("الرسالة", "Message"),
    "letters": Both("الخطاب", "Letter"),
    "documents": Both("المستند", "Paper"),
    "scenarios": Both("سيناريو القبول", "Acceptance scenario"),
}
TITLES = ("title", "subject")
_DOT = "\u00b7"


class PlaceNames:
    """Names from the files as they are now; what was removed keeps the name it had in `before`."""

    def __init__(self, before: Files, after: Files) -> None:
        self.files = {**before, **after}

    def of(self, path: str, place: str = "") -> Both:
        """The file's kind and name, then the name of what stands at the place."""
        file, inside = self._file(path, place), self._inside(path, place)
        return Both(*(f" {_DOT} ".join(filter(None, pair)) for pair in zip(file, inside, strict=True)))

    def _file(self, path: str, place: str) -> Both:
        parts = PurePosixPath(path).parts
        if parts[0] == "associations":
            return labels.PARTS.get(place.split(".")[0], labels.PARTS["association"])
        if parts[-1] == "lists.yaml":
            return labels.PARTS["lists"]
        kind = KINDS.get(parts[1] if len(parts) == 3 else PurePosixPath(path).suffix)
        name = self._title(path)
        return Both(f"{kind.ar} «{name.ar}»", f"{kind.en} \u201c{name.en}\u201d") if kind else name

    def _title(self, path: str) -> Both:
        if path.endswith(".bpmn"):
            titles = list(naming.process_titles(self.files.get(path)).values())
            return spoken.joined(titles) if titles else spoken.both(PurePosixPath(path).stem)
        if path.endswith(".dmn"):
            return self._tables.get(path) or spoken.both(PurePosixPath(path).stem)
        said = naming.value(self.files.get(path)) if path.endswith(".yaml") else None
        found = [naming.words(said.get(key)) for key in TITLES] if isinstance(said, Mapping) else []
        return next(filter(None, found), spoken.both(PurePosixPath(path).name))

    @cached_property
    def _tables(self) -> Mapping[str, Both]:
        tables = {path: list(naming.Naming({}, {path: raw}).decisions.values()) for path, raw in self._of(".dmn")}
        return {path: found[0] for path, found in tables.items() if found}

    @cached_property
    def _elements(self) -> Mapping[str, Mapping[str, Both]]:
        return {path: dict(_elements(raw)) for path, raw in self._of(".bpmn")}

    def _of(self, suffix: str) -> Iterator[tuple[str, bytes]]:
        return ((path, raw) for path, raw in self.files.items() if path.endswith(suffix))

    def _inside(self, path: str, place: str) -> Both:
        if not place:
            return Both("", "")
        if path.endswith(".bpmn"):
            return self._elements.get(path, {}).get(place, Both("", ""))
        return _named(naming.value(self.files.get(path)), place.split(".")) if path.endswith(".yaml") else Both("", "")


def of_version(session: Session, version: PolicyVersion) -> PlaceNames:
    """The names of a version, with those of what it was opened from; remembered by hash."""
    base = session.get(PolicyVersion, version.based_on_id) if version.based_on_id else None
    key = f"{version.hash} {base.hash if base else ''}"
    return checking.remembered("place names", key, lambda: _read(session, version, base))


def _read(session: Session, version: PolicyVersion, base: PolicyVersion | None) -> PlaceNames:
    before = drafts.pack(session, base).files if base else {}
    return PlaceNames(before, checking.pack(session, version).files)


def _elements(raw: bytes) -> Iterator[tuple[str, Both]]:
    """Every element that has a name; a process is named by its file already."""
    try:
        root = xml.read(raw)
    except xml.UnreadableXml:
        return
    for node in root.iterfind(".//bpmn:*[@id]", xml.NAMESPACES):
        name = str(node.get("name") or "")
        if name and xml.local_name(node) != "process":
            yield str(node.get("id")), Both(name, xml.properties(node).get("name_en") or name)


def _named(value: Any, place: list[str]) -> Both:
    """The name of the innermost thing on the way that has one."""
    found = Both("", "")
    for part in place:
        value = _step(value, part)
        if isinstance(value, Mapping):
            found = _words(value, place[0]) or found
    return found


def _words(value: Mapping[str, Any], section: str) -> Both | None:
    if section == "clauses" and "id" in value:
        return naming.clause_title(value)
    return naming.words(value) or naming.words(value.get("label")) or naming.words(value.get("title"))


def _step(value: Any, part: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(part)
    listed = value if isinstance(value, list) else []
    if part.isdigit():
        return listed[int(part)] if int(part) < len(listed) else None
    return next((each for each in listed if isinstance(each, Mapping) and part in map(each.get, ("id", "name"))), None)
