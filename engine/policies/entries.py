"""Changes one entry of a YAML file and leaves everything else as it was written: comments, order, quotes.

A place is a path of keys; inside a list a text part means the item whose id, name, key or from is that text.
"""

import hashlib
import io
import json
import re
from collections.abc import Mapping, MutableMapping, MutableSequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, PlainScalarString, ScalarString

from engine.errors import NotFound
from engine.policies import files

Place = tuple[str | int, ...]
NAMES = ("id", "name", "key", "from")  # a holiday is known by its first day
SHORT = (
    {"ar", "en"},
    {"ar", "en", "clause"},
    {"ar", "en", "clause", "rights"},
    {"ar", "en", "rights"},
    {"from", "ar", "en"},
    {"from", "to", "ar", "en"},
)
_SIMPLE = re.compile(r"[a-z]+_[a-z0-9_]+")  # most keys; no word that YAML takes for a value has a line in it
_MARKS = ("?", ":", "-")  # as a first letter they say something inside braces that they do not say on a line
WIDTH = 4096  # a long Arabic sentence stays on its line, so that a diff of two files is one line


class NoSuchPlace(NotFound):
    """The file has nothing at this place: somebody has removed it, or the page is old."""


def get(content: bytes, place: Place) -> Any:
    """Return what stands at the place; None where nothing does."""
    try:
        return _at(files.read(content).value, place)
    except NoSuchPlace:
        return None


def digest(value: Any) -> str:
    """Name a value, so that an editor can say what he started from; nothing is the empty text."""
    if value is None:
        return ""
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def put(content: bytes, place: Place, value: Any, after: str | None = None) -> bytes:
    """Set, add or (None) remove an entry; a new one stands after the brother named, else last."""
    tree = _load(content)
    holder, key = _holder(tree, place, value is not None)
    if value is None:
        del holder[_index(holder, key)]
    elif isinstance(holder, MutableSequence):
        _put_item(holder, key, _styled(value), after)
    else:
        _put_key(holder, _text(str(key)), value, after)
    return _dump(tree)


def move(content: bytes, place: Place, to: int) -> bytes:
    """Put an entry at another position among its brothers, counted from 0."""
    tree = _load(content)
    holder, key = _holder(tree, place, False)
    at = _index(holder, key)
    if isinstance(holder, MutableSequence):
        holder.insert(to, holder.pop(at))
    else:
        value = holder.pop(at)
        holder.insert(to, at, value)
    return _dump(tree)


def shown(content: bytes, written: str) -> str | None:
    """Return what stands at a place written with dots, as YAML; the whole file as its text where the place is empty."""
    if not written:
        return content.decode("utf-8-sig")
    value = get(content, tuple(written.split(".")))
    return None if value is None else write(value).decode()


def write(value: Any) -> bytes:
    """Write a whole new file in the manner of the others."""
    return _dump(_styled(value))


def _at(tree: Any, place: Place) -> Any:
    for part in place:
        try:
            tree = tree[_index(tree, part)]
        except (KeyError, IndexError, TypeError) as error:
            raise NoSuchPlace(".".join(map(str, place))) from error
    return tree


def _index(holder: Any, part: str | int) -> Any:
    """Where a part of a place stands in its holder."""
    if not isinstance(holder, MutableSequence | list) or isinstance(part, int):
        return part
    for number, item in enumerate(holder):
        if isinstance(item, Mapping) and part in (item.get(name) for name in NAMES):
            return number
        if item == part:
            return number
    raise KeyError(part)


def _holder(tree: Any, place: Place, is_made: bool) -> tuple[Any, str | int]:
    """What holds the last part; a missing mapping on the way is made where something is to be set in it."""
    if not place:
        raise NoSuchPlace("")
    for part in place[:-1]:
        if is_made and isinstance(tree, MutableMapping) and tree.get(part) is None:
            tree[part] = CommentedMap()
        tree = _at(tree, (part,))
    if not is_made:
        _at(tree, place[-1:])
    return tree, place[-1]


def _put_key(holder: Any, key: str, value: Any, after: str | None) -> None:
    if key in holder:
        holder[key] = _merged(holder[key], value)
    elif after in holder:
        holder.insert(list(holder).index(after) + 1, key, _styled(value))
    else:
        holder[key] = _styled(value)


def _put_item(holder: Any, key: str | int, value: Any, after: str | None) -> None:
    try:
        at = _index(holder, key)
        holder[at] = _merged(holder[at], value)
    except (KeyError, IndexError):
        try:
            holder.insert(_index(holder, after) + 1 if after is not None else len(holder), value)
        except KeyError:
            holder.append(value)


def _merged(old: Any, new: Any) -> Any:
    """The new value in the old one's clothes: a mapping keeps its comments, its order and what did not change."""
    if not (isinstance(old, CommentedMap) and isinstance(new, Mapping)):
        return old if digest(old) == digest(new) else _styled(new)
    for key in [key for key in old if key not in new]:
        del old[key]
    for key, value in new.items():
        old[key] = _merged(old[key], value) if key in old else _styled(value)
    return old


def _styled(value: Any) -> Any:
    """As a person would write it: `{ar: ..., en: ...}` on one line, everything else in blocks."""
    if isinstance(value, ScalarString):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        made = CommentedMap((_text(str(key)), _styled(item)) for key, item in value.items())
        if set(made) in SHORT and not any("\n" in str(item) for item in made.values()):
            made.fa.set_flow_style()
        return made
    if isinstance(value, list | tuple):
        listed = CommentedSeq(_styled(item) for item in value)
        if all(isinstance(item, str | int | float | bool) for item in listed):
            listed.fa.set_flow_style()
        return listed
    return value


def _text(value: str) -> Any:
    """Plain where our strict reader reads the same text back wherever it may stand, else in quotes."""
    is_plain = _SIMPLE.fullmatch(value) or ("#" not in value and value[:1] not in _MARKS and _reads_back(value))
    return PlainScalarString(value) if is_plain else DoubleQuotedScalarString(value)


def _reads_back(value: str) -> bool:
    try:
        return bool(files.read(f"k: {value}\n".encode()).value == {"k": value})
    except (files.Unreadable, UnicodeEncodeError):
        return False


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = WIDTH
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _load(content: bytes) -> Any:
    files.read(content)  # refuses first what is costly or surprising
    return _yaml().load(content.decode("utf-8-sig"))


def _dump(tree: Any) -> bytes:
    out = io.BytesIO()
    _yaml().dump(tree, out)
    return out.getvalue()
