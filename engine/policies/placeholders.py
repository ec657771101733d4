"""Splits a text with {FEEL} placeholders; doubled braces stand for a brace."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Placeholder:
    """The expression between the braces."""

    expression: str


class BrokenText(ValueError):
    """A brace that is not closed, or closes nothing."""

    ar = "قوس { بلا } أو العكس؛ أغلقه، أو ضاعفه إن كان جزءًا من النص."
    en = "a brace { without its } or the reverse; close it, or double it if it belongs to the text."


def split(text: str) -> list[str | Placeholder]:
    """The parts of a text, in order."""
    parts: list[str | Placeholder] = []
    plain, at = "", 0
    while at < len(text):
        char = text[at]
        if char in "{}" and text[at : at + 2] == char * 2:
            plain, at = plain + char, at + 2
        elif char == "{":
            end = _end(text, at + 1)
            parts += [plain, Placeholder(text[at + 1 : end].strip())]
            plain, at = "", end + 1
        elif char == "}":
            raise BrokenText(text)
        else:
            plain, at = plain + char, at + 1
    return [part for part in [*parts, plain] if part]


def _end(text: str, at: int) -> int:
    """Where the expression that begins here ends; FEEL has braces and quotes of its own."""
    depth, quoted = 0, False
    while at < len(text):
        char = text[at]
        if char == '"':
            quoted = not quoted
        elif char == "\\" and quoted:
            at += 1
        elif char == "}" and not quoted and depth == 0:
            return at
        elif not quoted:
            depth += (char == "{") - (char == "}")
        at += 1
    raise BrokenText(text)
