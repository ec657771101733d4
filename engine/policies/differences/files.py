"""The files of two versions side by side: what differs in each, by the part of the policy that it belongs to."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from engine.bpmn import spoken
from engine.bpmn.spoken import Both
from engine.policies import files
from engine.policies.differences import leaves
from engine.policies.differences.model import BOTH, Difference, Group, Kind
from engine.policies.differences.naming import Naming, value, words

SECTIONS = ("clauses", "parameters", "roles", "ballots", "channels", "tools", "calendar")
"""Parts of the association's file that are read one by one; all else in it is the association itself."""
NO_TEXT = Both("", "")


def association(before: bytes | None, after: bytes | None, path: str, naming: Naming) -> Iterator[tuple[str, Group]]:
    """The association's file, section by section."""
    if unreadable := _unreadable(before, after):
        yield "association", Group(path, path, Both(path, path), "changed", (unreadable,))
        return
    old, new = (_mapping(value(each)) for each in (before, after))
    for section in SECTIONS:
        for group in _section(section, old.get(section), new.get(section), path, naming):
            yield section, group
    rest = [{key: each for key, each in side.items() if key not in SECTIONS} for side in (old, new)]
    found = tuple(leaves.compare(rest[0], rest[1], naming))
    if found:
        yield "association", Group(path, path, NO_TEXT, "changed", found)


def _section(section: str, old: Any, new: Any, path: str, naming: Naming) -> Iterator[Group]:
    """One group for each thing of the section that differs."""
    by_thing: dict[Any, list[Difference]] = {}
    for each in leaves.compare(old, new, naming, place=(section,), noun=section):
        by_thing.setdefault(each.place[1] if len(each.place) > 1 else "", []).append(each)
    for key, found in by_thing.items():
        whole = [each for each in found if len(each.place) == 2 and each.kind in ("added", "removed")]
        kind: Kind = whole[0].kind if whole else "changed"
        told = (_spelled(whole[0], old, new, str(key)),) if whole else tuple(found)
        yield Group(path, str(key), found[0].title, kind, told)


def _spelled(whole: Difference, old: Any, new: Any, key: str) -> Difference:
    """What came or went with its own words in both languages."""
    said = words(_entry(new if whole.kind == "added" else old, key))
    if said is None:
        return whole
    sides = (NO_TEXT, said) if whole.kind == "added" else (said, NO_TEXT)
    return replace(whole, label=NO_TEXT, before=sides[0], after=sides[1], prose=BOTH)


def _entry(section: Any, key: str) -> Any:
    if isinstance(section, Mapping):
        return section.get(key)
    listed = section if isinstance(section, list) else []
    return next((each for each in listed if isinstance(each, Mapping) and each.get("id") == key), None)


def yaml_file(before: bytes | None, after: bytes | None, path: str, naming: Naming, title: str) -> Group:
    """A form, a message, a letter or lists; `title` is the key under which it says its name."""
    said = value(after) if after is not None else value(before)
    name = (words(said.get(title)) if isinstance(said, Mapping) else None) or spoken.both(PurePosixPath(path).stem)
    if unreadable := _unreadable(before, after):
        return Group(path, path, name, "changed", (unreadable,))
    if before is None or after is None:
        asked = tuple(_questions(said, naming)) if before is None else ()
        group = whole(before, path, name)
        return replace(group, differences=asked) if asked else group
    found = leaves.compare(value(before), value(after), naming, place=())
    return Group(path, PurePosixPath(path).stem, name, "changed", tuple(found))


def _questions(form: Any, naming: Naming) -> Iterator[Difference]:
    """What a new form asks, question by question."""
    if isinstance(form, Mapping) and isinstance(form.get("fields"), list):
        yield from leaves.compare({**form, "fields": []}, form, naming)


def whole(before: bytes | None, path: str, name: Both) -> Group:
    """A file that came or went."""
    kind: Kind = "added" if before is None else "removed"
    sides = (NO_TEXT, name) if before is None else (name, NO_TEXT)
    return Group(path, PurePosixPath(path).stem, name, kind, (Difference(kind, name, NO_TEXT, sides[0], sides[1]),))


def document(before: bytes | None, after: bytes | None, path: str, hashes: tuple[str, str]) -> Group:
    """A paper is told by its size and its hash; its content is for its own reader."""
    name = Both(PurePosixPath(path).name, PurePosixPath(path).name)
    if before is None or after is None:
        return whole(before, path, name)
    sides = [_weight(content, digest) for content, digest in zip((before, after), hashes, strict=True)]
    return Group(
        path, path, name, "changed", (Difference("changed", name, Both("استُبدل", "replaced"), sides[0], sides[1]),)
    )


def scenario(before: bytes | None, after: bytes | None, path: str) -> Group:
    """A scenario is one thing to its reader; the scenarios' own page shows its steps."""
    said = value(after) if after is not None else value(before)
    name = (words(said.get("title")) if isinstance(said, Mapping) else None) or spoken.both(PurePosixPath(path).stem)
    if before is None or after is None:
        return whole(before, path, name)
    lines = [Both(_lines(each, "ar"), _lines(each, "en")) for each in (before, after)]
    sentence = Both("تغيّرت خطواته أو ما يُنتظر منه", "its steps or what it expects have changed")
    changed = Difference("changed", name, NO_TEXT, lines[0], lines[1], sentence=Both(f"{name.ar}: {sentence.ar}", f"{name.en}: {sentence.en}"))  # fmt: skip  # noqa: E501
    return Group(path, PurePosixPath(path).stem, name, "changed", (changed,))


def _weight(content: bytes, digest: str) -> Both:
    size = f"{max(1, round(len(content) / 1024))}"
    return Both(f"{size} ك.ب، البصمة \u2066{digest[:12]}\u2069", f"{size} KB, hash {digest[:12]}")


def _lines(content: bytes, locale: str) -> str:
    said = value(content)
    steps = said.get("steps") if isinstance(said, Mapping) else None
    count = len(steps) if isinstance(steps, list) else 0
    return f"{count} خطوات" if locale == "ar" else f"{count} steps"


def _unreadable(before: bytes | None, after: bytes | None) -> Difference | None:
    for content in (before, after):
        try:
            files.read(content) if content is not None else None
        except files.Unreadable as problem:
            sentence = Both(f"لا يُقرأ الملف: {problem.ar}", f"The file cannot be read: {problem.en}")
            return Difference("changed", NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT, sentence=sentence)
    return None


def _mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}
