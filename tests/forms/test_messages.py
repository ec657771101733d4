"""Every sentence stands in both languages and takes the same values in both."""

import re
import string
from pathlib import Path

import pytest

import forms
from forms.messages import MESSAGES, say

ARABIC = re.compile(r"[\u0621-\u064a]")
WORDLESS = {"none"}


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(MESSAGES))
def test_a_sentence_stands_in_both_languages(key):
    texts = MESSAGES[key]
    assert texts.keys() == {"ar", "en"}
    assert places(texts["ar"]) == places(texts["en"])
    assert ARABIC.search(texts["ar"]) or key in WORDLESS
    assert not ARABIC.search(texts["en"])


def test_dates_and_amounts_keep_their_order_among_arabic_letters():
    assert "\u20662026-11-22\u2069" in say("ar", "not_a_date")
    assert "\u20662,100\u2069" in say("ar", "not_money")
    assert "\u2066" not in say("en", "not_a_date")


def test_every_sentence_is_used_and_every_use_is_a_sentence():
    root = Path(forms.__file__).parent
    sources = [*root.glob("*.py"), *(root.parent / "webapp/templates/forms").glob("*.html")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources if path.name != "messages.py")
    unused = {key for key in MESSAGES if f'"{key}"' not in text and f"'{key}'" not in text}
    assert unused == set()
    said = set(re.findall(r"""form\.say\(["'](\w+)["']""", text)) | set(re.findall(r'Refused\("(\w+)"', text))
    assert said <= MESSAGES.keys()


def test_the_page_speaks_the_language_of_the_actor(form, field, around):
    definition = form(field("x", required=True))
    for locale, sentence in (("ar", "هذا الحقل مطلوب. اكتب الإجابة قبل الإرسال."), ("en", say("en", "required"))):
        with pytest.raises(forms.InvalidAnswers) as caught:
            forms.answers(definition, {}, around(locale))
        assert caught.value.form.errors == {"x": [sentence]}
        assert caught.value.form.visible[0].label.text == definition.fields[0].label[locale]
