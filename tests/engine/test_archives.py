"""Packs as zips and as a browser's folder: what could never be a policy's file is refused whole."""

import contextlib
import io
import random
import stat
import time
import tracemalloc
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InvalidPack
from engine.policies import archives, packs
from tests.factories import PROCESSES

GOOD = {"associations/small.yaml": b"name: x", "small/forms/ask.yaml": b"id: ask"}


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


def link(name: str, target: str) -> bytes:
    packed = io.BytesIO(zipped(GOOD))
    with zipfile.ZipFile(packed, "a") as archive:
        entry = zipfile.ZipInfo(name)
        entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, target)
    return packed.getvalue()


def doubled() -> bytes:
    """Two entries of one name; the library itself warns of it, so the second gets its name afterwards."""
    return zipped({**GOOD, "associations/smalm.yaml": b"name: y"}).replace(b"smalm", b"small")


def locked() -> bytes:
    """The flag of a password on every entry, in the directory and before the content."""
    raw = bytearray(zipped(GOOD))
    for signature, place in ((b"PK\x03\x04", 6), (archives.ENTRY, 8)):
        at = raw.find(signature)
        while at >= 0:
            raw[at + place] |= 1
            at = raw.find(signature, at + 4)
    return bytes(raw)


def lying() -> bytes:
    """An entry that unpacks to more than it declares."""
    raw = bytearray(zipped({**GOOD, "small/lists.yaml": b"a: 1\n" * 5000}))
    size = len(b"a: 1\n" * 5000).to_bytes(4, "little")
    return bytes(raw.replace(size, (10).to_bytes(4, "little")))


HOSTILE = {
    "a name that climbs out": zipped({**GOOD, "../evil.yaml": b"a: 1"}),
    "a name that climbs out from inside": zipped({**GOOD, "small/forms/../../x.yaml": b"a: 1"}),
    "an absolute name": zipped({**GOOD, "/etc/passwd": b"root"}),
    "a drive": zipped({**GOOD, "C:\\x.yaml": b"a: 1"}),
    "backslashes": zipped({**GOOD, "small\\forms\\x.yaml": b"a: 1"}),
    "a program": zipped({**GOOD, "small/run.py": b"import os"}),
    "a hidden file": zipped({**GOOD, "small/forms/.x.yaml": b"a: 1"}),
    "a name that reads backwards": zipped({**GOOD, "small/forms/x\u202elmay.yaml": b"a: 1"}),
    "a link": link("small/forms/x.yaml", "/etc/passwd"),
    "a link out of the pack": link("small/documents/x.pdf", "../../../../etc/shadow"),
    "one name twice": doubled(),
    "one name twice in other letters": zipped({**GOOD, "small/forms/Ask.yaml": b"id: ask"}),
    "a password": locked(),
    "another compression": zipped(GOOD, zipfile.ZIP_LZMA),
    "more than it declares": lying(),
    "a bomb": zipped({**GOOD, "small/documents/x.txt": b"\x20" * 9 * 1024 * 1024}),
    "a large bomb": zipped({**GOOD, "small/documents/x.txt": b"\0" * (packs.MAX_PACK + 1)}),
    "many bombs": zipped({**GOOD, **{f"small/documents/{n}.txt": b"a" * 900_000 for n in range(80)}}),
    "ten thousand files": zipped({**GOOD, **{f"small/forms/f{n}.yaml": b"a: 1" for n in range(10_000)}}),
    "501 files": zipped({**GOOD, **{f"small/forms/f{n}.yaml": b"a: 1" for n in range(501)}}),
    "a picture that is a page": zipped({**GOOD, "small/documents/x.png": b"<html><script>"}),
    "a paper that is a program": zipped({**GOOD, "small/documents/x.pdf": b"MZ\x90\0"}),
    "a diagram that is no XML": zipped({**GOOD, "small/x.bpmn": b"GIF89a"}),
    "a diagram with entities": zipped({**GOOD, "small/x.bpmn": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    "a table with entities": zipped({**GOOD, "small/decisions/x.dmn": b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'}),
    "text that is no text": zipped({**GOOD, "small/forms/x.yaml": b"\xff\xfe\0"}),
    "no association": zipped({"small/forms/ask.yaml": b"id: ask"}),
    "two associations": zipped({**GOOD, "associations/other.yaml": b"name: y"}),
    "nothing": zipped({}),
    "an empty file": b"",
    "no zip": b"PK not a zip",
    "a cut zip": zipped(GOOD)[:-30],
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archive_is_refused_with_a_sentence(name: str) -> None:
    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(InvalidPack) as refused:
        archives.unzip(HOSTILE[name])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert all(finding.ar and finding.en for finding in refused.value.findings)
    assert time.monotonic() - began < 5
    assert peak < 150 * 1024 * 1024


def test_sound_archive_is_read() -> None:
    assert archives.unzip(zipped(GOOD)).files == GOOD


def test_shipped_pack_goes_out_and_in() -> None:
    pack = packs.read(PROCESSES, "samakh")

    assert archives.unzip(zipped(dict(pack.files))).hash == pack.hash


def test_folder_chosen_in_a_browser_loses_its_own_name() -> None:
    pack = archives.gather((f"processes/{name}", content) for name, content in GOOD.items())

    assert pack.files == GOOD


def test_folder_whose_parts_do_not_belong_together_is_refused() -> None:
    with pytest.raises(InvalidPack):
        archives.gather([("a/associations/small.yaml", b"name: x"), ("b/small/forms/ask.yaml", b"id: ask")])


def damaged() -> Iterator[bytes]:
    chance = random.Random(7)
    good = zipped(dict(packs.read(PROCESSES, "samakh").files))
    for _ in range(60):
        raw = bytearray(good)
        for _ in range(chance.randint(1, 12)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        yield bytes(raw)


def test_damaged_archive_is_read_or_refused_and_nothing_else() -> None:
    for raw in damaged():
        with contextlib.suppress(InvalidPack):
            archives.unzip(raw)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with pytest.raises(InvalidPack):
        archives.unzip(raw)
