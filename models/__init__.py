from models.absence import Absence
from models.account import Account, Session
from models.area import Area, Finding, Inspection, Notice
from models.assessment import (
    AssessmentAnswer,
    AssessmentEvidence,
    AssessmentImport,
    AssessmentItem,
    AssessmentSheet,
)
from models.attachment import Attachment
from models.audit_entry import AuditEntry
from models.award import (
    AwardCandidate,
    AwardConflict,
    AwardJudge,
    AwardObjection,
    AwardRevocation,
    AwardRound,
    AwardRule,
    AwardSource,
    AwardStep,
)
from models.base import Base, UTCDateTime, atomic, connect, disconnect, engine, in_transaction, session, transaction
from models.bill import Bill, BillImport, Correction, Meter, MonthLock
from models.bin import Bin
from models.board import BoardPeriod, DisplayLink, FrozenTally
from models.calendar_day import CalendarDay
from models.campaign import Campaign
from models.check_in import CheckIn
from models.department import Department, DepartmentEvent
from models.employee import Employee, Invite, Posting
from models.event import Event, LowCarbonDay, Resolution
from models.hold import Hold
from models.manager import ConsoleSession, Manager, RecoveryCode, SignInTicket
from models.message import Message
from models.objection import Objection
from models.office_year import IndicatorResult, OfficeYear, Target
from models.paper import Paper, YearFact
from models.participation import Participation
from models.photo import Photo
from models.question import Question, QuizDraw, Review
from models.reminder import Delivery, Lease, Reminder, State, Subscription
from models.roll_import import RollImport
from models.rule import Rule
from models.setting import Setting
from models.suggestion import Suggestion, SuggestionStep
from models.total import ActivityDay, DepartmentDay, DepartmentTotal, ListedTotal, PersonTotal, PointCount, RollTotal
from models.waste_collection import Contractor, WasteCollection
from models.waste_item import WasteItem, WasteSearch
from models.wechat_event import WeChatEvent

__all__ = [
    "Absence",
    "Account",
    "ActivityDay",
    "Area",
    "AssessmentAnswer",
    "AssessmentEvidence",
    "AssessmentImport",
    "AssessmentItem",
    "AssessmentSheet",
    "Attachment",
    "AuditEntry",
    "AwardCandidate",
    "AwardConflict",
    "AwardJudge",
    "AwardObjection",
    "AwardRevocation",
    "AwardRound",
    "AwardRule",
    "AwardSource",
    "AwardStep",
    "Base",
    "Bill",
    "BillImport",
    "Bin",
    "BoardPeriod",
    "CalendarDay",
    "Campaign",
    "CheckIn",
    "ConsoleSession",
    "Contractor",
    "Correction",
    "Delivery",
    "Department",
    "DepartmentDay",
    "DepartmentEvent",
    "DepartmentTotal",
    "DisplayLink",
    "Employee",
    "Event",
    "Finding",
    "FrozenTally",
    "Hold",
    "IndicatorResult",
    "Inspection",
    "Invite",
    "Lease",
    "ListedTotal",
    "LowCarbonDay",
    "Manager",
    "Message",
    "Meter",
    "MonthLock",
    "Notice",
    "Objection",
    "OfficeYear",
    "Paper",
    "Participation",
    "PersonTotal",
    "Photo",
    "PointCount",
    "Posting",
    "Question",
    "QuizDraw",
    "RecoveryCode",
    "Reminder",
    "Resolution",
    "Review",
    "RollImport",
    "RollTotal",
    "Rule",
    "Session",
    "Setting",
    "SignInTicket",
    "State",
    "Subscription",
    "Suggestion",
    "SuggestionStep",
    "Target",
    "UTCDateTime",
    "WasteCollection",
    "WasteItem",
    "WasteSearch",
    "WeChatEvent",
    "YearFact",
    "atomic",
    "connect",
    "disconnect",
    "engine",
    "in_transaction",
    "session",
    "transaction",
]
