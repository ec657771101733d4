"""Messages, letters, papers and the calendar of a draft: what is written, refused, counted and printed."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import pytest
from sqlalchemy.orm import Session

import forms
from engine.actors import Actor
from engine.errors import NotAllowed, NotFound
from engine.letters import LetterFailed
from engine.models import PolicyVersion
from engine.policies import calendar, entries, files, packs, versions
from engine.studio import binding, calendar_edits, calendar_page, drafts, papers, text_pages, text_samples, texts
from engine.studio.drafts import EditConflict, NotADraft
from engine.studio.lists import policy_entries
from engine.studio.lists.entry_forms import Typed
from engine.studio.lists.policy_entries import StillUsed
from engine.studio.papers import BadPaper
from engine.studio.text_answers import KINDS, LETTER, LOCALES, MESSAGE, Kind
from forms import InvalidAnswers
from tests import factories
from webapp import studio_forms

FILE = "associations/samakh.yaml"
TEMPLATES, LETTERS = "beneficiary_relations/templates", "beneficiary_relations/letters"
WORDS = {
    "subject_ar": "عنوان {case_number}",
    "subject_en": "About {case_number} today",
    "body_ar": "سطر أول\nسطر {applicant.name}",
    "body_en": "First line\nLine {applicant.name}",
}
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def reem(session: Session) -> Actor:
    return factories.create_user(session, "reem", ["quality_officer"])


@pytest.fixture
def draft(session: Session, reem: Actor) -> int:
    return drafts.open(session, versions.in_force(session).id, "تجربة", reem).id


def pack(session: Session, draft: int) -> packs.Pack:
    return drafts.pack(session, session.get_one(PolicyVersion, draft))


def parts(session: Session, draft: int) -> binding.Parts:
    return policy_entries.read(session.get_one(PolicyVersion, draft), session)


def value(session: Session, draft: int, path: str) -> Any:
    return files.read(pack(session, draft).files[path]).value


def write(
    session: Session, draft: int, kind: Kind, key: str | None, actor: Actor, seen: str | None = None, **answers: Any
) -> str:
    """Answer the text's form as its page would, over what stands there."""
    definition = studio_forms.read(kind.form)
    found = parts(session, draft)
    path = texts.paths(session.get_one(PolicyVersion, draft), kind).get(key or "", "")
    standing = kind.answers(found.content.sources[path].value) if key else {}
    raw = forms.encode(definition, {**standing, **answers})
    now = pack(session, draft).manifest.get(path, "")
    return texts.save(session, draft, kind, key, Typed(definition, raw, now if seen is None else seen), actor)


def remarks(found: binding.Parts, kind: Kind, path: str, put: dict[str, Any]) -> list[str]:
    changed = {**found.content.sources[path].value, **put}
    return [finding.element for finding in texts.remarks(found, kind, changed)]


# -- messages and letters


@pytest.mark.parametrize("association", ["samakh", "alkawthar"])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_shipped_text_goes_through_its_form_unchanged(association: str, kind: Kind) -> None:
    read = packs.read(factories.PROCESSES, association)
    found, definition = binding.parts(read), studio_forms.read(kind.form)
    for (of, key), path in found.content.paths.items():
        if of == kind.key:
            standing = found.content.sources[path].value
            raw = forms.encode(definition, kind.answers(standing))
            made = {"id": key, **kind.value(forms.answers(definition, raw, texts.surroundings(found, "ar")))}
            assert made == standing
            assert texts.written(read.files[path], made) == read.files[path]
            assert texts.remarks(found, kind, made) == []


@pytest.mark.parametrize("association", ["samakh", "alkawthar"])
def test_every_shipped_text_is_written_over_invented_values_in_both_languages(association: str) -> None:
    read = packs.read(factories.PROCESSES, association)
    world = text_samples.world(read)
    for kind, key in binding.parts(read).content.paths:
        for locale in LOCALES:
            if kind == MESSAGE.key:
                shown = text_pages.preview(world, MESSAGE.answers(world.policy.templates[key]), locale)
                assert shown.problem == ""
                assert "{" not in shown.body


def test_a_new_message_takes_its_key_from_the_english_subject_and_is_readable(
    session: Session, draft: int, reem: Actor
) -> None:
    key = write(session, draft, MESSAGE, None, reem, **WORDS)

    assert key == "about_today"
    assert value(session, draft, f"{TEMPLATES}/{key}.yaml")["body"]["ar"] == WORDS["body_ar"]
    assert b"|-\n" in pack(session, draft).files[f"{TEMPLATES}/{key}.yaml"]
    assert not [each for each in packs.check(pack(session, draft)) if each.severity == "error"]


@pytest.mark.parametrize("code", ["new", "Big", "withdrawn", "../x", "1a"])
def test_a_key_that_cannot_be_given_is_told_at_its_question(
    session: Session, draft: int, reem: Actor, code: str
) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        write(session, draft, MESSAGE, None, reem, **WORDS, code=code)

    assert "code" in refused.value.form.errors


@pytest.mark.parametrize(
    ("part", "text", "place"),
    [
        ("body", "{no_such_name}", "body_ar"),
        ("body", "{case_number", "body_ar"),
        ("subject", "{1 +}", "subject_ar"),
    ],
)
def test_a_wrong_placeholder_is_told_at_its_question_and_may_be_saved(
    session: Session, draft: int, reem: Actor, part: str, text: str, place: str
) -> None:
    write(session, draft, MESSAGE, "withdrawn", reem, **{f"{part}_ar": text})

    shown = text_pages.page(session, draft, MESSAGE, "withdrawn", studio_forms.read("message"), reem)
    assert list(shown.form.errors) == [place]
    assert value(session, draft, f"{TEMPLATES}/withdrawn.yaml")[part]["ar"] == text
    assert shown.previews[0].problem
    assert shown.previews[1].body


def test_a_wrong_condition_or_question_of_a_letter_is_told_in_its_row(
    session: Session, draft: int, reem: Actor
) -> None:
    row = {"ar": "فقرة", "en": "Paragraph"}
    paragraphs = [row, {**row, "visible_if": "nobody = 1"}]
    write(session, draft, LETTER, "support_request", reem, paragraphs=paragraphs, asks=[{"form": "receive", "fields": "nothing, person"}])  # fmt: skip  # noqa: E501

    shown = text_pages.page(session, draft, LETTER, "support_request", studio_forms.read("letter"), reem)
    assert sorted(shown.form.errors) == ["asks.0.fields", "paragraphs.1.visible_if"]
    with pytest.raises(LetterFailed):
        texts.print_saved(session, draft, "support_request", reem, "ar")


def test_a_letter_keeps_its_comment_and_says_its_value_once_or_in_both_languages(
    session: Session, draft: int, reem: Actor
) -> None:
    path = f"{LETTERS}/decision_letter.yaml"
    table = [
        {"label_ar": "رقم", "label_en": "Number", "value": "{case_number}"},
        {"label_ar": "اسم", "label_en": "Name", "value": "اسم", "value_en": "Name"},
    ]
    write(session, draft, LETTER, "decision_letter", reem, table=table)

    assert [row["value"] for row in value(session, draft, path)["table"]] == ["{case_number}", {"ar": "اسم", "en": "Name"}]  # fmt: skip  # noqa: E501
    assert pack(session, draft).files[path].startswith(b"# The committee's decision")


@pytest.mark.parametrize("key", ["decision_letter", "support_request"])
@pytest.mark.parametrize("locale", LOCALES)
def test_a_letter_is_printed_over_invented_values(
    session: Session, draft: int, reem: Actor, key: str, locale: str
) -> None:
    assert texts.print_saved(session, draft, key, reem, locale).startswith(b"%PDF-")


def test_a_copy_is_sound_and_used_by_nothing(session: Session, draft: int, reem: Actor) -> None:
    first = texts.copy(session, draft, MESSAGE, "withdrawn", reem)
    second = texts.copy(session, draft, MESSAGE, "withdrawn", reem)

    assert (first, second) == ("withdrawn_copy", "withdrawn_copy_2")
    assert value(session, draft, f"{TEMPLATES}/{first}.yaml")["id"] == first
    assert texts.uses(parts(session, draft), MESSAGE, first) == []


@pytest.mark.parametrize(
    ("kind", "key"),
    [(MESSAGE, "withdrawn"), (LETTER, "decision_letter"), (LETTER, "support_request")],
    ids=["message", "letter of a step", "letter of a tool"],
)
def test_what_is_used_is_not_removed_and_says_where(
    session: Session, draft: int, reem: Actor, kind: Kind, key: str
) -> None:
    version = session.get_one(PolicyVersion, draft)
    with pytest.raises(StillUsed) as refused:
        texts.remove(session, draft, kind, key, version.manifest[texts.path_of(version, kind, key)], reem)

    assert refused.value.uses
    assert all(use.ar in refused.value.ar for use in refused.value.uses)


def test_what_nothing_uses_is_removed(session: Session, draft: int, reem: Actor) -> None:
    key = texts.copy(session, draft, LETTER, "decision_letter", reem)
    texts.remove(session, draft, LETTER, key, pack(session, draft).manifest[f"{LETTERS}/{key}.yaml"], reem)

    assert f"{LETTERS}/{key}.yaml" not in pack(session, draft).files


def test_two_officers_never_overwrite_each_other_unseen(session: Session, draft: int, reem: Actor) -> None:
    seen = pack(session, draft).manifest[f"{TEMPLATES}/withdrawn.yaml"]
    write(session, draft, MESSAGE, "withdrawn", reem, subject_en="Mine")

    with pytest.raises(EditConflict):
        write(session, draft, MESSAGE, "withdrawn", reem, seen=seen, subject_en="Theirs")


def test_a_file_that_cannot_be_read_shows_itself_and_is_written_anew(session: Session, draft: int, reem: Actor) -> None:
    path = f"{TEMPLATES}/withdrawn.yaml"
    drafts.save(session, draft, path, b"id: [", pack(session, draft).manifest[path], reem)

    shown = text_pages.page(session, draft, MESSAGE, "withdrawn", studio_forms.read("message"), reem)
    assert shown.source == "id: ["
    assert shown.findings
    definition = studio_forms.read("message")
    typed = Typed(definition, forms.encode(definition, WORDS), shown.seen)
    texts.save(session, draft, MESSAGE, "withdrawn", typed, reem)
    assert value(session, draft, path)["subject"]["en"] == WORDS["subject_en"]


# -- papers


def test_a_paper_is_added_under_a_plain_name_replaced_and_removed(session: Session, draft: int, reem: Actor) -> None:
    assert papers.add(session, draft, "../صورة مخطط A.PNG", PNG, reem) == "A.png"
    name = papers.add(session, draft, "صورة.png", PNG, reem)
    assert name == "paper.png"
    assert papers.add(session, draft, "صورة أخرى.png", PNG, reem) == "paper_2.png"
    papers.replace(session, draft, name, "other.png", PNG + b"1", papers.get(session, draft, name, reem).sha256, reem)
    found = papers.get(session, draft, name, reem)
    assert found.size == len(PNG) + 1
    papers.remove(session, draft, name, found.sha256, reem)
    assert name not in {paper.name for paper in papers.index(session, draft, reem)}


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.exe", b"MZ"), ("a.pdf", b"no pdf"), ("a.md", b"\xff\xfe"), ("a.txt", b""), ("noending", b"x")],
)  # fmt: skip
def test_what_is_no_paper_is_refused(session: Session, draft: int, reem: Actor, name: str, content: bytes) -> None:
    before = pack(session, draft).hash
    with pytest.raises(BadPaper):
        papers.add(session, draft, name, content, reem)

    assert pack(session, draft).hash == before


def test_a_paper_is_replaced_by_its_own_kind_only(session: Session, draft: int, reem: Actor) -> None:
    with pytest.raises(BadPaper):
        papers.replace(session, draft, "sample.pdf", "a.png", PNG, "", reem)


@pytest.mark.parametrize("name", ["research_guide.md", "sample.pdf"])
def test_a_paper_that_a_tool_or_scenario_uses_stays(session: Session, draft: int, reem: Actor, name: str) -> None:
    with pytest.raises(StillUsed):
        papers.remove(session, draft, name, papers.get(session, draft, name, reem).sha256, reem)


def test_every_paper_is_shown_by_something(session: Session, draft: int, reem: Actor) -> None:
    assert all(paper.uses for paper in papers.index(session, draft, reem))


# -- the calendar


def keep_time(session: Session, draft: int, actor: Actor, **answers: Any) -> None:
    definition = studio_forms.read("working_time")
    page = calendar_page.time_page(session, draft, definition, actor)
    raw = forms.encode(definition, {**page.form.answers, **answers})
    calendar_edits.save_time(session, draft, Typed(definition, raw, page.seen), actor)


def keep_holiday(session: Session, draft: int, actor: Actor, key: str | None, **answers: Any) -> str:
    definition = studio_forms.read("holiday")
    page = calendar_page.holiday_page(session, draft, key, definition, actor)
    raw = forms.encode(definition, {**page.form.answers, **answers})
    return calendar_edits.save_holiday(session, draft, key, Typed(definition, raw, page.seen), actor)


def holidays(session: Session, draft: int) -> list[dict[str, Any]]:
    found = entries.get(pack(session, draft).files[FILE], ("calendar", "holidays"))
    return list(found or [])


def counted(session: Session, draft: int, actor: Actor, start: str, count: str) -> str:
    tried = calendar_page.show(session, draft, actor, 2026, start, count).tried
    assert tried
    return tried.answer or tried.problem


def test_a_day_of_the_weekend_less_moves_what_is_counted(session: Session, draft: int, reem: Actor) -> None:
    assert "03/12/2026" in counted(session, draft, reem, "2026-11-22", "9")
    keep_time(session, draft, reem, weekend=["friday"])

    assert "02/12/2026" in counted(session, draft, reem, "1448-06-12", "٩")
    said = value(session, draft, FILE)["calendar"]
    assert said["weekend"] == ["friday"]
    assert said["hours"] == {"from": "08:00", "to": "16:00"}


@pytest.mark.parametrize(
    ("answers", "place"),
    [
        ({"weekend": list(calendar.DAYS)}, "weekend"),
        ({"hours_to": "07:00"}, "hours_to"),
        ({"hours_from": "8"}, "hours_from"),
        ({"ramadan_to": None}, "ramadan_to"),
    ],
)
def test_a_working_time_that_cannot_be_is_told_at_its_question(
    session: Session, draft: int, reem: Actor, answers: dict[str, Any], place: str
) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        keep_time(session, draft, reem, **answers)

    assert place in refused.value.form.errors


def test_hours_of_ramadan_are_taken_away(session: Session, draft: int, reem: Actor) -> None:
    keep_time(session, draft, reem, ramadan_from=None, ramadan_to=None, hours_from="٩:٣٠")

    assert value(session, draft, FILE)["calendar"]["hours"]["from"] == "09:30"
    assert "ramadan_hours" not in value(session, draft, FILE)["calendar"]


def test_a_holiday_is_added_in_its_order_moved_and_removed(session: Session, draft: int, reem: Actor) -> None:
    before = pack(session, draft).files[FILE]
    day = keep_holiday(session, draft, reem, None, ar="يوم", en="A day", first="1448-06-20", days=2)
    assert day == "2026-11-30"
    found = holidays(session, draft)
    assert [each["from"] for each in found] == sorted(each["from"] for each in found)
    assert found[4]["to"] == "2026-12-01"
    assert "07/12/2026" in counted(session, draft, reem, "2026-11-22", "9")

    moved = keep_holiday(session, draft, reem, day, first="2026-12-06", days=1)
    assert "to" not in calendar_page.find(parts(session, draft).content, moved)
    seen = entries.digest(calendar_page.find(parts(session, draft).content, moved))
    calendar_edits.remove_holiday(session, draft, moved, seen, reem)
    assert pack(session, draft).files[FILE] == before


def test_a_second_holiday_on_the_same_day_is_refused(session: Session, draft: int, reem: Actor) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        keep_holiday(session, draft, reem, None, ar="يوم", en="A day", first="2026-09-23", days=1)

    assert "first" in refused.value.form.errors


def test_what_is_proposed_adds_what_is_missing_and_changes_nothing(session: Session, draft: int, reem: Actor) -> None:
    moved = keep_holiday(session, draft, reem, "2026-03-19", first="2026-03-20", days=4)
    keep = {each["from"]: dict(each) for each in holidays(session, draft)}
    assert all(each.is_there for each in calendar_page.propose(session, draft, 2026, reem))
    wanted = [each.first for each in calendar_page.propose(session, draft, 2030, reem)]

    assert calendar_edits.add_proposed(session, draft, 2026, [moved, "2026-09-23"], reem) == 0
    assert calendar_edits.add_proposed(session, draft, 2030, [*wanted[1:], "2026-01-01"], reem) == len(wanted) - 1
    found = {each["from"]: each for each in holidays(session, draft)}
    assert {key: found[key] for key in keep} == keep
    assert set(found) - set(keep) == set(wanted[1:])


@pytest.mark.parametrize(
    "change",
    [{"first": "2026-03-23", "days": 3}, {"first": "2026-03-21", "days": 6, "ar": "إجازة العيد"}],
    ids=["announced later", "under another name"],
)
def test_a_feast_that_the_association_writes_otherwise_is_not_proposed_again(
    session: Session, draft: int, reem: Actor, change: dict[str, Any]
) -> None:
    keep_holiday(session, draft, reem, "2026-03-19", **change)

    assert all(each.is_there for each in calendar_page.propose(session, draft, 2026, reem))


def test_an_association_without_a_calendar_gets_one(session: Session, draft: int, reem: Actor) -> None:
    drafts.edit(session, draft, FILE, ("calendar",), None, entries.digest(value(session, draft, FILE)["calendar"]), reem)  # fmt: skip  # noqa: E501
    assert calendar_page.show(session, draft, reem).is_own is False
    keep_holiday(session, draft, reem, None, ar="يوم", en="A day", first="2026-12-06", days=1)
    keep_time(session, draft, reem, weekend=["saturday", "friday"])

    assert value(session, draft, FILE)["calendar"]["weekend"] == ["friday", "saturday"]
    assert [each["from"] for each in holidays(session, draft)] == ["2026-12-06"]
    assert not [each for each in packs.check(pack(session, draft)) if each.severity == "error"]


def test_a_year_is_drawn_as_the_engine_counts_it(session: Session, draft: int, reem: Actor) -> None:
    page = calendar_page.show(session, draft, reem, 2026)
    days = {(month.number, day.number): day for month in page.months for week in month.weeks for day in week if day}

    assert len(days) == 365
    assert days[9, 23].holiday == "اليوم الوطني"
    assert [days[11, number].is_working for number in (19, 20, 21, 22)] == [True, False, False, True]
    assert page.working == sum(day.is_working for day in days.values())


@pytest.mark.parametrize(("start", "count"), [("x", "1"), ("2026-11-22", "y"), ("2026-11-22", "99999"), ("2026-13-01", "1")])  # fmt: skip  # noqa: E501
def test_what_cannot_be_counted_is_said(session: Session, draft: int, reem: Actor, start: str, count: str) -> None:
    tried = calendar_page.show(session, draft, reem, 2026, start, count).tried

    assert tried
    assert tried.problem
    assert not tried.answer


def test_a_deadline_in_working_days_is_named(session: Session, draft: int, reem: Actor) -> None:
    assert calendar_page.show(session, draft, reem).uses == []
    key = write(session, draft, MESSAGE, "withdrawn", reem, body_ar="{working days(today(), 3)}")

    [use] = calendar_page.show(session, draft, reem).uses
    assert PurePosixPath(use.file).stem == key


# -- who may


def test_only_who_edits_policy_reads_or_writes_these(session: Session, draft: int) -> None:
    haya = factories.create_user(session, "haya", ["relations_officer"])
    acts: tuple[Callable[[], object], ...] = (
        lambda: texts.print_saved(session, draft, "decision_letter", haya, "ar"),
        lambda: text_pages.index(session, draft, MESSAGE, haya),
        lambda: papers.index(session, draft, haya),
        lambda: calendar_page.show(session, draft, haya),
        lambda: texts.copy(session, draft, MESSAGE, "withdrawn", haya),
        lambda: texts.remove(session, draft, MESSAGE, "withdrawn", "", haya),
        lambda: papers.add(session, draft, "a.png", PNG, haya),
        lambda: papers.replace(session, draft, "sample.pdf", "a.pdf", b"%PDF-", "", haya),
        lambda: calendar_edits.remove_holiday(session, draft, "2026-09-23", "", haya),
        lambda: calendar_edits.add_proposed(session, draft, 2030, [], haya),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_a_version_that_is_no_draft_stays_as_it_is(session: Session, reem: Actor) -> None:
    in_force = versions.in_force(session).id
    acts: tuple[Callable[[], object], ...] = (
        lambda: texts.copy(session, in_force, MESSAGE, "withdrawn", reem),
        lambda: write(session, in_force, MESSAGE, "withdrawn", reem, subject_ar="لا"),
        lambda: papers.add(session, in_force, "a.png", PNG, reem),
        lambda: keep_time(session, in_force, reem, weekend=["friday"]),
        lambda: keep_holiday(session, in_force, reem, "2026-09-23", days=2),
        lambda: calendar_edits.add_proposed(session, in_force, 2030, [], reem),
    )
    for act in acts:
        with pytest.raises(NotADraft):
            act()


@pytest.mark.parametrize("key", ["nothing", "..", "withdrawn.yaml"])
def test_what_is_not_there_is_not_found(session: Session, draft: int, reem: Actor, key: str) -> None:
    with pytest.raises(NotFound):
        texts.copy(session, draft, MESSAGE, key, reem)
    with pytest.raises(NotFound):
        papers.get(session, draft, key, reem)
