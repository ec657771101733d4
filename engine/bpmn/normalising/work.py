"""A diagram while it is repaired, and what each repair says."""

from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn.linting.mending import unused
from engine.bpmn.linting.model import line_of
from engine.bpmn.writing import BPMN, all_ids

SAID: dict[str, tuple[str, str]] = {
    "encoding": ("حُوّل الملف إلى ترميز UTF-8.", "The file was turned into UTF-8."),
    "given-id": ("أُعطي عنصر ({tag}) المعرّف {id}.", "An element ({tag}) was given the id {id}."),
    "doubled-id": ("معرّف مكرر: صار الثاني {id}.", "An id stood twice: the second is now {id}."),
    "changed-id": ("غُيّر المعرّف «{old}» إلى {id}؛ فالأول محجوز أو غير صالح.",
                   "The id “{old}” became {id}: it is reserved or not valid."),
    "empty-pool": ("حُذف الحوض «{name}»؛ لا خطوات فيه.", "The pool “{name}” was removed; it holds no step."),
    "closed-pool": ("بقي الحوض «{name}» رسمًا فقط؛ لا خطوات فيه.",
                    "The pool “{name}” stays as a drawing; it holds no step."),
    "loose-flow": ("حُذف سهم لا يصل بين عنصرين: {id}.", "A flow that does not connect two elements was removed: {id}."),
    "loose-link": ("حُذف خط رسم لا يصل بين عنصرين: {id}.", "A drawn line that connects nothing was removed: {id}."),
    "loose-reference": ("حُذفت إشارة من «{name}» إلى ما ليس في الملف: {id}.",
                        "A reference of “{name}” to something that is not in the file was removed: {id}."),
    "extension-note": ("صارت إعدادات أداة أخرى على «{name}» ملاحظة مكتوبة: {what}.",
                       "Settings of another tool on “{name}” became a written note: {what}."),
    "extension": ("حُذفت إعدادات أداة أخرى من «{name}»، ولا أثر لها هنا: {what}.",
                  "Settings of another tool on “{name}”, of no effect here, were removed: {what}."),
    "task": ("صارت المهمة «{name}» مهمة يدوية يؤكدها شخص؛ كانت بلا نوع.",
             "The task “{name}” had no type and became a manual task that a person confirms."),
    "not-executable": ("عُلّمت العملية للتنفيذ.", "The process was marked as executable."),
    "default-with-condition": ("حُذف شرط من مسار افتراضي؛ لم يكن يُقرأ.",
                               "A condition was removed from a default flow, where it is not read."),
    "no-default": ("صار السهم الذي بلا شرط المسار الافتراضي للبوابة «{name}».",
                   "The flow without a condition became the default of the gateway “{name}”."),
    "dangling": ("حُذفت علامة مسار افتراضي لا وجود له من «{name}».",
                 "The mark of a default flow that is not there was removed from “{name}”."),
    "default-ignored": ("حُذفت علامة المسار الافتراضي من «{name}»؛ له مخرج واحد.",
                        "The mark of a default flow was removed from “{name}”, which has no choice."),
    "no-start": ("أُضيفت بداية قبل «{name}».", "A start was added before “{name}”."),
    "dead-end": ("أُضيفت نهاية بعد «{name}».", "An end was added after “{name}”."),
    "empty-property": ("حُذفت خاصية بلا قيمة من «{name}».", "A property without a value was removed from “{name}”."),
    "repeated-property": ("أُبقيت واحدة من خاصية مكررة في «{name}».",
                          "Of a repeated property of “{name}” one was kept."),
    "error-must-interrupt": ("صار حدث الخطأ «{name}» مقاطعًا.", "The error event “{name}” became interrupting."),
    "start-with-incoming": ("وُجّه سهم كان يدخل البداية إلى ما بعدها.",
                            "A flow into the start now leads to the step after it."),
    "no-message": ("أُنشئت رسالة باسم {name} للحدث الذي لم يسمِّ رسالته.",
                   "A message called {name} was made for the event that named none."),
    "laid-out": ("رُسم المخطط من جديد؛ لم يكن فيه رسم كامل.",
                 "The diagram was drawn anew; its drawing was missing or not complete."),
}  # fmt: skip


@dataclass(frozen=True)
class Repair:
    """One thing that was changed, in one sentence."""

    code: str
    element: str
    line: int
    ar: str
    en: str


@dataclass
class Work:
    root: etree._Element
    repairs: list[Repair] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def say(self, code: str, element: etree._Element, **values: str) -> None:
        ar, en = SAID[code]
        shown = {"name": name_of(element), **{key: _short(value) for key, value in values.items()}}
        id = str(element.get("id") or "")
        self.repairs.append(Repair(code, id, line_of(element), ar.format_map(shown), en.format_map(shown)))

    def fresh(self, wanted: str) -> str:
        if not self.taken:
            self.taken = {each.casefold() for each in all_ids(self.root)}
        id = unused(wanted, self.taken)
        self.taken.add(id.casefold())
        return id


def name_of(element: etree._Element) -> str:
    name = _short(" ".join((element.get("name") or "").split()))
    return name or element.get("id") or etree.QName(element).localname


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:120] + "…"


def parts(root: etree._Element, *tags: str) -> list[etree._Element]:
    return [each for tag in tags for each in root.iter(BPMN + tag)]
