"""Numbers that the Kingdom issues, and names: three digit scripts in, one form stored."""

import pytest


@pytest.mark.parametrize(
    "typed",
    ["1000000008", "١٠٠٠٠٠٠٠٠٨", "۱۰۰۰۰۰۰۰۰۸", "1000 000 008", "\u200f1000000008\u200f", "100-000-0008", "ـ1000000008"],
)
def test_national_id_in_any_script(one, typed):
    assert one("text", typed, format="national_id") == "1000000008"


@pytest.mark.parametrize(
    "typed", ["1000000000", "3000000008", "100000008", "10000000080", "abcdefghij", "1000000009", "１000000008"]
)
def test_wrong_national_id_says_what_to_do(one_refused, typed):
    assert one_refused("text", typed, format="national_id") == (
        "رقم الهوية غير صحيح: عشرة أرقام تبدأ بـ 1 أو 2. راجع الأرقام مع البطاقة."
    )


@pytest.mark.parametrize(
    "typed", ["SA0380000000608010167519", "sa03 8000 0000 6080 1016 7519", "SA٠٣٨٠٠٠٠٠٠٠٦٠٨٠١٠١٦٧٥١٩"]
)
def test_iban(one, typed):
    assert one("text", typed, format="iban") == "SA0380000000608010167519"


@pytest.mark.parametrize("typed", ["SA0480000000608010167519", "GB82WEST12345698765432", "SA03"])
def test_wrong_iban(one_refused, typed):
    assert "SA" in one_refused("text", typed, format="iban")


@pytest.mark.parametrize(
    "typed",
    [
        "0551234567",
        "551234567",
        "+966551234567",
        "00966551234567",
        "966551234567",
        "٠٥٥١٢٣٤٥٦٧",
        "055 123 4567",
        "+9660551234567",
    ],
)
def test_mobile_is_stored_as_ten_digits(one, typed):
    assert one("text", typed, format="mobile") == "0551234567"


@pytest.mark.parametrize("typed", ["0112345678", "055123456", "05512345678", "+20551234567", "5512345678"])
def test_wrong_mobile(one_refused, typed):
    assert "05" in one_refused("text", typed, format="mobile")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("سعاد محمد علي القحطاني", "سعاد محمد علي القحطاني"),
        ("  سعـــاد  بنت محمد بن علي   القحطاني ", "سعاد بنت محمد بن علي القحطاني"),
        ("محمد عبد الله علي آل سعود", "محمد عبد الله علي آل سعود"),
        ("Mary Ann O’Neil Smith-Jones", "Mary Ann O’Neil Smith-Jones"),
    ],
)
def test_four_part_name(one, typed, stored):
    assert one("text", typed, format="four_part_name") == stored


@pytest.mark.parametrize("typed", ["سعاد محمد القحطاني", "سعاد بنت محمد القحطاني", "عبد الله محمد علي"])
def test_a_name_of_three_parts_is_incomplete(one_refused, typed):
    assert "الأجزاء الأربعة" in one_refused("text", typed, format="four_part_name")


def test_a_name_holds_letters_only(one_refused):
    assert "بالحروف" in one_refused("text", "سعاد محمد علي 123", format="four_part_name")


def test_email_and_digits(one, one_refused):
    assert one("text", " a.b@example.org ", format="email") == "a.b@example.org"
    assert one("text", "٠١٢ ٣", format="digits") == "0123"
    for typed in ("a@b", "a b@example.org", "@example.org", "a@example..org"):
        assert one_refused("text", typed, format="email")
    assert one_refused("text", "12a", format="digits")
