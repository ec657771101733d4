"""Fills in a form as a person does: by its labels, choice by choice, adding rows and drawing with the mouse."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

import forms
from forms.definition import PERSON_PARTS, FieldDefinition
from forms.numbers import plain, riyals
from tests.browser.people import Person

STROKE = [(30, 60), (60, 20), (90, 90), (140, 40), (190, 70)]
TYPED = """form => [...new FormData(form)]
  .filter(([name, value]) => name.startsWith('f_') && typeof value === 'string')
  .map(([name, value]) => name + ' = ' + value.replaceAll('\\r\\n', '\\n'))"""


@dataclass
class Filling:
    """A form on the page that somebody is looking at. `files`: path of a field to a file on their disk."""

    person: Person
    definition: forms.Definition
    users: Mapping[str, int] = field(default_factory=dict)
    files: Sequence[tuple[str, Path]] = ()

    @property
    def form(self) -> Locator:
        return self.person.page.locator("form[data-form]")

    def fill(self, answers: Mapping[str, Any]) -> None:
        unknown = set(answers) - {each.name for each in self.definition.fields}
        assert not unknown, f"the form {self.definition.id} has no field {unknown}"
        chosen = {path.split(".")[0] for path, _ in self.files}
        for asked in self.definition.fields:
            if asked.name in answers or asked.name in chosen:
                self._answer(asked, answers.get(asked.name))

    def typed(self) -> set[str]:
        """Everything that the page would send of the answers."""
        if self.person.script:
            return set(self.form.evaluate(TYPED))
        return set(self._read_without_script())

    def errors(self) -> list[str]:
        """The paths of the questions beside which something is said to be wrong."""
        ids = self.form.locator(".invalid-feedback").evaluate_all("all => all.map(each => each.id)")
        return sorted(self._path(html_id.removesuffix("-errors")) for html_id in ids)

    def offers(self, name: str, value: Any) -> bool:
        """Whether the page lets somebody give this answer at all."""
        asked = next(each for each in self.definition.fields if each.name == name)
        if asked.type != "choice" or not isinstance(value, str) or value in self.users:
            return True
        return self._shown(asked).locator(f'input[value="{value}"], option[value="{value}"]').count() > 0

    def _path(self, html_id: str) -> str:
        return html_id.removeprefix("f_").replace("-", ".")

    def _shown(self, asked: FieldDefinition) -> Locator:
        """The question; one that depends on another appears by itself, or by the button where no script runs."""
        question = self.form.locator(f'[data-field="{asked.name}"]')
        if self.person.script:
            question.wait_for()
        elif not question.count():
            self.person.press("Update the questions")
        return question

    def _answer(self, asked: FieldDefinition, value: Any) -> None:
        question = self._shown(asked)
        match asked.type:
            case "person":
                for part in PERSON_PARTS:
                    if part.name in value:
                        self._simple(question, part, value[part.name])
            case "rows" | "family":
                self._rows(question, asked, value or [])
            case "signature" if value and "drawn" in value:
                self._sign(question)
            case "file" | "signature":
                self._attach(question, asked.name)
            case _:
                self._simple(question, asked, value)

    def _simple(self, place: Locator, asked: FieldDefinition, value: Any) -> None:
        match asked.type:
            case "boolean":
                self._tick(place, asked, value)
            case "choice":
                self._choose(place, asked, str(self.users.get(value, value)))
            case "choices":
                for key in value:
                    place.locator(f'input[value="{key}"]').check()
            case "money":
                self._labelled(place, asked).fill(riyals(value))
            case "number":
                self._labelled(place, asked).fill(plain(value))
            case _:
                self._labelled(place, asked).fill(value)

    def _labelled(self, place: Locator, asked: FieldDefinition) -> Locator:
        label = re.escape(asked.label[self.person.locale])
        return place.get_by_label(re.compile(rf"^\s*{label}\s*(\([^)]*\)\s*)?$"))

    def _tick(self, place: Locator, asked: FieldDefinition, value: bool) -> None:
        radio = place.locator(f'input[type=radio][name$="{asked.name}"][value="{str(value).lower()}"]')
        if radio.count():
            radio.check()
        else:
            self._labelled(place, asked).set_checked(value)

    def _choose(self, place: Locator, asked: FieldDefinition, key: str) -> None:
        radio = place.locator(f'input[type=radio][name$="{asked.name}"][value="{key}"]')
        if radio.count():
            radio.check()
        else:
            place.locator(f'select[name$="{asked.name}"]').select_option(key)

    def _rows(self, question: Locator, asked: FieldDefinition, rows: list[Mapping[str, Any]]) -> None:
        drawn = question.locator(".form-row")
        columns = {column.name: column for column in asked.columns}
        for number, row in enumerate(rows):
            place = drawn.nth(number)
            if "key" in row:
                place = drawn.filter(has=self.person.page.locator(f'input[type=hidden][value="{row["key"]}"]'))
            elif number >= drawn.count():
                self._add_row(question, number)
            for name, value in row.items():
                if name != "key":
                    self._simple(place, columns[name], value)
        for path, file in self._files_of(asked.name):
            _, number, column = path.split(".")
            drawn.nth(int(number)).locator(f'input[type=file][name$="{column}"]').set_input_files(file)

    def _add_row(self, question: Locator, number: int) -> None:
        add = question.locator("button[value^='add:']")
        if self.person.script:
            add.click()
            question.locator(".form-row").nth(number).wait_for()
        else:
            self.person.press(add)

    def _attach(self, question: Locator, name: str) -> None:
        files = [file for _, file in self._files_of(name)]
        if files:
            question.locator("input[type=file]").set_input_files(files)

    def _files_of(self, name: str) -> Iterator[tuple[str, Path]]:
        return ((path, file) for path, file in self.files if path.split(".")[0] == name)

    def _sign(self, question: Locator) -> None:
        canvas = question.locator("canvas")
        canvas.scroll_into_view_if_needed()
        box, mouse = canvas.bounding_box(), self.person.page.mouse
        assert box
        points = [(box["x"] + x, box["y"] + y) for x, y in STROKE]
        mouse.move(*points[0])
        mouse.down()
        for point in points[1:]:
            mouse.move(*point, steps=3)
        mouse.up()
        assert question.locator("[data-drawn]").input_value().startswith("<svg"), "the signature is not on the form"

    def _read_without_script(self) -> Iterator[str]:
        for control in self.form.locator("[name^=f_]:not([type=file])").all():
            kind = control.get_attribute("type")
            if kind not in ("radio", "checkbox") or control.is_checked():
                yield f"{control.get_attribute('name')} = {control.input_value()}"
