"""Files and places are told by the names that people gave them, never by a path or an id where a name exists."""

from pathlib import Path

import pytest

from engine.studio.place_names import PlaceNames

ROOT = Path("processes")
FILES = {str(path.relative_to(ROOT)): path.read_bytes() for path in ROOT.rglob("*") if path.is_file()}
FOLDER, ASSOCIATION = "beneficiary_relations", "associations/samakh.yaml"


@pytest.mark.parametrize(
    ("path", "place", "ar"),
    [
        (f"{FOLDER}/beneficiary_case.bpmn", "MB_Withdraw", "المخطط «معاملة المستفيد» · انسحاب مقدم الطلب"),
        (f"{FOLDER}/beneficiary_case.bpmn", "no_such_element", "المخطط «معاملة المستفيد»"),
        (f"{FOLDER}/forms/reply.yaml", "fields.1.label.ar", "النموذج «إبلاغ المستفيد بقرار اللجنة»"),
        (f"{FOLDER}/decisions/need_level.dmn", "", "جدول القرار «درجة الحاجة»"),
        (f"{FOLDER}/scenarios/01_straight_path.yaml", "", "سيناريو القبول «المسار المستقيم: أرملة، إيجار وغذاء»"),
        (ASSOCIATION, "clauses.S5.ar", "بنود السياسة · البند \u2066S5 (5)\u2069"),
        (ASSOCIATION, "roles.no_such_role.ar", "الأدوار والصلاحيات"),
        (ASSOCIATION, "", "بيانات الجمعية"),
    ],
)
def test_places_have_names(path: str, place: str, ar: str) -> None:
    assert PlaceNames({}, FILES).of(path, place).ar.startswith(ar)


def test_what_was_removed_keeps_its_name() -> None:
    path = f"{FOLDER}/forms/reply.yaml"

    assert "إبلاغ المستفيد" in PlaceNames({path: FILES[path]}, {}).of(path).ar


def test_unreadable_files_are_told_by_their_file_name() -> None:
    names = PlaceNames({}, {"a/b.bpmn": b"<", "a/forms/c.yaml": b"[", "a/decisions/d.dmn": b"x", "README": b""})

    assert [names.of(path, "fields.1").en for path in names.files] == [
        "Diagram \u201cb\u201d", "Form \u201cc.yaml\u201d", "Decision table \u201cd\u201d", "README"
    ]  # fmt: skip
