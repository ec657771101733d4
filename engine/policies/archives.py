"""Packs that come as one zip or as a folder's files from a browser: whole and harmless, or refused with nothing stored.

What is refused here could never be a policy's file: path tricks, links, bombs, doubled or secret entries, a content
that is not what its name says. What is merely unsound is a finding of the draft, and is mended there.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from engine.bpmn import xml
from engine.bpmn.findings import Finding
from engine.errors import InvalidPack
from engine.policies import packs
from engine.policies.packs import MANIFEST, MAX_FILE, MAX_FILES, MAX_PACK, Pack

ENTRY = b"PK\x01\x02"  # opens each entry of a zip's directory; counted before the directory is read
MOST_ENTRIES = 4 * MAX_FILES  # folders too
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
RATIO, LARGE = 200, 1024 * 1024  # a text shrinks to a tenth; a thousandth is a bomb
SIGNATURES: Mapping[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".docx": (b"PK\x03\x04",),
    ".odt": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
}


def unzip(archive: bytes) -> Pack:
    """Read a pack from a zip; InvalidPack says what is refused, and then nothing of it is used."""
    if archive.count(ENTRY) > MOST_ENTRIES or len(archive) > MAX_PACK:
        raise InvalidPack([_too_big()])
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            _check_entries(entries)
            return gather((entry.filename, opened.read(entry)) for entry in entries)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError, OSError, zlib.error) as error:
        raise InvalidPack([_refused("", "ليس ملف zip سليمًا؛ صدّره من جديد.", "this is not a sound zip file; export it again.")]) from error  # fmt: skip  # noqa: E501


def gather(files: Iterable[tuple[str, bytes]]) -> Pack:
    """Make a pack of named files, as a browser sends a chosen folder: a common first folder is left out."""
    found = _by_path(list(files))
    found.pop(MANIFEST, None)
    keys = [path for path in found if path.startswith("associations/")]
    if len(keys) != 1:
        ar, en = "يجب أن تحوي الحزمة ملف جمعية واحدًا.", "the pack must hold exactly one association's file."
        raise InvalidPack([_refused("associations/", ar, en)])
    if found_wrong := [problem for path, content in found.items() for problem in problems(path, content)]:
        raise InvalidPack(found_wrong)
    return Pack(PurePosixPath(keys[0]).stem, found)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Everything that can be known of the entries before one of them is unpacked."""
    if len(entries) > MAX_FILES + 1 or sum(entry.file_size for entry in entries) > MAX_PACK:
        raise InvalidPack([_too_big()])
    if problems := [problem for entry in entries for problem in _entry(entry)]:
        raise InvalidPack(problems)


def _entry(entry: zipfile.ZipInfo) -> Iterator[Finding]:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        yield _refused(entry.filename, "رابط أو ملف خاص؛ احذفه.", "a link or special file; remove it.")
    if entry.flag_bits & 1:
        yield _refused(entry.filename, "ملف مشفر بكلمة مرور؛ أزلها.", "locked by a password; take it off.")
    if entry.compress_type not in METHODS:
        yield _refused(entry.filename, "ضُغط بطريقة لا نقبلها.", "compressed in a way that is not accepted.")
    if entry.file_size > MAX_FILE or (entry.file_size > LARGE and entry.file_size > RATIO * entry.compress_size):
        yield _refused(entry.filename, "الملف أكبر مما نقبل بعد فك ضغطه.", "too large once it is unpacked.")


def _by_path(files: list[tuple[str, bytes]]) -> dict[str, bytes]:
    """Canonical paths only; the same path twice, in any case of letters, is refused."""
    if len(files) > MAX_FILES + 1 or sum(len(content) for _, content in files) > MAX_PACK:
        raise InvalidPack([_too_big()])
    top = _common([name for name, _ in files])
    found: dict[str, bytes] = {}
    problems = []
    for name, content in files:
        path = name.removeprefix(top)
        if path != MANIFEST and not packs.belongs(path):
            problems.append(_refused(name, "لا مكان لهذا الملف في حزمة سياسة؛ احذفه.", "this file has no place in a policy pack; remove it."))  # fmt: skip  # noqa: E501
        elif path.casefold() in {key.casefold() for key in found}:
            problems.append(_refused(name, "الاسم مكرر في الحزمة.", "the same name stands twice in the pack."))
        found[path] = content
    if problems:
        raise InvalidPack(problems)
    return found


def _common(names: list[str]) -> str:
    """The one folder in which everything lies, where there is one and the pack's own folders are inside it."""
    first = {name.split("/")[0] for name in names}
    inside = any(name.split("/")[1:2] == ["associations"] for name in names)
    return f"{first.pop()}/" if len(first) == 1 and inside else ""


def problems(path: str, content: bytes) -> Iterator[Finding]:
    """A file must be what its name says."""
    suffix = PurePosixPath(path).suffix
    if len(content) > MAX_FILE:
        yield _refused(path, "الملف أكبر من 10 ميغابايت.", "the file is over 10 MB.")
    elif suffix in (".bpmn", ".dmn"):
        try:
            xml.read(content)
        except xml.UnreadableXml as error:
            yield _refused(path, error.ar, error.en)
    elif suffix in SIGNATURES:
        if not content.startswith(SIGNATURES[suffix]):
            yield _refused(path, "محتوى الملف ليس من النوع الذي يقوله اسمه.", "its content is not what its name says.")
    elif not _is_text(content):
        yield _refused(path, "ليس نصًا بترميز UTF-8.", "it is not UTF-8 text.")


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _too_big() -> Finding:
    ar, en = "الحزمة أكبر مما نقبل (500 ملف، 50 ميغابايت).", "the pack is larger than accepted (500 files, 50 MB)."
    return _refused("", ar, en, "pack-size")


def _refused(file: str, ar: str, en: str, code: str = "pack-archive") -> Finding:
    return Finding("error", code, file, "", 0, ar, en)
