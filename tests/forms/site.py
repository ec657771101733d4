"""A site of one page, answered inside the browser test: a form drawn by the macros under the site's strict policy."""

import json
import mimetypes
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import Route
from werkzeug.formparser import parse_form_data

import forms

ROOT = Path(__file__).parents[2]
DIST = ROOT / "webapp/static/dist"
HOME = "http://form.test/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
)
PAGE = """<!doctype html>
<html lang="{{ form.locale }}" dir="{{ 'rtl' if form.locale == 'ar' else 'ltr' }}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Form</title>
{%- for file in files %}{% if file.endswith("css") %}<link rel="stylesheet" href="/{{ file }}">
{%- elif script %}<script type="module" src="/{{ file }}"></script>{% endif %}{% endfor %}</head>
<body><main class="container py-4"><h1>{{ form.text(form.definition.title) }}</h1>
<form method="post" action="/" enctype="multipart/form-data" novalidate data-form data-autosave="/draft">
{%- from "forms/form.html" import draw_form -%}{{ draw_form(form) }}
<button name="action" value="complete" class="btn btn-primary">Send</button>
<button name="action" value="redraw" class="btn" data-redraw>Update the questions</button>
</form></main></body></html>"""


class Site:
    """Keeps what was sent; `stored` is what a valid form gave."""

    def __init__(self, definition: forms.Definition, surroundings: forms.Surroundings, *, script: bool = True) -> None:
        self.definition, self.surroundings, self.script = definition, surroundings, script
        self.drafts: list[Mapping[str, list[str]]] = []
        self.actions: list[str] = []
        self.stored: dict[str, Any] | None = None
        self.refusal: str | None = None  # what keeping a draft is answered with
        manifest = json.loads((DIST / "manifest.json").read_text())
        made, look = manifest["form.js"], manifest["rtl.css" if surroundings.locale == "ar" else "ltr.css"]
        self.files = [look["css"], made["css"], made["js"]]

    def answer(self, route: Route) -> None:
        request = route.request
        name = request.url.removeprefix(HOME)
        if name == "draft" and self.refusal:
            route.fulfill(status=409, body=self.refusal, content_type="text/plain")
        elif name == "draft":
            self.drafts.append(self._raw(request.post_data_buffer, request.headers)[0])
            route.fulfill(status=204)
        elif name:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            route.fulfill(body=(DIST / name).read_bytes(), content_type=kind)
        else:
            status, bound = self._page(request.method, request.post_data_buffer, request.headers)
            headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
            route.fulfill(status=status, headers=headers, body=self._draw(bound))

    def _page(self, method: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, forms.BoundForm]:
        if method == "GET":
            return 200, forms.bind(self.definition, None, self.surroundings)
        raw, action = self._raw(body, headers)
        self.actions.append(action)
        if action != "complete":
            edited = forms.edit_rows(self.definition, raw, action)
            return 200, forms.bind(self.definition, edited, self.surroundings)
        try:
            self.stored = forms.answers(self.definition, raw, self.surroundings)
        except forms.InvalidAnswers as refused:
            return 422, refused.form
        return 200, forms.bind(self.definition, raw, self.surroundings)

    def _raw(self, body: bytes | None, headers: Mapping[str, str]) -> tuple[dict[str, list[str]], str]:
        content = body or b""
        environ = {
            "wsgi.input": BytesIO(content),
            "CONTENT_LENGTH": str(len(content)),
            "CONTENT_TYPE": headers["content-type"],
            "REQUEST_METHOD": "POST",
        }
        _, sent, _ = parse_form_data(environ, stream_factory=lambda **_: BytesIO())
        return {name: values for name, values in sent.lists() if name.startswith("f_")}, sent.get("action", "")

    def _draw(self, bound: forms.BoundForm) -> str:
        templates = Environment(
            loader=FileSystemLoader(ROOT / "webapp/templates"), autoescape=True, undefined=StrictUndefined
        )
        return templates.from_string(PAGE).render(form=bound, files=self.files, script=self.script)
