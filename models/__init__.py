from models.absence import Absence
from models.account import Account, Session
from models.audit_entry import AuditEntry
from models.base import Base, UTCDateTime, atomic, connect, disconnect, engine, in_transaction, session, transaction
from models.bin import Bin
from models.board import BoardPeriod, DisplayLink, FrozenTally
from models.calendar_day import CalendarDay
from models.campaign import Campaign
from models.check_in import CheckIn
from models.department import Department, DepartmentEvent
from models.employee import Employee, Invite, Posting
from models.hold import Hold
from models.manager import ConsoleSession, Manager, RecoveryCode, SignInTicket
from models.message import Message
from models.objection import Objection
from models.participation import Participation
from models.photo import Photo
from models.question import Question, QuizDraw, Review
from models.reminder import Delivery, Lease, Reminder, State, Subscription
from models.roll_import import RollImport
from models.rule import Rule
from models.setting import Setting
from models.suggestion import Suggestion, SuggestionStep
from models.total import DepartmentDay, DepartmentTotal, ListedTotal, PersonTotal, PointCount, RollTotal
from models.waste_item import WasteItem, WasteSearch
from models.wechat_event import WeChatEvent

__all__ = [
    "Absence",
    "Account",
    "AuditEntry",
    "Base",
    "Bin",
    "BoardPeriod",
    "CalendarDay",
    "Campaign",
    "CheckIn",
    "ConsoleSession",
    "Delivery",
    "Department",
    "DepartmentDay",
    "DepartmentEvent",
    "DepartmentTotal",
    "DisplayLink",
    "Employee",
    "FrozenTally",
    "Hold",
    "Invite",
    "Lease",
    "ListedTotal",
    "Manager",
    "Message",
    "Objection",
    "Participation",
    "PersonTotal",
    "PointCount",
    "Photo",
    "Posting",
    "Question",
    "QuizDraw",
    "RecoveryCode",
    "Reminder",
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
    "UTCDateTime",
    "WasteItem",
    "WasteSearch",
    "WeChatEvent",
    "atomic",
    "connect",
    "disconnect",
    "engine",
    "in_transaction",
    "session",
    "transaction",
]
