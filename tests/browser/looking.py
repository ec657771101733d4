"""Looks at a page as a person of one language: what stands there that they cannot read?"""

from functools import cache

from sqlalchemy import select

from engine.models import Person as PersonRow
from engine.models import User
from tests.browser.exhibits import Exhibits
from tests.browser.pages import Look
from tests.browser.people import WIDE, Crowd, Person
from tests.browser.site import Site

FOREIGN = {"ar": "[A-Za-z]{2,}", "en": "[\\u0600-\\u06FF]{2,}"}
READ = ["PDF", "Powered by bpmn.io"]  # in any language; the drawing's mark must stay
# What is in the other language on purpose says so by `lang`; names and what people typed stand in <bdi>.
TEXTS = """([foreign, allowed]) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  const isForeign = text => new RegExp(foreign).test(allowed.reduce((left, word) => left.replaceAll(word, ''), text));
  const elsewhere = 'bdi, script, svg, textarea';
  const ours = each => each.closest('[lang]') === document.documentElement && !each.closest(elsewhere);
  for (let node; (node = walker.nextNode());) {
    if (isForeign(node.textContent) && ours(node.parentElement)) found.push(node.textContent.trim());
  }
  for (const name of ['aria-label', 'placeholder', 'title'])
    for (const each of document.querySelectorAll(`[${name}]`))
      if (isForeign(each.getAttribute(name)) && ours(each)) found.push(each.getAttribute(name));
  return found;
}"""


def show(exhibits: Exhibits, crowd: Crowd, look: Look, locale: str) -> Person:
    """Bring a page up on somebody's screen, in their language."""
    person = crowd.person(exhibits.site, look.login) if look.login else crowd.stranger(exhibits.site)
    person.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    address = look.address(exhibits)
    if person.go(address).status == look.status and person.locale != locale:
        person.speak(locale)
    answer = person.go(address)
    assert answer.status == look.status
    return person


def foreign_words(person: Person, names: list[str]) -> list[str]:
    locale = person.locale
    found: list[str] = person.page.evaluate(TEXTS, [FOREIGN[locale], READ + names])
    return found


@cache
def names_of_people(site: Site) -> list[str]:
    """Names are written as they were given; in a record, as they were when somebody acted."""
    with site.session() as session:
        beneficiaries, staff = session.scalars(select(PersonRow.name)), session.scalars(select(User))
        return [*beneficiaries, *(name for user in staff for name in (user.name_ar, user.name_en))]
