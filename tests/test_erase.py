import pytest
from sqlalchemy import select

from command_line import Instance
from factories import make_employee
from models import Account, AuditEntry, Employee, session, transaction
from services.accounts import sign_in


@pytest.fixture
def lvxing(tmp_path):
    office = Instance(tmp_path / "instance")
    assert office.run("setup")[0] == 0
    return office


def test_erasing_is_asked_for_done_once_and_says_nothing_of_whom(lvxing):
    with lvxing.opened():
        employee_id = make_employee(employee_no="A1", name="李四")
        with transaction():
            sign_in("o-1", "key", 1)
            session.query(Account).update({"employee_id": employee_id})
    assert lvxing.run("erase", "NOBODY", "--yes")[0] == 1
    code, said = lvxing.run("erase", "A1", "--yes")
    assert (code, "已删除" in said) == (0, True)
    assert "没有绑定微信" in lvxing.run("erase", "A1", "--yes")[1]
    with lvxing.opened():
        assert session.scalar(select(Account.id)) is None
        assert session.scalar(select(Employee.name)) == "李四"
        assert "A1" not in str([entry.subject for entry in session.scalars(select(AuditEntry))])
