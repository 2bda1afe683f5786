from models.absence import Absence
from models.account import Account, Session
from models.audit_entry import AuditEntry
from models.base import Base, UTCDateTime, atomic, connect, disconnect, engine, in_transaction, session, transaction
from models.bin import Bin
from models.calendar_day import CalendarDay
from models.check_in import CheckIn
from models.department import Department, DepartmentEvent
from models.employee import Employee, Invite, Posting
from models.hold import Hold
from models.manager import ConsoleSession, Manager, RecoveryCode, SignInTicket
from models.message import Message
from models.participation import Participation
from models.question import Question, QuizDraw, Review
from models.reminder import Delivery, Lease, Reminder, State, Subscription
from models.roll_import import RollImport
from models.rule import Rule
from models.setting import Setting
from models.waste_item import WasteItem, WasteSearch

__all__ = [
    "Absence",
    "Account",
    "AuditEntry",
    "Base",
    "Bin",
    "CalendarDay",
    "CheckIn",
    "ConsoleSession",
    "Delivery",
    "Department",
    "DepartmentEvent",
    "Employee",
    "Hold",
    "Invite",
    "Lease",
    "Manager",
    "Message",
    "Participation",
    "Posting",
    "Question",
    "QuizDraw",
    "RecoveryCode",
    "Reminder",
    "Review",
    "RollImport",
    "Rule",
    "Session",
    "Setting",
    "SignInTicket",
    "State",
    "Subscription",
    "UTCDateTime",
    "WasteItem",
    "WasteSearch",
    "atomic",
    "connect",
    "disconnect",
    "engine",
    "in_transaction",
    "session",
    "transaction",
]
