"""Revisions of the policy by drawing: each is done in the browser alone, and a case behaves so afterwards."""

import pytest
from playwright.sync_api import expect

from tests.browser.drawings import HANDLING, REVIEW
from tests.browser.people import Crowd
from tests.browser.sheets import Sheet, sheet
from tests.browser.site import Site
from tests.browser.workshop import Workshop, answers, open_draft, straight_path
from tests.engine import strangers

pytestmark = pytest.mark.browser


def says(draft: Workshop, *sentences: str) -> None:
    """The comparison with the version in force says each of these."""
    told = draft.changes()
    assert [sentence for sentence in sentences if not any(sentence in line for line in told)] == [], told


def test_a_deadline_is_counted_in_working_days(site: Site, crowd: Crowd) -> None:
    """Told on Sunday 22 November: the tenth working day is Sunday 6 December, until four in the afternoon."""
    draft = open_draft(site, crowd, "الرد خلال عشرة أيام عمل")
    drawing = sheet(draft, HANDLING)
    drawing.find("تجاوز مدة الرد", "TB_Overdue")
    drawing.note("بعد 14 يومًا")
    drawing.choose_in("timer-mode", "بعد مدة")
    drawing.write_in("amount", "١٠")
    drawing.choose_in("unit", "يوم عمل")
    drawing.note("بعد 10 أيام عمل، عند نهاية الدوام")
    drawing.find("تثبيت تاريخ الإبلاغ", "SC_Told")
    drawing.write_in("script-value", "working days(today(), 10)", at=1)
    drawing.is_saved()
    drawing.open()
    drawing.find("تجاوز مدة الرد", "TB_Overdue")
    drawing.note("بعد 10 أيام عمل")

    says(
        draft,
        "الحدث الطرفي «تجاوز مدة الرد»: موعد المؤقت:"
        " «مدة الرد على المستفيد من يوم إبلاغه بالرفع إلى اللجنة» ← 10 أيام عمل",
        "خطوة الحساب «تثبيت تاريخ الإبلاغ وموعد الرد»: الحساب: promised_on = date(now() + reply_target)"
        " ← promised_on = working days(today(), 10)",
    )
    with draft.tried() as trial:
        trial.run([*straight_path(before="CR_Assign")])
        trial.run([{"until": "2026-12-06T15:59+03:00"}]).check(
            facts={"overdue": False}, data={"promised_on": "2026-12-06"}
        )
        trial.run([{"until": "2026-12-06T16:00+03:00"}]).check(facts={"overdue": True})


def test_a_step_is_moved_to_another_role(site: Site, crowd: Crowd) -> None:
    draft = open_draft(site, crowd, "البحث الاجتماعي يتأكد من المعلومات")
    drawing = sheet(draft, HANDLING)
    drawing.find("إيضاح الإجراءات", "S3_Clarify")
    x, y = drawing.middle("S3_Clarify")
    task, down = drawing.middle("S2_CheckInfo"), (x + 200, y)
    drawing.click_at(task)
    drawing.draw(task, (task[0], task[1] + 40), down)
    drawing.note("الخطوة لدور المسار: مسؤول البحث الاجتماعي")
    drawing.is_saved()
    drawing.is_sound()

    says(
        draft,
        "المهمة «التأكد من المعلومات ومطابقتها وصلاحيتها»: المنفذ: موظف علاقات المستفيدين ← مسؤول البحث الاجتماعي",
    )
    with draft.tried() as trial:
        trial.run([*straight_path(before="S2_CheckInfo")])
        trial.run([{**answers("S2_CheckInfo"), "forbidden": True}]).check(open=["S2_CheckInfo"])
        trial.run([{**answers("S2_CheckInfo"), "as": "fahd"}]).check(open=["S4_Declare"])


def test_a_step_is_removed(site: Site, crowd: Crowd) -> None:
    draft = open_draft(site, crowd, "بلا زيارة ميدانية")
    drawing = sheet(draft, REVIEW)
    drawing.find("الزيارة الميدانية", "CR_Visit")
    drawing.press("Delete")
    drawing.find("هل تلزم زيارة", "G_Visit")
    drawing.press("Delete")
    for task in ("CR_Assign", "CR_MoreInfo"):
        drawing.connect(task, "SC_Need")
    drawing.is_saved()
    drawing.is_sound()

    says(
        draft,
        "حذف المهمة «الزيارة الميدانية».",
        "حذف البوابة «هل تلزم زيارة ميدانية؟».",
        "إضافة السهم من «إسناد الحالة إلى باحث» إلى «حساب صافي الدخل ونصيب الفرد».",
    )
    with draft.tried() as trial:
        trial.run([*straight_path(before="CR_Visit")]).check(open=["CR_Prepare"])


def test_a_step_is_added(site: Site, crowd: Crowd) -> None:
    draft = open_draft(site, crowd, "الاتصال قبل التأكد")
    drawing = sheet(draft, HANDLING)
    drawing.find("تحديد المستندات", "BR_Docs")
    x, y = drawing.middle("BR_Docs")
    drawing.tool("space-tool")
    drawing.draw((x - 75, y - 150), (x + 85, y - 150))  # to the right, where the way begins
    drawing.tool("create.user-task")
    drawing.page.mouse.move(x, y - 60)
    drawing.page.mouse.move(x + 2, y, steps=6)
    drawing.click_at((x + 2, y))
    drawing.page.keyboard.type("الاتصال المسبق بالمستفيد")
    drawing.press("Enter")
    task = drawing.is_chosen()
    drawing.write_in("name_en", "Call before checking")
    drawing.is_saved()
    make_form(drawing)
    drawing.choose_in("form", "الاتصال المسبق بالمستفيد")
    task = drawing.is_chosen()
    drawing.is_saved()

    says(
        draft,
        "إضافة المهمة «الاتصال المسبق بالمستفيد»، المنفذ: موظف علاقات المستفيدين، النموذج: الاتصال المسبق بالمستفيد.",
        "السهم من «تحديد المستندات المطلوبة» إلى «الاتصال المسبق بالمستفيد»: يصل إلى:"
        " «التأكد من المعلومات ومطابقتها وصلاحيتها» ← «الاتصال المسبق بالمستفيد»",
        "إضافة الحقل «نتيجة الاتصال»",
    )
    with draft.tried() as trial:
        trial.run(straight_path(before="S2_CheckInfo")).check(open=[task])
        trial.run([{"as": "haya", "do": task, "answers": {}, "refused": ["call_result"]}]).check(open=[task])
        trial.run([{"as": "haya", "do": task, "answers": {"call_result": "رد"}}]).check(open=["S2_CheckInfo"])


def make_form(drawing: Sheet) -> None:
    """In a tab of its own, from the panel's link: one required question."""
    with drawing.page.expect_popup() as opened:
        drawing.panel.get_by_role("link", name="أنشئ نموذجًا لهذه الخطوة").click()
    page = opened.value
    page.get_by_role("button", name="أنشئ النموذج").click()
    page.wait_for_selector("html[data-ready]")
    page.fill("#e-label-ar", "نتيجة الاتصال")
    page.fill("#e-label-en", "Call result")
    page.locator("[data-add] button[value=add]").click()
    page.select_option("#e-required-mode", "yes")
    expect(page.locator("[data-state]")).to_contain_text("حُفظ")
    page.wait_for_timeout(300)
    page.close()
    drawing.comes_to_the_front()


STRANGER = f"""{strangers.HEAD}<process id="complaint" name="الشكوى">
<laneSet id="ls"><lane id="desk" name="الاستقبال"><flowNodeRef>hear</flowNodeRef><flowNodeRef>which</flowNodeRef>
<flowNodeRef>answer</flowNodeRef></lane></laneSet>
<userTask id="hear" name="سماع الشكوى" camunda:assignee="demo"/>
<exclusiveGateway id="which" name="هل تلزم إجابة؟"/>
<userTask id="answer" name="إجابة صاحب الشكوى" camunda:formKey="embedded:app:forms/answer.html"/>
<sequenceFlow sourceRef="hear" targetRef="which"/>
<sequenceFlow sourceRef="which" targetRef="answer">
<conditionExpression xsi:type="tFormalExpression">${{need == 'support'}}</conditionExpression></sequenceFlow>
<sequenceFlow sourceRef="which" targetRef="done"/><endEvent id="done" name="حُفظت الشكوى"/>
</process></definitions>"""


def test_a_stranger_s_diagram_is_taken_in_and_run(site: Site, crowd: Crowd) -> None:
    """Without a start, a drawing, ids on its flows; with another tool's conditions and settings."""
    draft = open_draft(site, crowd, "إجراء الشكاوى")
    page = draft.open("/diagrams/")
    file = {"name": "complaint.bpmn", "mimeType": "text/xml", "buffer": STRANGER.encode()}
    page.locator("#diagram").set_input_files(file)  # type: ignore[arg-type]
    assert draft.officer.press("Look at it") == 200
    expect(page.locator(".findings").first).to_contain_text("أُضيفت بداية قبل «سماع الشكوى»")
    expect(page.get_by_role("checkbox")).to_be_checked()
    assert draft.officer.press("Take it in") == 200
    drawing = Sheet(draft.officer, draft.version, "complaint")
    drawing.is_ready()
    give_roles_and_forms(drawing)
    drawing.is_saved()
    drawing.is_sound()

    says(
        draft,
        "إضافة المهمة «سماع الشكوى»، المنفذ: موظف علاقات المستفيدين، النموذج: استقبال المستفيد",
        'إضافة السهم من «هل تلزم إجابة؟» إلى «إجابة صاحب الشكوى»، الشرط: need = "support".',
    )
    with draft.tried() as trial:
        trial.run([{"start": {"as": "haya", "process": "complaint", "answers": {"origin": "applicant"}}}])
        trial.run([{**answers("S1_Receive"), "do": "hear"}]).check(open=["answer"])
        said = {"topic": "المستندات", "clarify_answer": "شُرحت له", "is_clear": True, "goes_on": True}
        trial.run([{"as": "haya", "do": "answer", "answers": said}]).check(status="ended")


def give_roles_and_forms(drawing: Sheet) -> None:
    drawing.find("الاستقبال")
    drawing.choose_in("role", "موظف علاقات المستفيدين")
    drawing.find("سماع الشكوى", "hear")
    drawing.choose_in("form", "استقبال المستفيد")
    drawing.find("إجابة صاحب الشكوى", "answer")
    drawing.choose_in("form", "إيضاح الإجراءات")
    x, y = drawing.middle("hear")
    drawing.click_at((x + 150, y))
    drawing.is_chosen()
    drawing.choose_in("form", "فتح معاملة")
    drawing.choose_in("role", "موظف علاقات المستفيدين")
