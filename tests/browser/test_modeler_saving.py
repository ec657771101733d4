"""The diagram editor keeps what is drawn: by itself, beside another, without a network, after the session."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.drawings import PATIENCE, Drawing, Open, names, rename
from tests.browser.people import Crowd

pytestmark = pytest.mark.browser


def test_two_windows_never_overwrite_each_other_unseen(open_draft: Open, crowd: Crowd) -> None:
    mine = open_draft()
    theirs = Drawing(crowd.second_window(mine.person), mine.version, mine.name).open()
    rename(theirs, "CR_Assign", "تكليف الباحث")
    theirs.changed()
    theirs.saved()

    rename(mine, "CR_Visit", "زيارة البيت")
    dialog = mine.page.locator("dialog[open]")
    expect(dialog).to_contain_text("ريم")
    expect(dialog.locator(".modeler-changes")).to_contain_text("تكليف الباحث")
    with mine.page.expect_download() as downloaded:
        dialog.get_by_role("button", name="نزّل ما رسمتُه").click()
    assert "زيارة البيت" in names(Path(downloaded.value.path()).read_bytes())
    dialog.get_by_role("button", name="أبقِ ما رسمتُه").click()
    kept = names(mine.saved())
    assert "زيارة البيت" in kept
    assert "تكليف الباحث" not in kept

    rename(theirs, "CR_Assign", "تكليف باحث آخر")
    theirs.page.locator("dialog[open]").get_by_role("button", name="خذ المحفوظ").click()
    theirs.page.wait_for_selector("#modeler[data-ready=true]")
    expect(theirs.page.locator("dialog")).to_have_count(0)
    assert "زيارة البيت" in names(theirs.current())
    theirs.page.close()


def test_a_lost_network_loses_nothing(open_draft: Open, crowd: Crowd) -> None:
    first = open_draft()
    drawing = Drawing(crowd.second_window(first.person), first.version, first.name).open()
    drawing.person.context.set_offline(True)
    rename(drawing, "CR_Visit", "زيارة البيت")
    expect(drawing.page.locator("#modeler-state")).to_have_attribute("data-kind", "failed", timeout=PATIENCE)
    expect(drawing.page.locator("#modeler-state")).to_contain_text("لا اتصال")
    drawing.page.close()
    first.person.context.set_offline(False)

    first.open()
    first.page.locator("dialog[open]").get_by_role("button", name="أكمل به").click()
    first.changed()
    assert "زيارة البيت" in names(first.saved())
    first.open()
    expect(first.page.locator("dialog")).to_have_count(0)


def test_a_slow_save_never_overwrites_a_newer_state(open_draft: Open) -> None:
    drawing = open_draft()
    held: list[Route] = []
    posts = re.compile(re.escape(drawing.address) + "$")
    drawing.page.route(posts, lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    rename(drawing, "CR_Visit", "زيارة أولى")
    drawing.page.wait_for_timeout(2000)
    assert len(held) == 1
    rename(drawing, "CR_Visit", "زيارة ثانية")
    drawing.page.wait_for_timeout(2000)
    assert len(held) == 1, "a second save waits for the first"
    held[0].continue_()
    while len(held) < 2:
        drawing.page.wait_for_timeout(100)
    held[1].continue_()
    content = drawing.saved()
    drawing.page.unroute(posts)
    assert "زيارة ثانية" in names(content)
    assert "زيارة أولى" not in names(content)


def test_an_ended_session_says_so_and_keeps_the_work(open_draft: Open, crowd: Crowd) -> None:
    drawing = open_draft()
    person = drawing.person
    drawing.page.wait_for_load_state("networkidle")  # each answer brings the session's cookie anew
    cookies = person.context.cookies()
    person.context.clear_cookies()
    rename(drawing, "CR_Visit", "زيارة البيت")
    state = drawing.page.locator("#modeler-state")
    expect(state).to_have_attribute("data-kind", "failed", timeout=PATIENCE)
    expect(state).to_contain_text("انتهت جلستك")
    expect(state.get_by_role("link")).to_have_attribute("target", "_blank")
    person.context.add_cookies(cookies)  # type: ignore[arg-type]
    drawing.page.evaluate("dispatchEvent(new Event('focus'))")
    assert "زيارة البيت" in names(drawing.saved())
