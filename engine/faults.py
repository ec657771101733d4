"""How a bug is put in the log: its kind and where it happened, never its words, which may hold what somebody typed."""

import traceback


def told(fault: BaseException) -> str:
    """Return the kind and the traceback; PostgreSQL's own words would quote whole rows."""
    return f"{type(fault).__name__}\nTraceback:\n" + "".join(traceback.format_tb(fault.__traceback__))
