"""The sections of the association's file and of the lists: where their entries stand, and what they hold now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import NotFound
from engine.policies.content import Content
from engine.policies.entries import Place
from engine.studio.uses import LIST

FORMS = {
    "clauses": "clause",
    "parameters": "parameter",
    "channels": "channel",
    "tools": "tool",
    "roles": "role",
    "ballots": "ballot",
    "lists": "list",
}
KEPT_ONE = ("clauses", "channels", "tools", "roles")  # of which a policy always has one
FACTS = "association"
FACT_KEYS = ("name", "registration", "policy", "steps")


@dataclass(frozen=True)
class Section:
    """`form` names the studio's form, `kind` how its answers are read, `place` where in the file its entries stand."""

    key: str
    kind: str
    form: str
    file: str
    place: Place
    entries: Mapping[str, Any]

    def at(self, key: str) -> Place:
        return (*self.place, key)


def find(content: Content, key: str) -> Section:
    """Return a section by its key; `list-papers` is the section of one list's choices."""
    if key == "clauses":
        return Section(key, key, "clause", content.association_path, (key,), content.clauses())
    if key == "lists":
        return Section(key, "lists", "list", lists_path(content), (), content.lists)
    if key.startswith(LIST) and (name := key.removeprefix(LIST)) in content.lists:
        return Section(key, "list", "list_entry", lists_path(content, name), (name,), content.lists[name])
    if key in FORMS:
        return Section(key, key, FORMS[key], content.association_path, (key,), content.association.get(key, {}))
    raise NotFound(f"section {key}")


def lists_path(content: Content, name: str = "") -> str:
    """The file that holds a list; for a new one the first such file, else where it would be made."""
    found = [path for path in sorted(content.sources) if path.endswith("/lists.yaml")]
    holding = [path for path in found if name in content.sources[path].value]
    uses = content.association.get("uses", "")
    folder = uses if isinstance(uses, str) else uses[0]
    return next(iter([*holding, *found]), f"{folder}/lists.yaml")


def entry(section: Section, key: str) -> Any:
    """Return one entry; the page may be old and the entry gone."""
    if key not in section.entries:
        raise NotFound(f"{section.key} {key}")
    return section.entries[key]


def facts(content: Content) -> dict[str, Any]:
    """What the file says of the association itself."""
    return {key: content.association.get(key) for key in FACT_KEYS}
