"""The properties panel: what the site answers it, and how it reads and writes times and conditions."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.bpmn import feel
from engine.models import PolicyVersion
from engine.policies import packs
from engine.studio import drafts
from engine.studio.panel import vocabulary_page
from tests.webapp.conftest import CheckingClient

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PANEL = ROOT / "webapp" / "assets" / "modeler" / "panel"
NODE = shutil.which("node") or str(Path(sys.executable).with_name("node"))
Ask = Callable[..., list[Any]]


def ask_feel(page: CheckingClient, draft: PolicyVersion, sent: Any) -> Any:
    headers = {"X-CSRFToken": page.form_token, "Origin": "http://localhost"}
    answer = page.post(f"/studio/{draft.id}/feel", json=sent, headers=headers)
    assert answer.status_code == 200
    return answer.json["remarks"]  # type: ignore[index]


def test_vocabulary_is_sent_once_and_then_only_its_mark(page: CheckingClient, draft: PolicyVersion) -> None:
    first = page.get(f"/studio/{draft.id}/vocabulary")
    again = page.get(f"/studio/{draft.id}/vocabulary", headers={"If-None-Match": first.headers["ETag"]})

    assert first.json["roles"]  # type: ignore[index]
    assert (again.status_code, again.data) == (304, b"")


def test_change_of_the_draft_is_sent_anew(
    session: Session, page: CheckingClient, draft: PolicyVersion, reem: Actor
) -> None:
    first = page.get(f"/studio/{draft.id}/vocabulary")
    drafts.save(session, draft.id, "beneficiary_relations/documents/note.txt", b"x", None, reem)
    session.commit()

    again = page.get(f"/studio/{draft.id}/vocabulary", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200


def test_mistake_in_an_expression_is_answered_in_both_languages(page: CheckingClient, draft: PolicyVersion) -> None:
    [remark] = ask_feel(page, draft, {"text": 'nead = "support"', "wanted": "condition", "names": {}})

    assert (remark["line"], remark["column"], remark["length"]) == (1, 1, 4)
    assert "«nead» غير معروف" in remark["ar"]
    assert "“nead” is not known" in remark["en"]


@pytest.mark.parametrize("sent", [[], "x", {}, {"text": 3}, {"text": "1", "names": [1]}, {"text": "1", "wanted": []}])
def test_what_is_no_question_asks_about_nothing(page: CheckingClient, draft: PolicyVersion, sent: Any) -> None:
    assert isinstance(ask_feel(page, draft, sent), list)


# --- the panel's own modules, asked by node


@pytest.fixture(scope="session")
def vocabulary() -> dict[str, Any]:
    return vocabulary_page.of_pack(packs.read(ROOT / "processes", "samakh")).as_json()


@pytest.fixture
def ask(vocabulary: dict[str, Any]) -> Ask:
    def answers(*questions: tuple[str, Any], lang: str = "ar") -> list[Any]:
        sent = json.dumps({"page": vocabulary, "questions": questions, "lang": lang})
        command = [NODE, str(HERE / "panel_modules.mjs")]
        done = subprocess.run(command, input=sent, capture_output=True, text=True, check=True, cwd=ROOT)
        return list(json.loads(done.stdout))

    return answers


ROWS = {
    'need = "support"': 'need = "support"',
    "need != null": "need != null",
    "papers_complete": "papers_complete = true",
    "not(goes_on)": "goes_on = false",
    'CR_Ballot.outcome = "accept" and family_size >= 3': 'CR_Ballot.outcome = "accept" and family_size >= 3',
    "per_capita = null": "per_capita = null",
    'check_result="complete"  or overdue': 'check_result = "complete" or overdue = true',
    'need in ["support", "unclear"]': 'need in ["support", "unclear"]',
    'need in ("support", "unclear")': 'need in ["support", "unclear"]',
    "family_size between 1 and 5": "family_size between 1 and 5",
    "(family_size between 1 and 5) and overdue": "(family_size between 1 and 5) and overdue = true",
    'contains(summary, "عاجل")': 'contains(summary, "عاجل")',
    "open_case_of_person = null or overdue": "open_case_of_person = null or overdue = true",
    "reply_not_before != null": "reply_not_before != null",
}
NO_ROWS = [
    'nead = "support"', 'need = "suport"', "need = 3", "family_size + 1 > 3", "overdue and papers_complete or goes_on",
    "count(incomes) > 2", "need =", 'if overdue then true else false', "some x in incomes satisfies x > 3", "need",
    'need = "support" // عاجل', "not(overdue and papers_complete)",
]  # fmt: skip


@pytest.mark.parametrize("text", ROWS)
def test_condition_is_read_into_rows_and_written_again(ask: Ask, text: str) -> None:
    [answer] = ask(("condition", text))

    assert answer["anew"] == ROWS[text]
    assert feel.check(answer["kept"]).problems == ()
    assert feel.check(answer["anew"]).problems == ()


def test_untouched_rows_keep_their_author_s_writing(ask: Ask) -> None:
    [answer] = ask(("condition", "papers_complete and not(goes_on)"))

    assert answer["kept"] == "papers_complete and not(goes_on)"


def test_what_is_no_table_stays_an_expression(ask: Ask) -> None:
    assert ask(*(("condition", text) for text in NO_ROWS)) == [None] * len(NO_ROWS)


def test_conditions_of_the_shipped_diagrams_are_tables(ask: Ask) -> None:
    drawn = packs.read(ROOT / "processes", "samakh").files
    texts = [raw.decode() for path, raw in drawn.items() if path.endswith(".bpmn")]
    found = [text for each in texts for text in re.findall(r"conditionExpression[^>]*>([^<]+)<", each)]

    assert len(found) > 15
    assert None not in ask(*(("condition", text.replace("&quot;", '"')) for text in found))


def test_money_is_written_in_halalas(ask: Ask) -> None:
    row = {"field": "need_limit", "sign": ">", "values": [{"kind": "number", "value": 150_000}]}

    assert ask(("written", {"join": "and", "rows": [row]})) == ["need_limit > 150000"]


def test_unfinished_row_is_not_written(ask: Ask) -> None:
    rows = [{"field": "need", "sign": "=", "values": []}, {"field": "overdue", "sign": "yes", "values": []}]

    assert ask(("written", {"join": "and", "rows": rows})) == ["overdue = true"]


def test_quotes_in_a_value_do_not_end_it(ask: Ask) -> None:
    row = {"field": "summary", "sign": "=", "values": [{"kind": "text", "value": 'قال "نعم" \\ ثم'}]}
    [text] = ask(("written", {"join": "and", "rows": [row]}))

    assert feel.evaluate(text, {"summary": 'قال "نعم" \\ ثم'}) is True


TIMES = [
    ("P14D", "after", "timeDuration", "بعد 14 يومًا", "After 14 days"),
    ("P2W", "after", "timeDuration", "بعد أسبوعين", "After 2 weeks"),
    ("PT1H", "after", "timeDuration", "بعد ساعة واحدة", "After 1 hour"),
    ("=working days(today(), 10)", "after", "timeDate", "بعد 10 أيام عمل", "After 10 working days"),
    ("=reply_target", "parameter", "timeDuration", None, "After 14 days (Time to reply from the day"),
    ("2026-12-01", "date", "timeDate", "في 2026-12-01", "On 2026-12-01"),
    ("2026-12-01T09:00:00+03:00", "date", "timeDate", "في 2026-12-01 الساعة 09:00", "On 2026-12-01 at 09:00"),
    ("R3/P7D", "repeat", "timeCycle", "كل 7 أيام، 3 مرات", "Every 7 days, 3 times"),
    ("R/P1D", "repeat", "timeCycle", "كل يوم واحد ما بقيت الخطوة مفتوحة", "Every 1 day while the step is open"),
    ("=if overdue then reply_warn else reply_target", "feel", "timeDuration", "", ""),
    ("P1DT2H", "feel", "timeDuration", "", ""),
    ("2026-12-01T09:00:00Z", "feel", "timeDuration", "", ""),
    ("R2/2026-12-01/P7D", "feel", "timeCycle", "", ""),
]


@pytest.mark.parametrize(("body", "mode", "tag", "ar", "en"), TIMES)
def test_time_is_read_and_written_back_as_it_was(
    ask: Ask, body: str, mode: str, tag: str, ar: str | None, en: str
) -> None:
    [arabic], [english] = ask(("time", body)), ask(("time", body), lang="en")

    assert arabic["time"]["mode"] == mode
    assert arabic["written"] == {"tag": tag, "body": body}
    assert ar is None or arabic["words"] == ar
    assert english["words"].startswith(en)


def test_timer_of_working_days_lasts_until_the_last_of_them_closes(ask: Ask) -> None:
    body = "=working day ends(working days(today(), 10))"
    [arabic], [english] = ask(("timer", body)), ask(("timer", body), lang="en")

    assert arabic["time"] == {"mode": "after", "amount": 10, "unit": "workdays"}
    assert arabic["written"] == {"tag": "timeDate", "body": body}
    assert arabic["words"] == "بعد 10 أيام عمل، عند نهاية الدوام"
    assert english["words"] == "After 10 working days, at the close of work"


@pytest.mark.parametrize("day", ["working days(today(), 10)", "working day ends(working days(today(), 0))"])
def test_timer_that_fires_before_its_day_is_over_or_never_is_left_to_feel(ask: Ask, day: str) -> None:
    assert ask(("timer", f"={day}"))[0]["time"]["mode"] == "feel"


def test_switched_off_parameter_says_so(ask: Ask) -> None:
    assert "متوقف" in ask(("time", "=reply_not_before"))[0]["words"]


def test_arabic_counts_as_it_is_spoken(ask: Ask) -> None:
    numbers = [1, 2, 3, 10, 11, 99, 100, 103, 111]
    said = ask(*(("counted", ["days", number]) for number in numbers))

    assert said == ["يوم واحد", "يومين", "3 أيام", "10 أيام", "11 يومًا", "99 يومًا", "100 يوم", "103 أيام", "111 يومًا"]


def test_process_that_would_call_itself_is_not_offered(ask: Ask) -> None:
    assert ask(("callable", "committee_review")) == [[]]
    assert ask(("callable", "beneficiary_handling")) == [["committee_review"]]


def test_every_text_of_the_panel_stands_in_both_languages(ask: Ask) -> None:
    [texts] = ask(("texts", None))
    sources = "".join(path.read_text("utf-8") for path in PANEL.rglob("*.js*") if path.name != "texts.js")
    said = set(re.findall(r"say\('([^']+)'", sources)) | set(re.findall(r": 'panel\.\w+'", sources))
    missing = {key for key in said if not key.startswith(":")} - set(texts)
    prefixes = set(re.findall(r"say\(`([a-z.]+)\$\{", sources)) | {"kind.", "panel."}
    unused = {key for key in texts if f"'{key}'" not in sources and not key.startswith(tuple(prefixes))}

    assert missing == set()
    assert unused == set()
    assert [key for key, each in texts.items() if not each.get("ar") or not each.get("en")] == []
    assert [key for key, each in texts.items() if re.search("[\u0600-\u06ff]", each["en"])] == []
    assert [key for key, each in texts.items() if re.search("[A-Za-z]{2,}", re.sub(r"{\w+}", "", each["ar"]))] == []
