"""What the facts of a case and the functions of FEEL are called, for who writes a condition by name."""

from collections.abc import Mapping

FACTS: Mapping[str, tuple[str, str]] = {
    "case_number": ("رقم المعاملة", "Case number"),
    "person": ("المستفيد", "Beneficiary"),
    "channel": ("قناة الطلب", "Channel"),
    "origin": ("مصدر الطلب", "Origin"),
    "started_at": ("وقت فتح المعاملة", "When the case was opened"),
    "open_case_of_person": ("معاملة مفتوحة للمستفيد نفسه", "Open case of the same person"),
}
"""Every fact of engine.bpmn.profile.FACTS."""

FUNCTIONS: Mapping[str, tuple[str, str, str]] = {
    "today": ("today()", "تاريخ اليوم", "today's date"),
    "now": ("now()", "الوقت الآن", "the time now"),
    "working days": ("working days(today(), 10)", "تاريخ بعد أيام عمل", "a date after so many working days"),
    "working day ends": (
        "working day ends(working days(today(), 10))",
        "ساعة انتهاء الدوام في يوم",
        "when work closes on a day",
    ),
    "is working day": ("is working day(today())", "هل هو يوم عمل؟", "whether it is a working day"),
    "duration": ('duration("P14D")', "مدة", "a length of time"),
    "date": ('date("2026-12-01")', "تاريخ", "a date"),
    "date and time": ('date and time("2026-12-01T09:00:00+03:00")', "تاريخ ووقت", "a date and time"),
    "not": ("not(true)", "نفي الشرط", "the opposite"),
    "contains": ('contains("", "")', "هل في النص هذا؟", "whether a text holds another"),
    "list contains": ("list contains([], 1)", "هل في القائمة هذا؟", "whether a list holds a value"),
    "count": ("count([])", "عدد عناصر القائمة", "how many there are in a list"),
    "sum": ("sum([1])", "المجموع", "the sum of a list"),
    "min": ("min([1])", "الأصغر", "the smallest"),
    "max": ("max([1])", "الأكبر", "the largest"),
    "floor": ("floor(1.5)", "تقريب إلى الأدنى", "rounded down"),
    "number": ('number("1")', "تحويل النص إلى عدد", "a text as a number"),
    "string": ("string(1)", "تحويل القيمة إلى نص", "a value as text"),
    "lower case": ('lower case("A")', "أحرف صغيرة", "in small letters"),
    "string length": ('string length("")', "عدد حروف النص", "the length of a text"),
}
"""Name: (an example that can be evaluated, Arabic, English); those a policy has use for."""
