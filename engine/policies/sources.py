"""What a path on the command line means: a pack's folder, an association, a zip, or one lone file."""

from pathlib import Path

from engine.bpmn.findings import Finding
from engine.errors import InvalidPack
from engine.policies import archives, checks, content, files, packs
from engine.policies.packs import Pack

ALONE = Finding(
    "warning", "checked-alone", "", "", 0,
    "فُحص الملف وحده: لم تُفحص أدواره ونماذجه وبنوده وأسماؤه. افحص مجلد الحزمة لتفحصها كلها.",
    "The file was checked alone, without its roles, forms, clauses and names. Check the pack's folder for them.",
)  # fmt: skip


def check(path: Path) -> list[Finding]:
    """All findings for a path; what cannot be read is a finding too."""
    try:
        if path.is_dir() or path.suffix == ".zip" or path.parent.name == "associations":
            return list(dict.fromkeys(finding for pack in find(path) for finding in packs.check(pack)))
        return _alone(path)
    except InvalidPack as invalid:
        return list(invalid.findings)
    except OSError as error:
        ar, en = (
            "تعذرت قراءة الملف؛ تأكد من المسار والصلاحية.",
            f"cannot be read; check the path and its permissions ({error.strerror}).",
        )
        return [Finding("error", "file", str(path), "", 0, ar, en)]


def find(path: Path) -> list[Pack]:
    """The packs of a path: one for each association there, or that uses the folder."""
    if path.suffix == ".zip":
        return [archives.unzip(path.read_bytes())]
    if path.parent.name == "associations":
        return [packs.read(path.parent.parent, path.stem)]
    folder = path if (path / "associations").is_dir() else path.resolve().parent
    named = sorted(file.stem for file in (folder / "associations").glob("*.yaml"))
    found = [packs.read(folder, name) for name in named]
    chosen = (
        found
        if folder == path
        else [pack for pack in found if any(key.startswith(f"{path.name}/") for key in pack.files)]
    )
    if not chosen:
        ar, en = (
            "لا توجد هنا حزمة سياسة: ينقص مجلد associations.",
            "there is no policy pack here: the folder 'associations' is missing.",
        )
        raise InvalidPack([Finding("error", "pack-folder", str(path), "", 0, ar, en)])
    return chosen


def _alone(path: Path) -> list[Finding]:
    raw = path.read_bytes()
    if path.suffix == ".bpmn":
        return checks.diagrams({path.name: raw}, None)  # lint says itself what it left out
    if path.suffix == ".dmn":
        return [*checks.tables({path.name: raw}), _about(path)]
    if path.suffix == ".yaml":
        place = path.name if path.name == packs.LISTS else f"{path.parent.name}/{path.name}"
        return [*_yaml(f"pack/{place}", path, raw), _about(path)]
    ar, en = "ليس مخططًا ولا جدول قرار ولا ملف YAML.", "neither a diagram, nor a decision table, nor a YAML file."
    return [Finding("error", "file", path.name, "", 0, ar, en)]


def _yaml(place: str, path: Path, raw: bytes) -> list[Finding]:
    """A file whose folder says what it is; any other only as YAML."""
    if packs.belongs(place):
        return content.parse("pack", {place: raw}).findings
    try:
        files.read(raw)
    except files.Unreadable as problem:
        return [problem.finding(path.name)]
    return []


def _about(path: Path) -> Finding:
    return Finding(ALONE.severity, ALONE.code, path.name, "", 0, ALONE.ar, ALONE.en)
