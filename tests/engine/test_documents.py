"""Papers: taken in by content, kept once, read by who may."""

import io
import zipfile

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from engine import documents
from engine.actors import Actor
from engine.errors import InvalidUpload, NotFound
from engine.models import Case, Document
from tests import factories

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def picture(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, kind)
    return stream.getvalue()


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


def add(session: Session, actor: Actor, content: bytes = PDF, name: str = "هوية.pdf") -> Document:
    return documents.add(session, "copy", name, io.BytesIO(content), actor)


def attached(session: Session, officer: Actor, limits: list[str] | None) -> tuple[Case, Document]:
    case = factories.start_case(session, officer)
    document = add(session, officer)
    documents.attach(session, document.id, case, "copy", limits)
    session.commit()
    return case, document


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("TIFF"), "image/tiff"),
        (picture("WEBP"), "image/webp"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 40, "image/heif"),
        (
            zipped("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_the_type_is_that_of_the_content(session: Session, officer: Actor, content: bytes, media_type: str) -> None:
    document = add(session, officer, content, "name.exe")

    assert document.media_type == media_type
    assert not document.filename.endswith("exe")
    assert documents.read(session, document.id, officer)[1] == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"MZ" + b"\x00" * 200,
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'></svg>",
        picture("GIF"),
        zipped("a.txt"),
        zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        zipped("[Content_Types].xml", "xl/workbook.xml"),
        b"PK\x03\x04broken",
    ],
)
def test_other_content_is_refused(session: Session, officer: Actor, content: bytes) -> None:
    with pytest.raises(InvalidUpload):
        add(session, officer, content, "paper.pdf")


def test_more_than_ten_megabytes_are_refused(session: Session, officer: Actor) -> None:
    with pytest.raises(InvalidUpload, match="too large"):
        add(session, officer, PDF + b"0" * documents.MAX_BYTES)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\id.pdf", "id.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("صك  الولاية.PDF", "صك الولاية.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
        ("س" * 400, "س" * 146 + ".pdf"),
        ("\ud800bad.pdf", "bad.pdf"),
    ],
)
def test_names_are_cleaned(typed: str, kept: str) -> None:
    assert documents.clean_name(typed, "application/pdf") == kept


def test_the_same_content_lies_in_the_folder_once(session: Session, officer: Actor) -> None:
    first, second = add(session, officer), add(session, officer)

    assert first.id != second.id
    assert [path.name for path in documents.folder.rglob("*") if path.is_file()] == [first.sha256]


def test_a_fresh_upload_is_its_uploaders_alone(session: Session, officer: Actor, member: Actor) -> None:
    document = add(session, officer)

    with pytest.raises(NotFound):
        documents.read(session, document.id, member)
    assert documents.attachable(session, document.id, member, None) is None
    assert documents.attachable(session, document.id, officer, None) is document


def test_who_does_not_see_the_case_does_not_read_its_papers(session: Session, officer: Actor, outsider: Actor) -> None:
    _, document = attached(session, officer, None)

    with pytest.raises(NotFound):
        documents.read(session, document.id, outsider)
    assert documents.read(session, document.id, officer)[1] == PDF


def test_a_limited_field_keeps_its_papers_from_who_sees_the_case(session: Session, officer: Actor) -> None:
    _, document = attached(session, officer, ["research_officer"])
    director = factories.create_user(session, "director", ["executive_director"])

    with pytest.raises(NotFound):
        documents.read(session, document.id, director)


def test_a_paper_of_another_case_cannot_be_attached(session: Session, officer: Actor) -> None:
    _, document = attached(session, officer, None)
    other = factories.start_case(session, officer)

    assert documents.attachable(session, document.id, officer, other) is None
