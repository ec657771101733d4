"""What a scenario expected and found, as the program says it, put in the reader's words as far as there are some."""

import re
from collections.abc import Callable

from engine import wording
from engine.studio.scenario_words import STATUS, Names, field_label


def failure(names: Names, text: str) -> str:
    """What was expected or found, as the program says it, in the reader's words as far as there are some."""
    for pattern, said in _FAILURES:
        if found := pattern.fullmatch(text):
            return said(names, found)
    return text


def _listed(ar: str, en: str) -> Callable[[Names, re.Match[str]], str]:
    def say(names: Names, found: re.Match[str]) -> str:
        keys = re.findall(r"'([^']*)'", found[1])
        return names.say(ar, en) + names.elements(keys)

    return say


def _one(ar: str, en: str) -> Callable[[Names, re.Match[str]], str]:
    def say(names: Names, found: re.Match[str]) -> str:
        value = found[1].strip("'")
        status = STATUS.get(value)
        return names.say(ar, en).format(names.say(*status) if status else names.element(value))

    return say


def _refusal(names: Names, found: re.Match[str]) -> str:
    fields = [field_label(names, path) for path in re.findall(r"'([^']*)'", found[1])]
    more = f" ({found[2]})" if found.lastindex and found.lastindex > 1 and found[2] else ""
    listed = wording.listed(fields, names.locale) or names.say("لا شيء", "nothing")
    return names.say(f"تُرفض الأجوبة عند: {listed}", f"the answers are refused at: {listed}") + more


def _label(names: Names, path: str) -> str:
    """A question's words; of what a step marks the step's own name."""
    said = field_label(names, path)
    marking = [
        key
        for process in names.policy.specs.processes.values()
        for key, each in process.elements.items()
        if each.properties.get("marks") == path
    ]
    return names.element(marking[0]) if said == path and marking else said


def _value(names: Names, text: str) -> str:
    """A day as people write it, yes or no, nothing, a text without its marks."""
    if text in ("True", "False"):
        return wording.yes_no(text == "True", names.locale)
    if text == "None":
        return names.say("لا شيء", "nothing")
    plain = text.strip("'")
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", plain)
    return f"{day[3]}/{day[2]}/{day[1]}" if day else plain


_FAILURES: list[tuple[re.Pattern[str], Callable[[Names, re.Match[str]], str]]] = [
    (re.compile(r"open: (\[.*\])"), _listed("المهام المفتوحة: ", "open tasks: ")),
    (re.compile(r"timers: (\[.*\])"), _listed("المؤقتات المنتظرة: ", "waiting timers: ")),
    (re.compile(r"sent: (\[.*\])"), _listed("الرسائل المرسلة: ", "messages sent: ")),
    (re.compile(r"(\[.*\])"), _listed("", "")),
    (re.compile(r"status: (\w+)"), _one("حال المعاملة: {}", "the case is {}")),
    (re.compile(r"end: (\w+)"), _one("تنتهي بـ «{}»", "ends as “{}”")),
    (re.compile(r"one open task (\w+) \(or nth\)"), _one("المهمة «{}» مفتوحة", "the task “{}” is open")),
    (re.compile(r"\d+ of it; open: (\[.*\])"), _listed("المفتوح: ", "open are: ")),
    (re.compile(r"refused: (\[.*?\])(?: \((.*)\))?", re.DOTALL), _refusal),
    (re.compile(r"(open|ended)"), _one("{}", "{}")),
    (re.compile(r"nothing"), lambda names, _: names.say("لا شيء", "nothing")),
    (re.compile(r"None"), lambda names, _: names.say("لا شيء", "nothing")),
    (re.compile(r"the step to be taken"), lambda names, _: names.say("تُنجز الخطوة", "the step is taken")),
    (re.compile(r"the step was taken"), lambda names, _: names.say("أُنجزت الخطوة", "the step was taken")),
    (re.compile(r"the step to go through"), lambda names, _: names.say("تمضي الخطوة", "the step goes through")),
    (re.compile(r"NotAllowed: .*"), lambda names, _: names.say("لا يُسمح لهذا الشخص", "this person may not")),
    (re.compile(r"TaskClosed: .*"), lambda names, _: names.say("المهمة مقفلة", "the task is closed")),
    (
        re.compile(r"(?:data|facts|person): ([\w.]+) = (.*)"),
        lambda names, found: f"{_label(names, found[1])} = {_value(names, found[2])}",
    ),
    (re.compile(r"True|False|'[^']*'"), lambda names, found: _value(names, found[0])),
    (re.compile(r"the case to wait for '(\w+)'"), _one("تنتظر المعاملة «{}»", "the case waits for “{}”")),
    (re.compile(r"it does not"), lambda names, _: names.say("لا تنتظره", "it does not")),
    (re.compile(r"(End_\w+|\w+_\w+)"), _one("«{}»", "“{}”")),
]  # fmt: skip
