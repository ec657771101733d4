"""The tables. Lists read these, never a case's state blob (design D6)."""

from engine.models.base import Base, UtcDateTime
from engine.models.cases import Case, CaseStatus, Document, HistoryEvent, Incident, IncidentStatus, Person, PersonWord
from engine.models.jobs import Job, JobStatus, ScenarioOutcome
from engine.models.policies import Counter, DemoClock, PolicyChange, PolicyFile, PolicyVersion, VersionStatus
from engine.models.studio import Sandbox, SandboxClock
from engine.models.users import Role, User, user_role
from engine.models.work import (
    Ballot,
    MessageWait,
    Outbox,
    OutboxStatus,
    TaskKind,
    TaskStatus,
    Timer,
    TimerStatus,
    UserTask,
)

__all__ = [
    "Ballot",
    "Base",
    "Case",
    "CaseStatus",
    "Counter",
    "DemoClock",
    "Document",
    "HistoryEvent",
    "Incident",
    "IncidentStatus",
    "Job",
    "JobStatus",
    "MessageWait",
    "Outbox",
    "OutboxStatus",
    "Person",
    "PersonWord",
    "PolicyChange",
    "PolicyFile",
    "PolicyVersion",
    "Role",
    "Sandbox",
    "SandboxClock",
    "ScenarioOutcome",
    "TaskKind",
    "TaskStatus",
    "Timer",
    "TimerStatus",
    "User",
    "UserTask",
    "UtcDateTime",
    "VersionStatus",
    "user_role",
]
