"""One class for each thing that a person, a file or a step can cause; the text names what was found.

Every error carries the sentence a person reads in both languages; bugs raise as they are.
"""

from typing import Any


class EngineError(Exception):
    """`ar` and `en` are whole sentences that say what to do; `str()` is for the log and holds no personal data."""

    ar = "تعذر تنفيذ الطلب."
    en = "The request could not be carried out."

    def __init__(self, detail: str = "", *, ar: str | None = None, en: str | None = None) -> None:
        self.ar, self.en = ar or self.ar, en or self.en
        super().__init__(detail or self.en)


class NotFound(EngineError):
    """404. Also given where the actor may not know that the thing exists."""

    ar = "لم نجد ما طلبته. قد يكون الرابط قديمًا."
    en = "We could not find what you asked for. The link may be old."


class NotAllowed(EngineError):
    """403."""

    ar = "لا تملك صلاحية هذا الإجراء."
    en = "You are not allowed to do this."


class Conflict(EngineError):
    """409: somebody else was first, or the case has moved on. The case is untouched."""

    ar = "سبقك شخص آخر أو تغيرت المعاملة. لم يُحفظ أي تكرار؛ حدّث الصفحة لترى ما تم."
    en = "Somebody else was first, or the case has moved on. Nothing was doubled; open the case to see what was done."


class TaskClosed(Conflict):
    """The task is completed or cancelled."""

    ar = "أُنجزت هذه المهمة أو أُلغيت من قبل. لم يتغير شيء."
    en = "This task was already completed or cancelled. Nothing was changed."


class NothingWaits(Conflict):
    """A message that the case does not wait for (any more)."""

    ar = "المعاملة لا تنتظر هذا الإجراء الآن."
    en = "The case does not wait for this now."


class InvalidUpload(EngineError):
    """422: a file of a refused type, too large, empty."""


class InvalidPack(EngineError):
    """A policy pack with findings of severity error; `findings` is a list of engine.bpmn.lint.Finding."""

    def __init__(self, findings: list[Any]) -> None:
        self.findings = findings
        super().__init__("; ".join(str(finding) for finding in findings[:5]))


class StepFailed(EngineError):
    """An automatic step failed; the case stands where it was. Becomes an incident that can be retried.

    `element_id` is the step, `retry` what incidents.retry needs: {"verb": ..., plain JSON arguments}.
    """

    def __init__(self, detail: str, *, element_id: str, ar: str, en: str) -> None:
        super().__init__(detail, ar=ar, en=en)
        self.element_id = element_id
        self.case_id: int | None = None
        self.retry: dict[str, Any] = {}
