"""Which papers are taken in: known by their content, never by their name or by what the browser says."""

import io
import zipfile

import puremagic

from engine.errors import InvalidUpload

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SVG = "image/svg+xml"
ENDINGS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/tiff": ".tif",
    "image/webp": ".webp",
    "image/heif": ".heic",
    DOCX: ".docx",
}


def of(content: bytes) -> str:
    """Return the media type of an upload, or refuse it."""
    try:
        found = puremagic.from_string(content, mime=True)
    except puremagic.PureError:
        found = ""
    if found == DOCX or content.startswith(b"PK"):
        found = DOCX if _is_docx(content) else ""
    if found not in ENDINGS:
        raise InvalidUpload(
            f"media type {found or 'unknown'}",
            ar="نوع الملف غير مقبول. أرفق ملف PDF أو صورة (PNG أو JPEG أو TIFF أو WEBP أو HEIC) أو مستند DOCX.",
            en="This type of file is not taken. Attach a PDF, a picture (PNG, JPEG, TIFF, WEBP, HEIC) or a DOCX file.",
        )
    return found


def _is_docx(content: bytes) -> bool:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return "word/document.xml" in names and "[Content_Types].xml" in names and "word/vbaProject.bin" not in names
