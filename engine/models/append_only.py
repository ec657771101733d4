"""What the database itself refuses: another history, other files of a version, a case on a version not in force."""

from collections.abc import Mapping, Sequence

from sqlalchemy import DDL, Table, event

Statements = Mapping[str, Sequence[str]]  # by dialect; migrations run the same

_REFUSAL = "history_event is append-only"
STATEMENTS: Statements = {
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
}

_SUBMITTED = "a submitted policy_version never changes"
_OTHER_BYTES = (
    "NEW.status = 'DRAFT' OR NEW.hash <> OLD.hash OR NEW.association <> OLD.association "
    "OR CAST(NEW.manifest AS TEXT) <> CAST(OLD.manifest AS TEXT) "
    "OR (OLD.specs IS NOT NULL AND NEW.specs IS DISTINCT FROM OLD.specs)"
)
VERSION_STATEMENTS: Statements = {
    "sqlite": [
        (
            f"CREATE TRIGGER policy_version_no_update BEFORE UPDATE ON policy_version WHEN OLD.status <> 'DRAFT' "
            f"AND ({_OTHER_BYTES}) BEGIN SELECT RAISE(ABORT, '{_SUBMITTED}'); END"
        ),
        (
            f"CREATE TRIGGER policy_version_no_delete BEFORE DELETE ON policy_version WHEN OLD.status <> 'DRAFT' "
            f"BEGIN SELECT RAISE(ABORT, '{_SUBMITTED}'); END"
        ),
    ],
    "postgresql": [
        f"""CREATE OR REPLACE FUNCTION policy_version_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{_SUBMITTED}'; END $$""",
        f"""CREATE TRIGGER policy_version_no_update BEFORE UPDATE ON policy_version FOR EACH ROW
            WHEN (OLD.status <> 'DRAFT' AND ({_OTHER_BYTES})) EXECUTE FUNCTION policy_version_refuse()""",
        """CREATE TRIGGER policy_version_no_delete BEFORE DELETE ON policy_version FOR EACH ROW
            WHEN (OLD.status <> 'DRAFT') EXECUTE FUNCTION policy_version_refuse()""",
    ],
}

_FILE = "a policy_file never changes"
FILE_STATEMENTS: Statements = {
    "sqlite": [
        f"CREATE TRIGGER policy_file_no_{verb.lower()} BEFORE {verb} ON policy_file "
        f"BEGIN SELECT RAISE(ABORT, '{_FILE}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"""CREATE OR REPLACE FUNCTION policy_file_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{_FILE}'; END $$""",
        """CREATE TRIGGER policy_file_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_file
            FOR EACH STATEMENT EXECUTE FUNCTION policy_file_refuse()""",
    ],
}

CASE_STATEMENTS: Statements = {
    "sqlite": [
        """CREATE TRIGGER case_starts_in_force BEFORE INSERT ON "case"
            WHEN NOT EXISTS (SELECT 1 FROM policy_version WHERE id = NEW.version_id AND status = 'IN_FORCE')
            BEGIN SELECT RAISE(ABORT, 'a case starts on the version in force only'); END""",
    ],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION case_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM policy_version WHERE id = NEW.version_id AND status = 'IN_FORCE')
            THEN RAISE EXCEPTION 'a case starts on the version in force only'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER case_starts_in_force BEFORE INSERT ON "case"
            FOR EACH ROW EXECUTE FUNCTION case_refuse()""",
    ],
}


def guard(table: Table, by_dialect: Statements) -> None:
    """Put the triggers on the table whenever it is created."""
    for dialect, statements in by_dialect.items():
        for statement in statements:
            trigger = DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", trigger.execute_if(dialect=dialect))
