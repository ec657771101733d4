"""A new diagram of a draft: one lane, a start, one task with a form, an end; sound from the first moment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from string import Template
from xml.sax.saxutils import quoteattr

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import EngineError
from engine.policies import content as contents
from engine.policies.content import Content
from engine.policies.packs import Pack
from engine.studio import checking, drafts

TEMPLATE = Template((Path(__file__).parent / "new_diagram.bpmn").read_text("utf-8"))
SUFFIX = ".bpmn"
LONGEST_KEY = 48
IDS = re.compile(rb'\sid="([^"]{1,100})"')


@dataclass(frozen=True)
class NewDiagram:
    """What the officer says of a new diagram: its name in both languages, who begins it, and with which form."""

    name_ar: str
    name_en: str
    role: str
    form: str


class IncompleteDiagram(EngineError):
    """A new diagram needs both names, a role and a form."""

    ar = "اكتب اسم المخطط بالعربية وبالإنجليزية (بحروف لاتينية)، واختر الدور والنموذج."
    en = "Write the diagram's name in Arabic and in English, and choose the role and the form."


def add(session: Session, version_id: int, wanted: NewDiagram, actor: Actor) -> str:
    """Add the diagram to a draft; returns its name in addresses."""
    version = drafts.get(session, version_id, actor)
    pack = checking.pack(session, version)
    values = _values(contents.parse(pack.association, pack.files), wanted)
    key = values["key"] = _free(_slug(wanted.name_en), pack)
    written = TEMPLATE.substitute({name: _attribute(value) for name, value in values.items()}).encode()
    drafts.save(session, version_id, f"{drafts.folder(version, '')}/{key}{SUFFIX}", written, None, actor)
    return key


def _attribute(value: str) -> str:
    """Inside double quotes, whatever quotes the text itself holds."""
    return quoteattr(value + "'\"")[1 : -len("'&quot;") - 1]


def _roles(content: Content) -> Mapping[str, Mapping[str, str]]:
    roles: Mapping[str, Mapping[str, str]] = content.association.get("roles", {})
    return roles


def _values(content: Content, wanted: NewDiagram) -> dict[str, str]:
    """What the template asks for; who it is for and what they fill in must be of this version."""
    role, form = _roles(content).get(wanted.role), content.forms.get(wanted.form)
    if not role or not form or not wanted.name_ar.strip() or not _slug(wanted.name_en):
        raise IncompleteDiagram(f"{wanted.role} {wanted.form}"[:80])
    pool = content.association.get("name", {})
    return {
        "name_ar": wanted.name_ar.strip(), "name_en": wanted.name_en.strip(),
        "pool_ar": pool.get("ar", "الجمعية"), "pool_en": pool.get("en", "Association"),
        "role": wanted.role, "role_ar": role["ar"], "role_en": role["en"],
        "form": wanted.form, "form_ar": form.title["ar"], "form_en": form.title["en"],
    }  # fmt: skip


def _slug(name: str) -> str:
    """A process id from an English name: `Home visit` becomes `home_visit`."""
    kept = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_").lstrip("0123456789_")
    return kept[:LONGEST_KEY].rstrip("_")


def _free(key: str, pack: Pack) -> str:
    """A key that neither a file nor an id of the version has."""
    files = {PurePosixPath(path).stem.lower() for path in pack.files if path.endswith(SUFFIX)}
    used = {found.decode("utf-8", "replace").lower() for raw in pack.files.values() for found in IDS.findall(raw)}
    candidates = (key if number == 1 else f"{key}_{number}" for number in range(1, len(used) + len(files) + 2))
    return next(each for each in candidates if not {each, f"a_{each}", f"lane_{each}"} & (files | used))
