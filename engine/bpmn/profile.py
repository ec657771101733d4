"""What a diagram may hold: elements, properties, names and limits; and for all else, what to draw instead."""

from collections.abc import Mapping

from engine.bpmn.elements import FLOW_NODES
from engine.bpmn.vocabulary import FeelType

MOST_NODES = 400  # of one process, its sub-processes included
MOST_FLOWS = 1_600
MOST_NODES_IN_ALL = 4_000
MOST_ELEMENTS = 40_000
MOST_BYTES_IN_ALL = 8 * 1024 * 1024
DEEPEST_NESTING = 10
MOST_EXPRESSIONS = 1_000
MOST_FINDINGS = 500
LONGEST_ID = 100

ACTIVITIES = frozenset({
    "userTask", "manualTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask", "callActivity", "subProcess",
})  # fmt: skip
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "eventBasedGateway"})
FOR_LISTS = frozenset({"userTask", "callActivity", "subProcess"})
IN_LANES = frozenset({"userTask", "manualTask"})
WAITS = frozenset({"userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway"})

DRAWING = frozenset({
    "documentation", "extensionElements", "incoming", "outgoing", "laneSet", "dataObject", "dataObjectReference",
    "dataStoreReference", "dataInputAssociation", "dataOutputAssociation", "ioSpecification", "property",
    "textAnnotation", "association", "group", "auditing", "monitoring",
})  # fmt: skip
"""Kept in the file, never executed, and never a finding."""

DEFINITIONS: Mapping[str, frozenset[str]] = {
    "startEvent": frozenset({"messageEventDefinition"}),
    "endEvent": frozenset({"terminateEventDefinition", "errorEventDefinition"}),
    "intermediateCatchEvent": frozenset({"timerEventDefinition", "messageEventDefinition"}),
    "intermediateThrowEvent": frozenset({"messageEventDefinition"}),
    "boundaryEvent": frozenset({"timerEventDefinition", "messageEventDefinition", "errorEventDefinition"}),
}
MAY_BE_PLAIN = frozenset({"startEvent", "endEvent"})

EVERYWHERE = frozenset({"clause", "name_en"})
_INCOMING = frozenset({"form", "role"})
_NOTICE = frozenset({"to", "template", "act"})
PROPERTIES: Mapping[str, frozenset[str]] = {
    "lane": frozenset({"role"}),
    "userTask": frozenset({"form", "ballot", "assignee", "due", "act", "follow_up", "template"}),
    "businessRuleTask": frozenset({"decision", "result"}),
    "sendTask": _NOTICE,
    "intermediateThrowEvent": _NOTICE,
    "receiveTask": _INCOMING,
    "startEvent": _INCOMING,
    "messageEvent": _INCOMING,
    "timerEvent": frozenset({"marks"}),
}
"""By tag; of catch and boundary events by what they wait for."""

FACTS: Mapping[str, FeelType] = {
    "case_number": "text",
    "person": {"context": {"id": "number", "kind": "text"}},
    "channel": "text",
    "origin": "text",
    "started_at": "date time",
    "open_case_of_person": "text",
}
RESERVED_NAMES = frozenset({*FACTS, "calendar"})  # the calendar is what FEEL's working days read
BALLOT_PARTS: Mapping[str, FeelType] = {"outcome": "text"}

RESERVED_IDS = frozenset({"start", "end", "root", "starteventsplit", "starteventjoin"})
RESERVED_ENDINGS = (".endjoin", ".boundaryeventsplit", ".boundaryeventjoin")

_USER = ("ارسم مهمة مستخدم في مسار دورها", "draw a user task in the lane of its role")
_MESSAGE = ("ارسم رسالة: مهمة إرسال أو حدث استقبال رسالة", "draw a message: a send task, or an event that receives one")
_GATEWAY = ("ارسم بوابة حصرية بشروط ومسار افتراضي", "draw an exclusive gateway with conditions and a default flow")
_INSIDE = ("ارسم خطواته في عملية فرعية عادية", "draw its steps in an ordinary sub-process")
_LOOP = ("ارسم سهم رجوع من بوابة حصرية", "draw a flow back from an exclusive gateway")
_LIST = ("كرر المهمة على قائمة: loopDataInputRef و loopDataOutputRef", "repeat the task over a list: loopDataInputRef and loopDataOutputRef")  # fmt: skip  # noqa: E501
_POOL = ("ارسم مسارات داخل عملية واحدة", "draw lanes in one process")
_BOUNDARY = ("ارسم حدثًا طرفيًا لرسالة أو مؤقت على العملية الفرعية", "draw a message or timer boundary event on the sub-process")  # fmt: skip  # noqa: E501
_REMOVE = ("احذفه", "remove it")

REFUSED: Mapping[str, tuple[str, str, tuple[str, str]]] = {
    "inclusiveGateway": ("البوابة الشاملة", "an inclusive gateway", (
        "ارسم بوابة متوازية بعدها بوابات حصرية", "draw a parallel gateway followed by exclusive ones")),
    "complexGateway": ("البوابة المركبة", "a complex gateway", _GATEWAY),
    "task": ("المهمة غير المحددة النوع", "a task without a type", _USER),
    "serviceTask": ("مهمة الخدمة", "a service task", (
        "ارسم مهمة مستخدم أو جدول قرار أو مهمة إرسال", "draw a user task, a decision table or a send task")),
    "transaction": ("المعاملة البرمجية (transaction)", "a transaction", _INSIDE),
    "adHocSubProcess": ("العملية الفرعية الحرة", "an ad-hoc sub-process", _INSIDE),
    "eventSubProcess": ("العملية الفرعية الحدثية", "an event sub-process", _BOUNDARY),
    "signalEventDefinition": ("حدث الإشارة", "a signal event", _MESSAGE),
    "escalationEventDefinition": ("حدث التصعيد", "an escalation event", (
        "ارسم حدثًا طرفيًا لمؤقت بعده مهمة إرسال", "draw a timer boundary event followed by a send task")),
    "conditionalEventDefinition": ("الحدث الشرطي", "a conditional event", _GATEWAY),
    "linkEventDefinition": ("حدث الوصل", "a link event", ("ارسم سهمًا إلى الهدف", "draw a flow to its target")),
    "compensateEventDefinition": ("حدث التعويض", "a compensation event", _USER),
    "compensation": ("مهمة التعويض", "a compensation activity", _USER),
    "cancelEventDefinition": ("حدث إلغاء المعاملة البرمجية", "a cancel event", (
        "ارسم نهاية خطأ وحدثًا طرفيًا يستقبلها", "draw an error end and a boundary event that catches it")),
    "multipleEvent": ("الحدث المتعدد", "a multiple event", (
        "ارسم لكل تعريف حدثًا مستقلًا", "draw one event for each definition")),
    "eventDefinitionRef": ("الإشارة إلى تعريف حدث مشترك", "a reference to a shared event definition", (
        "ضع التعريف داخل الحدث", "put the definition into the event")),
    "plainEvent": ("حدث لا تعريف له", "an event without a definition", (
        "اجعله حدث مؤقت أو رسالة، أو احذفه", "make it a timer or message event, or remove it")),
    "messageEnd": ("نهاية ترسل رسالة", "a message end", (
        "ارسم مهمة إرسال ثم نهاية عادية", "draw a send task and then a plain end")),
    "timerStart": ("بداية بمؤقت", "a timer start", (
        "ارسم بداية عادية يليها مؤقت", "draw a plain start followed by a timer")),
    "errorHere": ("حدث خطأ في هذا الموضع", "an error event here", (
        "ارسم نهاية خطأ، وحدث خطأ طرفيًا على من يستدعيها", "draw an error end, and an error boundary event on its caller")),  # noqa: E501
    "terminateHere": ("حدث إنهاء في هذا الموضع", "a terminate event here", (
        "ارسم نهاية إنهاء", "draw a terminate end event")),
    "timerHere": ("مؤقت في هذا الموضع", "a timer here", (
        "ارسم المؤقت حدثًا وسيطًا أو طرفيًا", "draw the timer as an intermediate or boundary event")),
    "startForm": ("بداية غير مقاطِعة", "a non-interrupting start", _BOUNDARY),
    "standardLoopCharacteristics": ("التكرار العادي", "a standard loop", _LOOP),
    "loopCardinality": ("التكرار بعدد", "a multi-instance by number", _LIST),
    "instantiate": ("عنصر يبدأ معاملة من وسطها", "an element that starts a case from its middle", (
        "ارسم حدث بداية برسالة", "draw a message start event")),
    "parallelEvents": ("بوابة أحداث متوازية", "a parallel event-based gateway", (
        "ارسم بوابة متوازية بعدها الأحداث", "draw a parallel gateway before the events")),
    "quantity": ("عدد الرموز (startQuantity)", "a token quantity", _LIST),
    "implicitThrowEvent": ("الحدث الضمني", "an implicit throw event", _REMOVE),
    "callChoreography": ("استدعاء كوريغرافيا", "a call choreography", _POOL),
    "choreographyTask": ("مهمة كوريغرافيا", "a choreography task", _POOL),
    "subChoreography": ("كوريغرافيا فرعية", "a sub-choreography", _POOL),
    "choreography": ("الكوريغرافيا", "a choreography", _POOL),
    "globalChoreographyTask": ("مهمة كوريغرافيا عامة", "a global choreography task", _POOL),
    "conversation": ("المحادثة", "a conversation", _POOL),
    "subConversation": ("محادثة فرعية", "a sub-conversation", _POOL),
    "callConversation": ("استدعاء محادثة", "a call conversation", _POOL),
    "globalConversation": ("محادثة عامة", "a global conversation", _POOL),
    "conversationLink": ("رابط محادثة", "a conversation link", _POOL),
    "correlationSubscription": ("ربط الرسائل بالمفاتيح", "message correlation by keys", (
        "احذفه: الرسالة تصل إلى معاملتها", "remove it: a message reaches its own case")),
    "resourceRole": ("تعيين المنفذ داخل المهمة", "a performer inside the task", (
        "استعمل الخاصية role للمسار أو assignee للمهمة", "use the lane's property role or the task's assignee")),
    "globalTask": ("المهمة العامة", "a global task", ("ارسم المهمة في العملية نفسها", "draw the task in the process itself")),  # noqa: E501
}  # fmt: skip
"""Key: (what it is called in Arabic, in English, what to draw instead)."""

_SAME = {
    "performer": "resourceRole", "humanPerformer": "resourceRole", "potentialOwner": "resourceRole",
    "globalUserTask": "globalTask", "globalManualTask": "globalTask", "globalScriptTask": "globalTask",
    "globalBusinessRuleTask": "globalTask",
}  # fmt: skip


def refusal(tag: str) -> tuple[str, str, str, str]:
    """What a refused element is called and what to draw instead: (ar, en, instead_ar, instead_en)."""
    plain = (f"العنصر {tag}", f"the element {tag}", ("احذفه، أو ارسم مكانه عنصرًا من القائمة المسموحة", "remove it, or draw one of the elements of the profile"))  # fmt: skip  # noqa: E501
    ar, en, (instead_ar, instead_en) = REFUSED.get(_SAME.get(tag, tag), plain)
    return ar, en, instead_ar, instead_en


def is_flow_node(tag: str) -> bool:
    return tag in FLOW_NODES
