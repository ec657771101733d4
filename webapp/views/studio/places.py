"""Which page of the studio edits a file of a version, or a place in it."""

from pathlib import PurePosixPath
from urllib.parse import quote

from flask import url_for

SECTIONS = ("parameters", "channels", "tools", "roles", "ballots")
FACTS = ("name", "registration", "policy", "steps")
FOLDERS = {
    "forms": "forms",
    "decisions": "tables",
    "templates": "texts",
    "letters": "letters",
    "documents": "documents",
    "scenarios": "scenarios",
}


def edit_url(version_id: int, path: str, element: str = "") -> str:
    """Where to mend what a finding or a change is about; the version's home where no page edits it."""
    home = url_for("studio.show", version_id=version_id)
    parts = PurePosixPath(path).parts
    if path.endswith(".bpmn"):
        return f"{home}diagrams/{quote(parts[-1].removesuffix('.bpmn'))}?element={quote(element)}"
    if len(parts) == 3 and parts[1] in FOLDERS:
        return f"{home}{FOLDERS[parts[1]]}/{quote(PurePosixPath(path).stem)}"
    if parts and parts[-1] == "lists.yaml":
        return f"{home}lists/lists"
    if parts and parts[0] == "associations":
        section = element.split(".")[0]
        if section in (*SECTIONS, *FACTS):
            return f"{home}lists/{section if section in SECTIONS else 'association'}"
        return f"{home}{'calendar' if section == 'calendar' else 'text'}/"
    return home
