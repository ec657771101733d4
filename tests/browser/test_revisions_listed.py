"""Revisions of what the policy lists: committees, channels, questions, papers, words; each then acted in a sandbox."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from engine import users
from engine.models import User
from tests.browser.drawings import REVIEW
from tests.browser.driver import Step
from tests.browser.people import Crowd, Person
from tests.browser.sheets import sheet
from tests.browser.site import Site
from tests.browser.test_form_editor import add_rooms, make_it_conditional
from tests.browser.workshop import Workshop, answers, open_draft, plain, straight_path

pytestmark = pytest.mark.browser
CHAIR, MEMBERS = "abdullah", ("mona", "salem", "committee_member_3", "committee_member_4")
FOOD = {
    "request_kind": "food",
    "category": "low_income",
    "person": {"national_id": "1099999102", "name": "مريم بنت ظافر بن سعد الشهراني", "mobile": "0550001102"},
}


def told(draft: Workshop) -> dict[str, list[str]]:
    """What the comparison with the version in force says, under the name of each thing that differs."""
    draft.changes()
    groups = draft.page.locator("section[id^=part-] .difference-group").all()
    return {
        plain(group.locator("h3 > bdi").inner_text()): list(
            map(plain, group.locator(".differences > li").all_inner_texts())
        )
        for group in groups
    }


def add_entry(draft: Workshop, section: str, **texts: str) -> None:
    page = draft.open(f"/lists/{section}/new")
    for language, text in texts.items():
        page.locator(f"[name=f_{language}]").fill(text)
    draft.save_entry()


def votes(*chosen: tuple[str, str]) -> list[Step]:
    return [
        {"as": member, "ballot": "CR_Ballot", "vote": vote, "reason": "كما في ملف العرض"} for member, vote in chosen
    ]


def another(case: str) -> Step:
    start = {"as": "haya", "process": "beneficiary_case", "case": case, "answers": {"origin": "applicant"}}
    return {"start": start}


def test_a_channel_is_added(site: Site, crowd: Crowd) -> None:
    draft = open_draft(site, crowd, "قناة تطبيق الجوال")
    add_entry(draft, "channels", ar="تطبيق الجوال", en="Mobile app")
    assert list(told(draft)) == ["القناة «تطبيق الجوال»"]
    assert "إضافة" in told(draft)["القناة «تطبيق الجوال»"][0]

    with draft.tried() as trial:
        received = answers("S1_Receive", channel="mobile_app")
        trial.run([*straight_path(before="S1_Receive"), received]).check(facts={"channel": "mobile_app"})
        expect(draft.page.locator("dl.pairs").first).to_contain_text("تطبيق الجوال")


def test_a_committee_has_five_seats_and_decides_by_two_thirds(site: Site, crowd: Crowd) -> None:
    draft = open_draft(site, crowd, "لجنة من خمسة")
    page = draft.open("/lists/ballots/entries/research_committee")
    page.get_by_label("عدد المقاعد").fill("٥")
    page.locator("[data-field=quorum_rule]").get_by_label("ثلثا الأعضاء").check()
    page.locator("[data-field=majority_rule]").get_by_label("ثلثا الأصوات المدلى بها").check()
    draft.save_entry()
    assert told(draft)["«لجنة البحث»"] == [
        "تغيير النصاب قبل: أكثر من نصف الأعضاء، ولا يقل عن عضوين ← بعد: ثلثا الأعضاء، ولا يقل عن عضوين",
        "تغيير الأغلبية المطلوبة قبل: أكثر من نصف الأصوات المدلى بها ← بعد: ثلثا الأصوات المدلى بها",
        "تغيير عدد المقاعد قبل: لا يوجد ← بعد: 5",
    ]

    with draft.tried() as trial:
        trial.run(straight_path(before="CR_Ballot"))
        trial.run(votes(*((member, "accept") for member in MEMBERS[:3])))
        trial.run([{"as": CHAIR, "close_ballot": "CR_Ballot", "conflict": True}])
        trial.run(votes((MEMBERS[3], "refuse"), (CHAIR, "refuse"))).check(
            open=["CR_Ballot"],
            data={"CR_Ballot": {"outcome": "defer", "members": 5, "cast": 5, "accept": 3, "refuse": 2}},
        )
        trial.run(votes(*((member, "accept") for member in MEMBERS[:3]), (MEMBERS[3], "refuse")))
        trial.run([{"as": CHAIR, "close_ballot": "CR_Ballot"}])
        trial.check(open=["CR_Record"], data={"CR_Ballot": {"outcome": "accept", "members": 5, "cast": 4, "accept": 3}})


def test_a_question_is_asked_of_rent_only(site: Site, crowd: Crowd) -> None:
    draft = open_draft(site, crowd, "غرف السكن")
    page = draft.open("/forms/receive")
    page.wait_for_selector("html[data-ready]")
    add_rooms(page)
    make_it_conditional(page)
    expect(page.locator("#head-4")).to_contain_text("يظهر إذا كان «نوع الطلب» هو «إيجار السكن»")
    assert told(draft)["استقبال المستفيد والإجابة على استفساراته"] == ["إضافة الحقل «عدد الغرف»"]

    with draft.tried() as trial:
        trial.run(straight_path(before="S1_Receive"))
        trial.run([{**answers("S1_Receive"), "refused": ["number_of_rooms"]}])
        trial.run([answers("S1_Receive", number_of_rooms=3)]).check(data={"number_of_rooms": 3})
        food = {**answers("S1_Receive", **FOOD), "case": "food"}
        trial.run([another("food"), food, {"case": "food", "expect": {"open": ["S2_CheckInfo"]}}])


def test_a_paper_is_required_of_rent(site: Site, crowd: Crowd) -> None:
    draft = open_draft(site, crowd, "إثبات السكن")
    add_entry(draft, "list-papers", ar="إثبات سكن من مركز الحي", en="Proof of residence")
    page = draft.open("/tables/required_papers")
    draft.officer.press("Add a rule")
    for cell, label in (("r-12-i-0", "إيجار السكن"), ("r-12-o-0", "إثبات سكن من مركز الحي")):
        page.wait_for_selector("#table-form[data-ready]")
        page.locator(f"td:has(#{cell}) button").click()
        page.locator("dialog").get_by_label(label).check()
        page.locator("dialog .btn-primary").click()
    expect(page.locator("#w-r-12-o-0")).to_contain_text("إثبات سكن من مركز الحي")
    assert draft.officer.press("Save the table") == 200
    said = told(draft)
    assert said["المستندات المطلوبة"] == [
        "إضافة القاعدة 13: إذا كان نوع الطلب: إيجار السكن، الفئة: أي قيمة؛ فالنتيجة المستند: إثبات سكن من مركز الحي"
    ]
    assert "إثبات سكن من مركز الحي" in said["lists"][0]

    with draft.tried() as trial:
        checked = answers("S2_CheckInfo")
        papers = checked["answers"]["papers_checked"]
        trial.run(straight_path(before="S2_CheckInfo"))
        trial.check(data={"required_docs": [*(each["key"] for each in papers), "proof_of_residence"]})
        for state, refused in (("missing", ["check_result"]), ("matched", [])):
            rows = [*papers, {"key": "proof_of_residence", "state": state}]
            trial.run([{**answers("S2_CheckInfo", papers_checked=rows), **({"refused": refused} if refused else {})}])
        trial.check(open=["S4_Declare"])
        food = {**answers("S1_Receive", **FOOD), "case": "food"}
        data = {"required_docs": ["national_id", "income_statement", "family_card"]}
        trial.run([another("food"), food, {"case": "food", "expect": {"data": data}}])


def test_a_word_of_a_clause_and_a_message_are_changed(site: Site, crowd: Crowd) -> None:
    draft = open_draft(site, crowd, "لا تزيد")
    page = draft.open("/text/entries/S5")
    words = page.get_by_label("النص بالعربية").first
    words.fill(words.input_value().replace("لا تقل", "لا تزيد"))
    draft.save_entry()
    page = draft.open("/texts/withdrawn")
    body = page.locator("[name=f_body_ar]")
    body.fill(body.input_value().replace("فلا يلزم التصويت عليها", "فتُرفع من جدول أعمالها"))
    draft.save_entry()
    said = told(draft)
    assert "لا [محذوف: تقل ] [مضاف: تزيد ] عن أسبوعين" in said["البند S5 (5)"][0]
    assert "[محذوف: فلا يلزم التصويت عليها ] [مضاف: فتُرفع من جدول أعمالها ]" in str(said)
    expect(page.locator("del", has_text="تقل")).to_be_visible()

    with draft.tried() as trial:
        trial.run(straight_path(before="S5_InformReferral"))
        trial.person({"as": "haya"})
        draft.officer.follow(page.locator(".work a[href*='/tasks/']").first)
        expect(page.locator(".clause").first).to_contain_text("خلال مدة لا تزيد عن أسبوعين")
        reason = {"reason": "تحسنت حاله ولله الحمد", "withdrawn_by": "phone"}
        trial.run([{"as": "haya", "message": "withdraw", "answers": reason}]).check(end="End_Withdrawn")
        draft.officer.follow(page.locator(".trial-links a[href$='/sent']"))
        expect(page.locator("main")).to_contain_text("فإن كانت معروضة على لجنة البحث فتُرفع من جدول أعمالها.")


def second_officer(site: Site, crowd: Crowd) -> Person:
    """Another quality officer, who logs in with the password of all."""
    with site.session() as session:
        known = session.scalars(select(User).where(User.login == "reem")).one()
        users.create(session, "noura", "نورة بنت علي القحطاني", "Noura", ["quality_officer"]).password = known.password
        session.commit()
    noura = crowd.newcomer(site, "noura")
    noura.log_in()
    noura.speak("ar")
    return noura


def test_two_officers_on_one_draft_lose_nothing(site: Site, crowd: Crowd) -> None:
    draft = open_draft(site, crowd, "ريم ونورة")
    noura = second_officer(site, crowd)
    clause, form = f"{draft.root}/text/entries/S5", f"{draft.root}/forms/receive?open=1"
    for person in (draft.officer, noura):
        person.go(clause)
    for person, old, new in ((draft.officer, "لا تقل", "لا تزيد"), (noura, "أسبوعين", "عشرة أيام")):
        words = person.page.locator("[name=f_ar]")
        words.fill(words.input_value().replace(old, new))
    assert draft.officer.press("Save") == 200
    assert noura.press("Save") == 409
    conflict = noura.page.locator(".alert-warning")
    expect(conflict).to_contain_text("ريم بنت خالد الدوسري")
    expect(conflict.locator("td.typed").nth(0)).to_contain_text("لا تزيد عن أسبوعين")
    expect(conflict.locator("td.typed").nth(1)).to_contain_text("لا تقل عن عشرة أيام")
    words = noura.page.locator("[name=f_ar]")
    words.fill(words.input_value().replace("لا تقل", "لا تزيد"))
    assert noura.press("Save") == 200

    for person in (draft.officer, noura):
        person.go(form)
        person.page.wait_for_selector("html[data-ready]")
    draft.page.fill("#e-label-ar", "وسيلة التواصل")
    expect(draft.page.locator("#head-1")).to_contain_text("وسيلة التواصل")
    noura.page.fill("#e-label-ar", "طريقة التواصل")
    shown = noura.page.locator("#fe-conflict")
    expect(shown).to_contain_text("وسيلة التواصل")
    expect(shown).to_contain_text("طريقة التواصل")
    noura.follow(shown.get_by_role("link", name=noura.say("Keep theirs, drop mine")))
    assert noura.page.input_value("#e-label-ar") == "وسيلة التواصل"

    assert "لا [محذوف: تقل ] [مضاف: تزيد ] عن [محذوف: أسبوعين ] [مضاف: عشرة أيام ]" in str(told(draft))
    lines = draft.open("/changes").locator(".change-lines > li")
    expect(lines.filter(has_text="نورة بنت علي القحطاني")).to_have_count(1)
    expect(lines.filter(has_text="ريم بنت خالد الدوسري")).to_have_count(2)
    crowd.forget(noura)


def test_a_second_committee_decides_after_the_first(site: Site, crowd: Crowd) -> None:
    draft = open_draft(site, crowd, "لجنة الاعتماد")
    add_entry(draft, "roles", ar="عضو لجنة الاعتماد", en="Approval member")
    add_entry(draft, "roles", ar="رئيس لجنة الاعتماد", en="Approval chair")
    page = draft.open("/lists/ballots/new")
    page.locator("[name=f_ar]").fill("لجنة الاعتماد")
    page.locator("[name=f_en]").fill("Approval committee")
    page.locator("[name=f_members]").select_option(label="عضو لجنة الاعتماد")
    page.locator("[name=f_chair]").select_option(label="رئيس لجنة الاعتماد")
    page.get_by_label("صوتك في هذه الحالة").check()
    page.locator("[data-field=quorum_rule]").get_by_label("كل الأعضاء").check()
    page.locator("[data-field=majority_rule]").get_by_label("إجماع من صوّت").check()
    for number, (ar, en, code) in enumerate((("قبول", "Accept", "accept"), ("رفض", "Refuse", "refuse"))):
        if number:
            page.locator("button[value='add:outcomes']").click()
        for part, text in (("ar", ar), ("en", en), ("code", code)):
            page.locator(f"[name='f_outcomes-{number}-{part}']").fill(text)
    page.locator("[name='f_outcomes-1-is_fallback']").check()
    draft.save_entry()
    drawing = sheet(draft, REVIEW)
    drawing.find("لجنة البحث", "Lane_Committee")
    drawing.pad("lane-insert-below").click()
    drawing.act("fit")
    box = drawing.element("Lane_Committee").bounding_box()
    assert box
    low = box["y"] + box["height"] + 22
    drawing.click_at((box["x"] + 5, low))
    assert drawing.is_chosen() != "Lane_Committee"
    drawing.choose_in("role", "عضو لجنة الاعتماد")
    place = (drawing.middle("CR_Record")[0], low)
    drawing.tool("create.user-task")
    page.mouse.move(place[0], place[1] - 10)
    page.mouse.move(*place, steps=6)
    drawing.click_at(place)
    page.keyboard.type("تصويت لجنة الاعتماد")
    drawing.press("Enter")
    drawing.is_chosen()
    drawing.write_in("name_en", "Approval vote")
    drawing.choose_in("form", "لجنة الاعتماد")
    drawing.is_chosen()
    drawing.is_saved()
    task = drawing.is_chosen()
    said = told(draft)["دراسة لجنة البحث"]
    assert any("إضافة المسار «عضو لجنة الاعتماد»" in line for line in said)
    assert any(
        "إضافة المهمة «تصويت لجنة الاعتماد»، المنفذ: عضو لجنة الاعتماد، التصويت: لجنة الاعتماد." in line
        for line in said
    )

    with draft.tried() as trial:
        trial.run(straight_path(before="CR_Record"))
        trial.check(open=[task])
        vote = {"ballot": task, "vote": "accept"}
        trial.run([{**vote, "as": each} for each in ("approval_member", "approval_member_2")]).check(open=[task])
        trial.run([{**vote, "as": "approval_chair"}])
        trial.check(open=["CR_Record"])
