"""What a refused expression says to its author, in both languages, by the type of trouble that feel.js reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import EngineError

KINDS = {
    "nil": ("فارغ", "empty"),
    "boolean": ("نعم/لا", "boolean"),
    "number": ("عدد", "number"),
    "string": ("نص", "text"),
    "text": ("نص", "text"),
    "list": ("قائمة", "list"),
    "context": ("سجل", "context"),
    "date": ("تاريخ", "date"),
    "time": ("وقت", "time"),
    "date time": ("تاريخ ووقت", "date and time"),
    "duration": ("مدة", "duration"),
    "range": ("مدى", "range"),
    "function": ("دالة", "function"),
}
ABSENT = ("غير معروف", "unknown")

# {at}: the text at fault; the other fields are what feel.js says of it, types worded by KINDS.
SENTENCES: dict[str, tuple[str, str]] = {
    "SYNTAX": ("هنا لا تُقرأ العبارة: «{at}».", "The expression cannot be read here: “{at}”."),
    "NO_VARIABLE_FOUND": ("لا يوجد متغير باسم «{at}».", "There is no variable called “{at}”."),
    "NO_CONTEXT_ENTRY_FOUND": ("لا يوجد في السجل ما اسمه «{at}».", "The record has no entry called “{at}”."),
    "NO_PROPERTY_FOUND": ("لا خاصية باسم «{at}» لهذه القيمة.", "This value has no property called “{at}”."),
    "NOT_COMPARABLE": ("لا يمكن مقارنة الطرفين في «{at}».", "The two sides of “{at}” cannot be compared."),
    "INVALID_TYPE": (
        "لا تصح العملية «{at}»: الطرف الأول {left} والثاني {right}.",
        "The calculation “{at}” is not possible: the left side is {left}, the right side is {right}.",
    ),
    "INVALID_ARGUMENTS": (
        "قيمة غير صالحة للدالة في «{at}».",
        "A function was given a value that it cannot use in “{at}”.",
    ),
    "ARGUMENTS": (
        "قيمة فارغة أو غير صالحة للدالة «{name}» في «{at}».",
        "The function “{name}” was given an empty or unusable value in “{at}”.",
    ),
    "NO_FUNCTION_FOUND": ("لا توجد دالة بهذا الاسم: «{at}».", "There is no function like “{at}”."),
    "FUNCTION_INVOCATION_FAILURE": (
        "عدد معطيات الدالة أو أسماؤها غير صحيح في «{at}».",
        "A function was given the wrong number or names of values in “{at}”.",
    ),
    "UNSUPPORTED": ("لا تدعم المنظومة «{at}».", "“{at}” is not supported."),
    "MIXED_TYPES": (
        "لا تُقارن {left} مع {right} في «{at}».",
        "In “{at}”, values of different types are compared: {left} with {right}.",
    ),
    "NO_OFFSET": (
        "أحد الطرفين في «{at}» وقت بلا فارق توقيت؛ اكتبه مثل 2026-12-01T09:00:00+03:00.",
        "One side of “{at}” is a time without an offset; write it like 2026-12-01T09:00:00+03:00.",
    ),
    "HOURS_ON_DATE": (
        "لا تُضاف ساعات إلى تاريخ بلا وقت في «{at}».",
        "Hours cannot be added to a date without a time in “{at}”.",
    ),
    "BOOLEAN_NEEDED": (
        "يلزم نعم أو لا، لكن «{at}» قيمته {kind}.",
        "True or false is needed, but “{at}” is {kind}.",
    ),
    "LIST_NEEDED": ("تلزم قائمة، لكن «{at}» قيمته {kind}.", "A list is needed, but “{at}” is {kind}."),
    "INDEX_NEEDED": (
        "يلزم رقم موضع أو شرط بين القوسين، لكن «{at}» قيمته {kind}.",
        "A whole number or a test is needed in the brackets, but “{at}” is {kind}.",
    ),
    "NO_ITEM": ("لا يوجد عنصر بهذا الرقم في «{at}».", "“{at}” asks for an item that the list does not have."),
    "DIVISION_BY_ZERO": ("قسمة على صفر في «{at}».", "“{at}” divides by zero."),
    "NOT_FINITE": ("العدد في «{at}» أكبر مما يُحسب.", "The number in “{at}” is too large or undefined."),
    "NOT_STORABLE": ("النص الناتج من «{at}» لا يمكن حفظه.", "The text that “{at}” gives cannot be stored."),
    "NOT_DATA": ("نتيجة «{at}» {kind} لا قيمة.", "“{at}” gives a {kind}, not a value."),
    "NAMED_ZONE": (
        "لا تُقبل أسماء المناطق الزمنية في «{at}»؛ اكتب الفارق مثل +03:00.",
        "Named time zones are not accepted in “{at}”; write the offset, such as +03:00.",
    ),
    "MEMBERSHIP": (
        "ضع شرط in كله بين قوسين؛ وإلا قُرئت «{at}» كلها بعد in.",
        "Put the whole test with in into brackets; otherwise all of “{at}” is read as what follows in.",
    ),
    "NAME_WITH_SPACE": (
        "اسم فيه فراغ: «{at}». أنسيت علامة مثل = أو and؟",
        "A name with a space: “{at}”. Is a sign such as = or and missing?",
    ),
    "UNKNOWN_FUNCTION": ("لا توجد دالة باسم «{name}».", "There is no function called “{name}”."),
    "NULL_TESTED": (
        "القيمة المختبَرة فارغة فلا يصح اختبارها بـ «{at}».",
        "The value is empty, so it cannot be tested by “{at}”.",
    ),
    "INPUT_TYPE": (
        "مدخل الجدول «{at}» يجب أن يكون {wanted}، وقيمته {kind}.",
        "The input “{at}” must be {wanted}, but is {kind}.",
    ),
    "OUTPUT_TYPE": (
        "نتيجة القاعدة «{at}» يجب أن تكون {wanted}، وهي {kind}.",
        "The rule's result “{at}” must be {wanted}, but is {kind}.",
    ),
    "RESULT_TYPE": ("يلزم أن تكون نتيجة «{at}» {wanted}.", "The result of “{at}” must be {wanted}."),
    "NO_VALUE": ("لا قيمة للعبارة «{at}».", "“{at}” has no value."),
    "TIME": ("استغرق حساب العبارة وقتًا أطول من المسموح.", "The expression took longer than it may."),
    "MEMORY": ("تحتاج العبارة ذاكرة أكبر من المسموح.", "The expression needs more memory than it may."),
    "TOO_DEEP": ("العبارة متداخلة أكثر من المسموح.", "The expression is nested too deeply."),
    "TEXT_TOO_LONG": ("العبارة أطول من {most} حرف.", "The expression is longer than {most} characters."),
    "CONTEXT_TOO_LARGE": (
        "بيانات المعاملة أكبر مما تُحسب به عبارة.",
        "The case data are too large for an expression.",
    ),
    "NOT_JSON": ("في البيانات قيمة لا تُقبل: «{name}».", "The data hold a value that is not accepted: “{name}”."),
}


@dataclass(frozen=True)
class Problem:
    """A place where a text is not an acceptable expression; line and column count from 1."""

    line: int
    column: int
    ar: str
    en: str


class FeelError(EngineError):
    """An expression that has no usable value; `start` and `end` point into its text."""

    def __init__(self, ar: str, en: str, text: str, start: int = 0, end: int | None = None) -> None:
        self.text, self.start, self.end = text, start, len(text) if end is None else end
        super().__init__(f"{en} In: {text[:200]}", ar=ar, en=en)


def refusal(text: str, type_: str, values: Mapping[str, Any], position: Mapping[str, int] | None = None) -> FeelError:
    start, end = place(text, position)
    ar, en = sentences(text[start:end], type_, values)
    return FeelError(ar, en, text, start, end)


def sentences(at: str, type_: str, values: Mapping[str, Any]) -> tuple[str, str]:
    ar, en = SENTENCES.get(type_, SENTENCES["NO_VALUE"])
    shown = at.strip()[:80]
    return (
        ar.format_map({"at": shown or "آخر العبارة", **_worded(values, 0)}),
        en.format_map({"at": shown or "the end", **_worded(values, 1)}),
    )


def _worded(values: Mapping[str, Any], language: int) -> dict[str, Any]:
    kinds = ("left", "right", "kind", "wanted")
    return {key: KINDS.get(value, ABSENT)[language] if key in kinds else value for key, value in values.items()}


def place(text: str, position: Mapping[str, int] | None) -> tuple[int, int]:
    """JavaScript counts UTF-16 units, Python code points."""
    if position is None:
        return 0, len(text)
    units = text.encode("utf-16-le", "surrogatepass")
    start, end = (len(units[: 2 * position[key]].decode("utf-16-le", "replace")) for key in ("from", "to"))
    return start, end


def problem(text: str, type_: str, values: Mapping[str, Any], position: Mapping[str, int]) -> Problem:
    start, end = place(text, position)
    before = text[:start]
    return Problem(before.count("\n") + 1, start - before.rfind("\n"), *sentences(text[start:end], type_, values))
