"""One short maker per row: sensible defaults, override what the test is about."""

import secrets
from datetime import date, timedelta
from itertools import count

import clock
from models import Account, Department, Employee, Participation, Posting, Session, atomic, session, transaction
from services import policy, vault
from services.accounts import hash_token
from services.boards import closing, folding, headcounts

numbers = count(1)
LONG_AGO = date(2020, 1, 1)


class Client:
    """A caller of the API, signed in when it has a token."""

    def __init__(self, app, token=""):
        self.http = app.test_client()
        self.token = token

    def open(self, method, path, **args):
        session.remove()  # what the test itself was reading is over: the request has a transaction of its own
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.http.open(f"/api/v1{path}", method=method, headers=headers | args.pop("headers", {}), **args)

    def get(self, path, **args):
        return self.open("GET", path, **args)

    def post(self, path, json=None, **args):
        return self.open("POST", path, json=json, **args) if json is not None else self.open("POST", path, **args)

    def patch(self, path, json):
        return self.open("PATCH", path, json=json)

    def delete(self, path):
        return self.open("DELETE", path)

    def check_in(self, activity="green_commute", **act):
        default = {"direction": "to_work", "mode": "bike", "band": "1-3km"} if activity == "green_commute" else {}
        return self.post(f"/activities/{activity}/check-ins", default | act)


class Person(Client):
    """A client and the ids of whom it acts for."""

    def __init__(self, app, token, account_id, employee_id, openid):
        super().__init__(app, token)
        self.account_id, self.employee_id, self.openid = account_id, employee_id, openid


def make_department(path=""):
    """The id of a department, made with those above it."""
    path = path or f"县政府办/第{next(numbers)}科"
    with transaction():
        return grow(path)


def grow(path):
    found = session.query(Department).filter_by(path=path).one_or_none()
    if found:
        return found.id
    above, _, name = path.rpartition("/")
    row = Department(path=path, name=name, pinyin=path, parent_id=grow(above) if above else None)
    session.add(row)
    session.flush()
    return row.id


def make_employee(department="县政府办/秘书科", name="张三", phone=None, came_on=LONG_AGO, **values):
    number = values.pop("employee_no", f"E{next(numbers):05}")
    sealed = phone and vault.seal(phone, f"employees.phone:{number}")
    with transaction():
        row = Employee(
            employee_no=number,
            name=name,
            came_on=came_on,
            phone_sealed=sealed,
            phone_hash=phone and vault.fingerprint(phone, "phone"),
            **values,
        )
        session.add(row)
        session.flush()
        session.add(Posting(employee_id=row.id, department_id=grow(department), from_day=came_on, to_day=row.left_on))
        return row.id


def make_person(app, *, bound=True, joined=True, joined_on=LONG_AGO, on_people_board=False, openid="", **employee):
    openid = openid or f"o-test-{next(numbers)}"
    token = secrets.token_urlsafe(16)
    employee_id = make_employee(**employee) if bound else None
    with transaction():
        openid_hash = vault.fingerprint(openid, "openid")
        account = Account(
            openid_hash=openid_hash,
            openid_sealed=vault.seal(openid, f"openid:{openid_hash}"),
            employee_id=employee_id,
            reminder_kinds=[],
        )
        session.add(account)
        session.flush()
        expires_at = clock.now() + timedelta(days=3650)
        session.add(Session(token_hash=hash_token(token), account_id=account.id, expires_at=expires_at))
        if bound and joined:
            version = policy.current().version
            session.add(
                Participation(
                    account_id=account.id, policy_version=version, joined_on=joined_on, on_people_board=on_people_board
                )
            )
        return Person(app, token, account.id, employee_id, openid)


def fold():
    """Everything into the boards, as the scheduler does it every other second."""
    session.remove()
    while atomic(folding.fold)():
        pass
    atomic(headcounts.refresh)(anyway=True)


def close():
    """Fold, and close the periods that are due, as the scheduler does it every minute."""
    fold()
    return atomic(closing.freeze)()
