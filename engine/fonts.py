"""Makes the PDF's fonts at set-up: `python -m engine.fonts [FOLDER]` turns npm's complete woff2 files into TTF.

Subset fonts for the web share one family name, and typst would fall back to another font in the middle of a word.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules/@ibm/plex-sans-arabic/fonts/complete/woff2"
FOLDER = Path(__file__).resolve().parent / "fonts"
STYLES = ("Regular", "Bold")  # typst does not find weight 600: its name is "SmBld"


def make(folder: Path) -> None:
    """Needs fontTools, which set-up installs and the running site does not need."""
    from fontTools.ttLib import TTFont

    folder.mkdir(parents=True, exist_ok=True)
    for style in STYLES:
        font = TTFont(SOURCE / f"IBMPlexSansArabic-{style}.woff2")
        font.flavor = None
        font.save(folder / f"IBMPlexSansArabic-{style}.ttf")


def folder() -> Path:
    """Where the fonts are; says what to do where they are not."""
    if not all((FOLDER / f"IBMPlexSansArabic-{style}.ttf").is_file() for style in STYLES):
        raise RuntimeError("the fonts of the PDF are missing; run `make setup`")
    return FOLDER


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
