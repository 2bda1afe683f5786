from models.absence import Absence
from models.account import Account, Session
from models.area import Area, Finding, Inspection, Notice
from models.audit_entry import AuditEntry
from models.base import Base, UTCDateTime, atomic, connect, disconnect, engine, in_transaction, session, transaction
from models.bill import Bill, BillImport, Correction, Meter, MonthLock
from models.bin import Bin
from models.calendar_day import CalendarDay
from models.check_in import CheckIn
from models.department import Department
from models.employee import Employee, Invite, Posting
from models.hold import Hold
from models.manager import ConsoleSession, Manager, SignInTicket
from models.message import Message
from models.office_year import IndicatorResult, OfficeYear, Target
from models.paper import Paper, YearFact
from models.participation import Participation
from models.question import Question, QuizDraw, Review
from models.reminder import Delivery, Lease, Reminder, State, Subscription
from models.roll_import import RollImport
from models.rule import Rule
from models.setting import Setting
from models.waste_collection import Contractor, WasteCollection
from models.waste_item import WasteItem, WasteSearch

__all__ = [
    "Absence",
    "Account",
    "Area",
    "AuditEntry",
    "Base",
    "Bill",
    "BillImport",
    "Bin",
    "CalendarDay",
    "CheckIn",
    "ConsoleSession",
    "Contractor",
    "Correction",
    "Delivery",
    "Department",
    "Employee",
    "Finding",
    "Hold",
    "IndicatorResult",
    "Inspection",
    "Invite",
    "Lease",
    "Manager",
    "Message",
    "Meter",
    "MonthLock",
    "Notice",
    "OfficeYear",
    "Paper",
    "Participation",
    "Posting",
    "Question",
    "QuizDraw",
    "Reminder",
    "Review",
    "RollImport",
    "Rule",
    "Session",
    "Setting",
    "SignInTicket",
    "State",
    "Subscription",
    "Target",
    "UTCDateTime",
    "WasteCollection",
    "WasteItem",
    "WasteSearch",
    "YearFact",
    "atomic",
    "connect",
    "disconnect",
    "engine",
    "in_transaction",
    "session",
    "transaction",
]
