"""A signature drawn on the screen: the only SVG that is let in is a list of strokes."""

import re

from forms.messages import Refused

LARGEST = 60_000  # bytes
_head = r'<svg xmlns="http://www\.w3\.org/2000/svg" viewBox="0 0 [0-9]{1,4} [0-9]{1,4}">'
_width = r'stroke-width="[0-9.]{1,5}"'
_look = rf'(?: (?:fill="none"|stroke="#[0-9a-f]{{6}}"|{_width}|stroke-linecap="round"|stroke-linejoin="round"))*'
_stroke = rf'<path d="M[MLC0-9 .,-]*"{_look}/>'
_drawing = re.compile(rf"{_head}(?:{_stroke})+</svg>")


def read_drawing(text: str) -> str:
    """Return the drawing as it came, or refuse it: no element, attribute or address beyond plain strokes."""
    if len(text) > LARGEST or not _drawing.fullmatch(text.strip()):
        raise Refused("bad_drawing")
    return text.strip()
