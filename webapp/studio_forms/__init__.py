"""The studio's own forms: what an officer may say of an entry of the policy, described like the policy's forms."""

from functools import cache
from pathlib import Path

import forms
from engine.policies import files

HERE = Path(__file__).parent


@cache
def read(name: str) -> forms.Definition:
    """Return one form by the name of its file."""
    return forms.read(files.read((HERE / f"{name}.yaml").read_bytes()).value)
