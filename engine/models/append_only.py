"""The history can be added to only: the database itself refuses to change or remove a row of it."""

from sqlalchemy import DDL, Table, event

_REFUSAL = "history_event is append-only"
STATEMENTS = {
    "sqlite": [
        f"CREATE TRIGGER history_event_no_{verb.lower()} BEFORE {verb} ON history_event "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"""CREATE OR REPLACE FUNCTION history_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$""",
        """CREATE TRIGGER history_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON history_event
            FOR EACH STATEMENT EXECUTE FUNCTION history_event_refuse()""",
    ],
}  # migrations run the same statements


def guard(table: Table) -> None:
    """Put the triggers on the table whenever it is created."""
    for dialect, statements in STATEMENTS.items():
        for statement in statements:
            trigger = DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", trigger.execute_if(dialect=dialect))
