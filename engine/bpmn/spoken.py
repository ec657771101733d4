"""How a diagram's elements and what they say are called in the officer's words, in both languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine import wording


class Both(NamedTuple):
    """One text in both languages."""

    ar: str
    en: str


KINDS: Mapping[str, Both] = {
    "process": Both("الإجراء", "process"),
    "participant": Both("الطرف", "pool"),
    "lane": Both("المسار", "lane"),
    "startEvent": Both("البداية", "start"),
    "endEvent": Both("النهاية", "end"),
    "intermediateCatchEvent": Both("حدث الانتظار", "waiting event"),
    "intermediateThrowEvent": Both("حدث الإرسال", "sending event"),
    "boundaryEvent": Both("الحدث الطرفي", "boundary event"),
    "userTask": Both("المهمة", "task"),
    "manualTask": Both("المهمة اليدوية", "manual task"),
    "scriptTask": Both("خطوة الحساب", "calculation"),
    "sendTask": Both("خطوة الإرسال", "message sent"),
    "receiveTask": Both("خطوة الاستلام", "message received"),
    "businessRuleTask": Both("خطوة جدول القرار", "decision table step"),
    "exclusiveGateway": Both("البوابة", "gateway"),
    "parallelGateway": Both("البوابة المتوازية", "parallel gateway"),
    "eventBasedGateway": Both("بوابة الأحداث", "event gateway"),
    "callActivity": Both("استدعاء الإجراء", "called process"),
    "subProcess": Both("العملية الفرعية", "sub-process"),
    "sequenceFlow": Both("السهم", "flow"),
    "messageFlow": Both("سهم الرسالة", "message flow"),
    "association": Both("خط الإيضاح", "association"),
    "textAnnotation": Both("الملاحظة", "note"),
    "dataObjectReference": Both("المستند", "data object"),
    "dataStoreReference": Both("مخزن البيانات", "data store"),
    "group": Both("الإطار", "group"),
}

ASPECTS: Mapping[str, Both] = {
    "name": Both("الاسم", "name"),
    "name_en": Both("الاسم الإنجليزي", "English name"),
    "kind": Both("النوع", "kind"),
    "lane": Both("المنفذ", "carried out by"),
    "role": Both("الدور", "role"),
    "inside": Both("موضعه داخل", "inside"),
    "form": Both("النموذج", "form"),
    "ballot": Both("التصويت", "ballot"),
    "assignee": Both("من تُسند إليه", "assigned to"),
    "due": Both("موعد الإنجاز", "due"),
    "act": Both("الإجراء الرسمي", "official act"),
    "follow_up": Both("متابعة بعد انتهاء المعاملة", "follow-up after the case"),
    "template": Both("الرسالة أو الخطاب", "message or letter"),
    "to": Both("المرسل إليه", "sent to"),
    "clause": Both("البند", "clause"),
    "decision": Both("جدول القرار", "decision table"),
    "result": Both("اسم النتيجة", "result's name"),
    "marks": Both("العلامة التي يضعها المؤقت", "mark set by the timer"),
    "calledElement": Both("الإجراء المستدعى", "process called"),
    "timerEventDefinition/timeDuration": Both("مدة المؤقت", "timer"),
    "timerEventDefinition/timeDate": Both("موعد المؤقت", "timer's date"),
    "timerEventDefinition/timeCycle": Both("تكرار المؤقت", "timer's repetition"),
    "timerEventDefinition": Both("مؤقت", "timer"),
    "messageEventDefinition": Both("رسالة", "message"),
    "messageEventDefinition/messageRef": Both("الرسالة المنتظرة", "message awaited"),
    "messageRef": Both("الرسالة المنتظرة", "message awaited"),
    "errorEventDefinition": Both("خطأ", "error"),
    "errorEventDefinition/errorRef": Both("الخطأ", "error"),
    "terminateEventDefinition": Both("إنهاء المعاملة كلها", "ends the whole case"),
    "cancelActivity": Both("يوقف ما يعترضه", "interrupts its step"),
    "conditionExpression": Both("الشرط", "condition"),
    "default": Both("المسار الافتراضي", "default flow"),
    "order": Both("ترتيب فحص الشروط", "order of conditions"),
    "sourceRef": Both("يبدأ من", "from"),
    "targetRef": Both("يصل إلى", "to"),
    "attachedToRef": Both("على", "attached to"),
    "processRef": Both("إجراؤه", "its process"),
    "script": Both("الحساب", "calculation"),
    "text": Both("النص", "text"),
    "documentation": Both("الشرح", "documentation"),
    "isExecutable": Both("قابل للتنفيذ", "can be run"),
    "multiInstanceLoopCharacteristics": Both("يُكرر على قائمة", "repeated over a list"),
    "multiInstanceLoopCharacteristics/isSequential": Both("التكرار واحدًا بعد واحد", "one after another"),
    "multiInstanceLoopCharacteristics/loopDataInputRef": Both("القائمة التي يُكرر عليها", "list repeated over"),
    "multiInstanceLoopCharacteristics/loopDataOutputRef": Both("قائمة النتائج", "list of results"),
    "multiInstanceLoopCharacteristics/inputDataItem": Both("عنصر القائمة", "item of the list"),
    "multiInstanceLoopCharacteristics/completionCondition": Both("شرط اكتمال التكرار", "repetition ends when"),
    "id": Both("المعرّف", "id"),
    "layout": Both("الموضع في الرسم", "place in the drawing"),
    "unreadable": Both("الملف", "file"),
}

NONE = Both("لا يوجد", "none")
APPLICANT = Both("مقدم الطلب", "the applicant")
CONDITION = "conditionExpression"
TIMERS = tuple(f"timerEventDefinition/{each}" for each in ("timeDuration", "timeDate", "timeCycle"))
TIMES = frozenset({"due", *TIMERS})
FLAGS = frozenset({
    "cancelActivity", "follow_up", "isExecutable", "timerEventDefinition", "messageEventDefinition",
    "errorEventDefinition", "terminateEventDefinition", "multiInstanceLoopCharacteristics",
    "multiInstanceLoopCharacteristics/isSequential",
})  # fmt: skip
_IN_DAYS = r"working days\((?:today\(\)|now\(\)|date\(now\(\)\)), (\d+)\)"
_WORKING_DAYS = re.compile(rf"{_IN_DAYS}|working day ends\({_IN_DAYS}\)")
_QUOTED = re.compile(r'duration\("([^"]+)"\)')
_DURATION = re.compile(r"-?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_CYCLE = re.compile(r"R(\d*)/(?:(\d{4}-[^/]+)/)?(P[^/]+)")
_UNITS = (
    (("سنة", "سنتان", "سنوات", "سنة"), "year"), (("شهر", "شهران", "أشهر", "شهرًا"), "month"),
    (("أسبوع", "أسبوعان", "أسابيع", "أسبوعًا"), "week"), (("يوم واحد", "يومان", "أيام", "يومًا"), "day"),
    (("ساعة", "ساعتان", "ساعات", "ساعة"), "hour"), (("دقيقة", "دقيقتان", "دقائق", "دقيقة"), "minute"),
    (("ثانية", "ثانيتان", "ثوانٍ", "ثانية"), "second"),
)  # fmt: skip


@dataclass(frozen=True)
class Names:
    """What the pack calls the keys that a diagram mentions."""

    roles: Mapping[str, Both] = field(default_factory=dict)
    forms: Mapping[str, Both] = field(default_factory=dict)
    templates: Mapping[str, Both] = field(default_factory=dict)
    ballots: Mapping[str, Both] = field(default_factory=dict)
    decisions: Mapping[str, Both] = field(default_factory=dict)
    processes: Mapping[str, Both] = field(default_factory=dict)
    clauses: Mapping[str, Both] = field(default_factory=dict)
    parameters: Mapping[str, Both] = field(default_factory=dict)

    def keys(self, aspect: str) -> Mapping[str, Both]:
        by_aspect = {
            "role": self.roles, "form": self.forms, "template": self.templates, "ballot": self.ballots,
            "decision": self.decisions, "calledElement": self.processes, "clause": self.clauses, "to": self.roles,
        }  # fmt: skip
        return by_aspect.get(aspect, {})


def label(aspect: str) -> Both:
    """What an aspect is called; another vendor's keeps its own name."""
    plain, _, number = aspect.partition(" ")
    found = ASPECTS.get(plain) or both(plain)
    return Both(f"{found.ar} {number}", f"{found.en} {number}") if number else found


def kind(tag: str) -> Both:
    return KINDS.get(tag) or both(tag)


def value(aspect: str, raw: str, names: Names) -> Both:
    """What an aspect says, in words; an expression as it is written."""
    if not raw:
        return NONE
    if aspect in FLAGS and raw in ("true", "false"):
        return yes_no(raw == "true")
    if aspect in TIMES:
        return when(raw, names.parameters)
    if aspect == "kind":
        return kind(raw)
    if aspect in ("clause", "to") and not raw.startswith("="):
        return joined([_key(aspect, each.strip(), names) for each in raw.split(",")])
    return _key(aspect, raw, names)


def _key(aspect: str, raw: str, names: Names) -> Both:
    if aspect == "to" and raw == "applicant":
        return APPLICANT
    return names.keys(aspect).get(raw) or both(raw)


def when(raw: str, parameters: Mapping[str, Both] | None = None) -> Both:
    """A term: whole durations, repetitions, working days and parameters in words."""
    text = raw.removeprefix("=").strip()
    if found := _QUOTED.fullmatch(text):
        text = found[1]
    if found := _WORKING_DAYS.fullmatch(text):
        return working_days(int(found[1] or found[2]))
    if found := _CYCLE.fullmatch(text):
        return _cycle(found[1], found[2], found[3])
    named = (parameters or {}).get(text)
    return duration(text) or (Both(f"«{named.ar}»", f"“{named.en}”") if named else both(raw))


def working_days(count: int) -> Both:
    ar = ("يوم عمل واحد", "يوما عمل")[count - 1] if count in (1, 2) else f"{count} {_counted(count, 'أيام', 'يوم')} عمل"
    return Both(ar, f"{count} working day{'' if count == 1 else 's'}")


def duration(text: str) -> Both | None:
    """14 يومًا, 14 days; None where the text is no duration."""
    found = _DURATION.fullmatch(text)
    counts = [int(each) for each in found.groups(default="0")] if found else []
    if not any(counts):
        return None
    ar = " و".join(_ar(count, words) for count, (words, _) in zip(counts, _UNITS, strict=True) if count)
    en = " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, (_, unit) in zip(counts, _UNITS, strict=True) if count)  # fmt: skip  # noqa: E501
    before = text.startswith("-")
    return Both(f"قبل {ar}", f"{en} before") if before else Both(ar, en)


def _ar(count: int, words: tuple[str, str, str, str]) -> str:
    if count in (1, 2):
        return words[count - 1]
    return f"{count} {_counted(count, words[2], words[3])}"


def _counted(count: int, few: str, many: str) -> str:
    return few if 3 <= count % 100 <= 10 else many


def _cycle(times: str, start: str, every: str) -> Both:
    length = duration(every) or both(every)
    count = Both(f"، {times} مرات", f", {times} times") if times else Both("", "")
    begin = Both(f"، ابتداءً من {code(start)}", f", from {start}") if start else Both("", "")
    return Both(f"كل {length.ar}{count.ar}{begin.ar}", f"every {length.en}{count.en}{begin.en}")


def both(text: str) -> Both:
    """Text without a name of its own: the same in both languages, in its own order inside Arabic."""
    return Both(code(text), text)


def code(text: str) -> str:
    return wording.text(text, "ar") if not _mixed(text) else f"{wording.ISOLATE}{text}{wording.END_ISOLATE}"


def _mixed(text: str) -> bool:
    """An expression with Arabic words inside still runs from left to right."""
    return text.startswith("=") or bool(re.search(r"[=<>{}\[\]]", text))


def yes_no(holds: bool) -> Both:
    return Both(wording.yes_no(holds, "ar"), wording.yes_no(holds, "en"))


def joined(texts: list[Both]) -> Both:
    return Both(wording.listed((each.ar for each in texts), "ar"), wording.listed((each.en for each in texts), "en"))
