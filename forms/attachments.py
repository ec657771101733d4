"""Attached papers and signatures: the view has already made each upload a document, known here by its id."""

from collections.abc import Mapping
from typing import Any

from wtforms.widgets import FileInput

from forms.drawings import read_drawing
from forms.fields import AnswerField
from forms.messages import Refused
from forms.names import DRAWN

MOST_FILES = 20


class FileField(AnswerField):
    """One or several documents; where one is asked for, the last one sent replaces the earlier."""

    widget = FileInput()
    required_message = "required_file"
    control = "file"

    def read(self, texts: list[str]) -> Any:
        self.documents = []
        if len(texts) > MOST_FILES:
            raise Refused("too_many_files", limit=MOST_FILES)
        found = [self._document(text) for text in dict.fromkeys(texts) if text]
        self.documents = found if self.asked.many else found[-1:]
        kept = [{"document": int(document["id"])} for document in self.documents]
        return kept if self.asked.many else next(iter(kept), None)

    documents: list[Mapping[str, Any]] = []  # what is kept, to be drawn

    def _document(self, text: str) -> Mapping[str, Any]:
        number = read_id(text)
        document = self.scope.surroundings.document(number) if number else None
        if document is None:
            raise Refused("unknown_document")
        return document

    @property
    def stored(self) -> Any:
        return (self.data or []) if self.asked.many else self.data


class SignatureField(FileField):
    """Drawn on the screen, or a scan of the signed paper; a scan is what counts where both are given."""

    required_message = "required_signature"
    control = "signature"
    drawn = ""

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        self.drawings = formdata.getlist(f"{self.name}-{DRAWN}") if formdata is not None else []
        super().process(formdata, *args, **kwargs)

    def read(self, texts: list[str]) -> dict[str, Any] | None:
        scan: dict[str, Any] | None = super().read(texts)
        if len(self.drawings) > 1:
            raise Refused("one_value")
        if text := "".join(self.drawings).strip():
            self.drawn = read_drawing(text)
        return scan or ({"drawn": self.drawn} if self.drawn else None)


def read_id(text: str) -> int | None:
    """A row's id as digits, small enough for any database."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
