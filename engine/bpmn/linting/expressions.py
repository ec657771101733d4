"""Asks of FEEL: grammar, names, parts of records, choices, and kinds of values."""

import difflib
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from engine.bpmn import feel
from engine.bpmn.feel import Comparison, FeelType
from engine.bpmn.linting import mending_words, types
from engine.bpmn.linting.report import Report, listed
from engine.bpmn.linting.texts import Text
from engine.bpmn.linting.types import Types
from engine.bpmn.profile import MOST_EXPRESSIONS, RESERVED_NAMES
from engine.bpmn.vocabulary import Vocabulary

SECONDS = 0.5
_VENDOR = re.compile(r"^\s*[$#]\{|==|&&|\|\|")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_MOST_HINTS = 20


@dataclass
class Reader:
    """Reads each text once, and no longer than lint may take."""

    report: Report
    readings: dict[str, feel.Check | None] = field(default_factory=dict)
    spent: float = 0.0

    def read(self, text: Text) -> feel.Check | None:
        if text.text not in self.readings:
            if self.spent > SECONDS or len(self.readings) >= MOST_EXPRESSIONS:
                self.report.add("too-many-expressions", text.place)
                return None
            begun = time.thread_time()
            self.readings[text.text] = feel.check(text.text)
            self.spent += time.thread_time() - begun
        return self.readings[text.text]


@dataclass
class Checker:
    """`vocabulary` None: names and kinds that only a pack knows are not asked for."""

    report: Report
    known: Types
    vocabulary: Vocabulary | None
    reader: Reader
    hints: int = 0

    def check(self, texts: Iterable[Text]) -> list[tuple[Text, feel.Check]]:
        """Those that can be read, to ask where their names come from."""
        found = []
        for text in texts:
            if _VENDOR.search(_STRING.sub('""', text.text)):
                self.report.add(
                    "vendor-expression", text.place, fix=partial(mending_words.vendor, text), text=text.text
                )
                continue
            checked = self.reader.read(text)
            if checked is None:
                continue
            for problem in checked.problems[:3]:
                self.report.add("feel", text.place, ar=problem.ar, en=problem.en, text=text.text)
            if not checked.problems:
                self._sound(text, checked)
                found.append((text, checked))
        return found

    def _sound(self, text: Text, checked: feel.Check) -> None:
        if self.vocabulary is not None:
            for name in checked.names:
                if name not in self.known.names and name not in text.extra:
                    self._unknown(text, name, checked)
        for path in checked.paths:
            if missing := types.missing_part(self.known, path):
                name, part, there = missing
                self.report.add("unknown-part", text.place, name=name, part=part, known=listed(there))
        for comparison in checked.comparisons:
            self._comparison(text, comparison)
        self._result(text, self.known.of_text(text.text, checked))

    def _unknown(self, text: Text, name: str, checked: feel.Check) -> None:
        """The key of a choice that lacks its quotes; else a name that is nearly known."""
        self.hints += 1
        if self._is_choice(name, checked):
            fix = partial(mending_words.quoted, text, name)
            hint = (
                f' إن كان خيارًا فاكتبه بين علامتي اقتباس: "{name}".',
                f' If it is a choice, write it in quotes: "{name}".',
            )
            self.report.add(
                "unknown-name", text.place, fix=fix, name=name, text=text.text, hint_ar=hint[0], hint_en=hint[1]
            )
            return
        near = difflib.get_close_matches(name, list(self.known.names), n=1) if self.hints <= _MOST_HINTS else []
        ar, en = (f" لعلك تقصد «{near[0]}».", f" Did you mean “{near[0]}”?") if near else ("", "")
        named = partial(mending_words.nearer_name, text, name, near[0] if near else "")
        self.report.add("unknown-name", text.place, fix=named, name=name, text=text.text, hint_ar=ar, hint_en=en)

    def _is_choice(self, name: str, checked: feel.Check) -> bool:
        for each in checked.comparisons:
            for one, other in ((each.left, each.right), (each.right, each.left)):
                if other.kind == "path" and other.value == name and name in (self.known.keys_of(one) or ()):
                    return True
        return False

    def _comparison(self, text: Text, comparison: Comparison) -> None:
        left, right = (self.known.of_operand(each) for each in (comparison.left, comparison.right))
        if types.differ(left, right):
            (left_ar, left_en), (right_ar, right_en) = types.worded(left), types.worded(right)
            fix = partial(mending_words.unquoted, text, comparison, left, right)
            self.report.add("types-differ", text.place, fix=fix, text=text.text,
                            left_ar=left_ar, left_en=left_en, right_ar=right_ar, right_en=right_en)  # fmt: skip
        for one, other in ((comparison.left, comparison.right), (comparison.right, comparison.left)):
            keys = self.known.keys_of(one) if other.kind == "text" else None
            if keys is not None and other.value not in keys and comparison.operator in ("=", "!="):
                fix = partial(mending_words.nearer_choice, text, str(other.value), keys)
                self.report.add(
                    "unknown-choice", text.place, fix=fix, value=other.value, name=one.value, known=listed(keys)
                )

    def _result(self, text: Text, found: FeelType) -> None:
        wanted = text.wanted
        if text.sets:
            wanted = frozenset({types.name_of(self.known.names.get(text.sets, "any"))})
            if text.sets in RESERVED_NAMES or (self.vocabulary is not None and text.sets in self.vocabulary.parameters):
                self.report.add("writes-fact", text.place, name=text.sets)
                return
        if wanted and "any" not in {types.name_of(found), *wanted} and types.name_of(found) not in wanted:
            self._unfit(text, found, wanted)

    def _unfit(self, text: Text, found: FeelType, wanted: Iterable[str]) -> None:
        shown = [types.worded(kind) for kind in sorted(wanted)]
        wanted_ar, wanted_en = " أو ".join(ar for ar, _ in shown), " or ".join(en for _, en in shown)
        found_ar, found_en = types.worded(found)
        self.report.add("wrong-type", text.place, text=text.text,
                        found_ar=found_ar, found_en=found_en, wanted_ar=wanted_ar, wanted_en=wanted_en)  # fmt: skip
