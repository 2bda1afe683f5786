"""One award round as a clerk takes it through the console, step by step, with an office to choose from."""

from datetime import date

from sqlalchemy import select

import clock
import models
from desk import sit_down
from factories import make_department, make_employee
from models import AwardCandidate, AwardConflict, AwardJudge, AwardObjection, AwardRound, Employee, session
from services.audit.trail import COMMAND_LINE
from services.office.awards import candidates as award_candidates
from services.office.awards import conflicts as award_conflicts
from services.office.awards import rules as award_rules
from services.office.awards import steps as award_steps

RULES = {
    "title": "2025 年度节约评选", "year": "2025", "period": "year", "issuer": "县机关事务中心", "unit_places": "1",
    "person_places": "1", "days": "5", "conditions": "本单位在册的科室和职工",
    "text": "推荐、公示、评审，积分只作参考。",
}  # fmt: skip
DATES = {"first": "2026-03-11", "last": "2026-03-17", "place": "公告栏", "channel": "机关纪委 305 室"}
MEETING = {"met_on": "2026-03-18", "met_at": "四楼会议室", "attendees": "6", "decision": "逐个审议后投票确定。"}
UNIT, OTHER, FAR = "县政府办/行政科", "县政府办/秘书科", "县审计局/综合科"


class Round:
    """``desk`` is a clerk's. The day starts as Wednesday, 11 March 2026."""

    def __init__(self, app, traveller):
        self.app, self.traveller, self.desk = app, traveller, sit_down(app)
        self.unit = make_department(UNIT)
        for count in range(6):
            make_employee(UNIT, f"行政{count}甲", employee_no=f"X{count}")
        make_employee(OTHER, "钱多多", employee_no="P1")
        make_employee(FAR, "孙评审", employee_no="J1")
        make_employee(FAR, "周评审", employee_no="J2")
        make_employee(FAR, "郑评审", employee_no="J3")

    def on(self, day):
        """Another day: whoever was idle for so long signs in anew."""
        self.traveller.move_to(f"{day}T02:00:00Z")
        self.desk = sit_down(self.app)

    @property
    def path(self):
        return f"/office/awards/{self.row.id}"

    @property
    def row(self):
        return self.of(AwardRound)[-1]

    def of(self, model):
        session.remove()
        with models.transaction(reading=True):
            return session.scalars(select(model).order_by(model.id)).all()

    def made(self, **changed):
        return self.desk.post("/office/awards", RULES | changed)

    def post(self, place, form=None, **args):
        return self.desk.post(f"{self.path}/{place}", {"version": self.row.version} | (form or {}), **args)

    def forward(self):
        return self.post("step")

    def back(self, reason="评审人临时有变动"):
        return self.post("undo", {"reason": reason})

    def unit_in(self, source="recommended", **changed):
        form = {"kind": "unit", "department_id": self.unit, "source": source, "evidence": "空调分区启停"}
        return self.post("candidates", form | changed)

    def person_in(self, number="P1", **changed):
        form = {"kind": "person", "employee_no": number, "consent": "yes", "consented_on": "2026-03-10"}
        return self.post("candidates", form | {"source": "recommended", "evidence": "双面打印"} | changed)

    def more(self, candidate, source, evidence="另有材料"):
        form = {"version": candidate.version, "source": source, "evidence": evidence}
        return self.desk.post(f"/office/awards/candidates/{candidate.id}/sources", form)

    def candidates(self):
        return self.of(AwardCandidate)

    def to_candidates(self):
        self.made()
        assert self.forward().status_code == 200

    def to_review(self):
        """A unit and a person, each on two kinds of source; three judges from far away."""
        self.to_candidates()
        self.unit_in()
        self.person_in()
        unit, person = self.candidates()
        self.more(unit, "inspection")
        self.more(person, "self")
        for number in ("J1", "J2", "J3"):
            assert self.post("judges", {"employee_no": number}).status_code == 200
        assert self.forward().status_code == 200
        assert self.row.state == "review"

    def to_publication(self):
        self.to_review()
        assert self.post("publication", DATES).status_code == 200
        assert self.forward().status_code == 200

    def to_decision(self):
        self.to_publication()
        self.on("2026-03-18")
        for _ in range(2):
            assert self.forward().status_code == 200
        assert self.row.state == "decision"

    def meet(self, votes=3, **changed):
        listed = [one for one in self.candidates() if not one.is_withdrawn]
        form = MEETING | {f"votes-{one.id}": str(votes) for one in listed} | {"chosen": [one.id for one in listed]}
        return self.post("decision", form | changed)

    def to_closed(self):
        self.to_decision()
        assert self.meet().status_code == 200
        assert self.forward().status_code == 200
        assert self.row.closed_on == date(2026, 3, 18)

    def settle(self, found, outcome="keep", reason="已核实"):
        candidate_id, kind, other_id = found
        form = {"candidate_id": candidate_id, "kind": kind, "other_id": other_id, "outcome": outcome, "reason": reason}
        return self.post("conflicts", form)

    def object(self, text="茶水间常开灯", candidate=None):
        self.post("objections", {"text": text, "candidate_id": candidate.id if candidate else ""})
        return self.of(AwardObjection)[-1]

    def answer(self, objection, outcome="dismissed", answer="已核实，白天采光不足"):
        return self.post(f"objections/{objection.id}", {"outcome": outcome, "answer": answer})

    def judges(self):
        return self.of(AwardJudge)

    def settled(self):
        return self.of(AwardConflict)


def begun():
    """The ids of a round that is at its review, with a conflict to settle, and of its candidate."""
    with models.transaction():
        number = session.scalars(select(Employee.employee_no).order_by(Employee.id)).first()
        numbers = {"year": clock.today().year, "unit_places": 1, "person_places": 1, "days": 5}
        words = {name: RULES[name] for name in ("title", "period", "issuer", "text", "conditions")}
        row = award_rules.make(award_rules.Draft(**numbers, **words), COMMAND_LINE)
        award_steps.forward(row.id, row.version, COMMAND_LINE)
        entry = award_candidates.Entry("person", None, number, clock.today(), "recommended", "双面打印")
        one = award_candidates.add(row.id, entry, COMMAND_LINE)
        award_candidates.add_source(one.id, one.version, "self", "步行上班", COMMAND_LINE)
        award_conflicts.add_judge(row.id, number, COMMAND_LINE)
        award_steps.forward(row.id, row.version, COMMAND_LINE)
        return row.id, one.id
