"""Papers: taken in by content, kept once, read by who may."""

import io
import zipfile

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

import forms
from engine import cases, documents, filling, tasks
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
    assert [path.name for path in documents.folder().rglob("*") if path.is_file()] == [first.sha256]


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


def _checked(session: Session, case: Case, officer: Actor, raw: dict[str, list[str]]) -> None:
    definition = factories.policy_of(session).forms["check_info"]
    answers = {**raw, **forms.encode(definition, factories.CHECKED)}
    task = factories.open_task(session, case, "S2_CheckInfo")
    tasks.complete(session, task.id, answers, officer, factories.token())


def _close(session: Session, case: Case, officer: Actor) -> Case:
    answers = {"f_reason": ["سافر"], "f_withdrawn_by": ["phone"]}
    return cases.send_message(session, case.id, "withdraw", answers, officer, factories.token())


def _continued(session: Session, earlier: Case, officer: Actor) -> Case:
    """A case that offers the earlier one's papers again, and takes them."""
    case = factories.start_case(session, officer, continues=earlier.id)
    person = {"id": earlier.person_id}
    factories.do(session, case, "S1_Receive", officer, **{**factories.RECEIVED, "person": person})
    policy, task = factories.policy_of(session), factories.open_task(session, case, "S2_CheckInfo")
    offered = filling.prefilled(session, case, policy.forms["check_info"], tasks.known(policy, case, task), officer)
    _checked(session, case, officer, dict(offered or {}))
    return case


def _copies(session: Session, case: Case) -> list[Document]:
    return list(session.scalars(select(Document).where(Document.case_id == case.id, Document.field == "copy")))


def test_papers_go_on_with_the_case_that_continues(session: Session, officer: Actor) -> None:
    """Read by who sees the new case but had no part in the old one, and offered once more by the next."""
    noura = factories.create_user(session, "noura", ["research_officer"])
    case = factories.start_case(session, officer)
    factories.do(session, case, "S1_Receive", officer, **factories.RECEIVED)
    paper = add(session, officer)
    rows = [{**row, "copy": {"document": paper.id}} for row in factories.papers_checked(session, case)[:1]]
    rows += factories.papers_checked(session, case)[1:]
    factories.do(session, case, "S2_CheckInfo", officer, **factories.CHECKED, papers_checked=rows)

    second = _continued(session, _close(session, case, officer), officer)
    declared = {"signer_relation": "self", "signature": {"drawn": factories.DRAWN}, "officer_attests": True}
    factories.do(session, second, "S4_Declare", officer, **declared, signed_on="2026-11-22")
    factories.do(session, second, "S5_InformReferral", officer, informed_how="phone", informed=True)
    third = _continued(session, _close(session, second, officer), officer)

    [again], [once_more] = _copies(session, second), _copies(session, third)
    assert documents.read(session, again.id, noura)[1] == PDF
    assert (once_more.sha256, once_more.uploaded_at) == (paper.sha256, paper.uploaded_at)
    with pytest.raises(NotFound):
        documents.read(session, paper.id, noura)
    assert documents.attachable(session, paper.id, noura, second) is None
    assert documents.attachable(session, paper.id, officer, second) is paper
