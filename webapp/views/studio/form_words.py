"""What the form editor calls types, formats, parts and sources: each with a word of explanation."""

from flask_babel import gettext

from engine.studio.form_subjects import Source


def types() -> dict[str, tuple[str, str]]:
    """Type: its name and what it is for, the common ones first."""
    return {
        "text": (gettext("Short text"), gettext("One line: a name, a number of a paper")),
        "paragraph": (gettext("Long text"), gettext("Several lines: a reason, a note")),
        "choice": (gettext("One choice"), gettext("One answer of several")),
        "choices": (gettext("Several choices"), gettext("Any number of answers")),
        "boolean": (gettext("Yes or no"), gettext("Yes or no, or a box to tick")),
        "number": (gettext("Number"), gettext("A count or a measure")),
        "money": (gettext("Amount of money"), gettext("In riyals")),
        "date": (gettext("Date"), gettext("Typed Gregorian or Hijri")),
        "file": (gettext("Attached file"), gettext("A paper or a photograph")),
        "signature": (gettext("Signature"), gettext("Drawn on the screen or scanned")),
        "person": (gettext("Person"), gettext("The beneficiary, or a person who acts for them")),
        "family": (gettext("Family members"), gettext("Name, identity, relation and birth of each")),
        "rows": (gettext("Table"), gettext("Rows with columns of your own")),
        "information": (gettext("Text to read"), gettext("Asks nothing; shows a text and earlier answers")),
    }


def type_name(kind: str) -> str:
    return str(types().get(kind, (kind or gettext("No type"), ""))[0])


def format_name(key: str) -> str:
    names = {
        "national_id": gettext("Identity or iqama number"),
        "iban": gettext("IBAN"),
        "mobile": gettext("Mobile number"),
        "four_part_name": gettext("Four-part name"),
        "email": gettext("Email address"),
        "digits": gettext("Digits only"),
        "tick": gettext("A box that must be ticked"),
    }
    return str(names.get(key, key))


def source_name(source: Source) -> str:
    if source.kind == "list":
        return str(gettext("List: %(name)s", name=source.name))
    if source.kind == "users":
        return str(gettext("People: %(name)s", name=source.name))
    names = {
        "channels": gettext("The association’s channels"),
        "tools": gettext("The association’s tools"),
        "outcomes": gettext("The outcomes of the ballot"),
    }
    return str(names[source.kind])


def part_name(key: str) -> str:
    """A part of a form or question, for a person who compares two."""
    names = {
        "title": gettext("Title"),
        "intro": gettext("Introduction"),
        "checks": gettext("Rules across questions"),
        "order": gettext("Order of the questions"),
        "label": gettext("Question"),
        "help": gettext("Help"),
        "type": gettext("Type"),
        "format": gettext("Format"),
        "required": gettext("Required"),
        "required_if": gettext("Required when"),
        "visible_if": gettext("Shown when"),
        "choices": gettext("Choices"),
        "columns": gettext("Columns"),
        "text": gettext("Text"),
        "default": gettext("Filled in beforehand"),
        "clause": gettext("Clause"),
        "visible_to": gettext("Only seen by"),
        "": gettext("The whole question"),
    }
    return str(names.get(key, key))
