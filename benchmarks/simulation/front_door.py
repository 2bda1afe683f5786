"""Some people's days through the product's front door: the WSGI call that a web server makes for a request."""

import json
from typing import Any

import clock
from app import create_app
from benchmarks import in_process, office
from benchmarks.simulation.deeds import UNTIL_UNDONE, Deed
from benchmarks.simulation.findings import Findings
from config import Config
from models import transaction
from services import rules
from services.quizzes import bank as question_bank

API = "/api/v1"
HOME, OWN_PLACE, BOARD = f"{API}/home", f"{API}/rankings/people?period=week", f"{API}/rankings/departments?period=week"
LOOKS = {"green_commute": HOME, "waste_quiz": OWN_PLACE, "lights_out": BOARD}  # what is looked at besides


class FrontDoor:
    """Takes each ``every``-eth person. Answers that are no success are counted and make the simulation fail."""

    def __init__(self, config: Config, every: int):
        self.every = every
        self.application = create_app(config)
        with transaction(reading=True):
            self.right = {one.id: one.answer for one in question_bank.on(rules.read_revision()).values()}

    def takes(self, deed: Deed) -> bool:
        return bool(self.every) and deed.who.participation_id % self.every == 0

    def pass_through(self, deed: Deed, found: Findings) -> None:
        """The person looks at something, acts, and perhaps takes it back."""
        clock.move_to(deed.at)
        if deed.key in LOOKS and not deed.is_late:
            self.ask(found, deed, LOOKS[deed.key])
        made = self.answer(found, deed) if deed.key == "waste_quiz" else self.check_in(found, deed)
        found.confirmed += 1
        found.through_requests += 1
        if deed.undone:
            clock.move_to(deed.at + UNTIL_UNDONE)
            self.ask(found, deed, f"{API}/check-ins/{made.get('id')}/withdrawal", {}, 200)
            found.confirmed += 1

    def check_in(self, found: Findings, deed: Deed) -> dict[str, Any]:
        body = deed.fields | ({"day": deed.day.isoformat()} if deed.is_late else {})
        return self.ask(found, deed, f"{API}/activities/{deed.key}/check-ins", body)

    def answer(self, found: Findings, deed: Deed) -> dict[str, Any]:
        """Today's questions, as many of them right as the deed says; the others are left open."""
        quiz = self.ask(found, deed, f"{API}/quizzes/today")
        ids = [one["id"] for one in quiz.get("questions", ())]
        answers = {str(one): self.right[one] if at < deed.fields["right"] else [] for at, one in enumerate(ids)}
        path = f"{API}/quizzes/{quiz.get('quiz_id')}/answers"
        made: dict[str, Any] = self.ask(found, deed, path, {"answers": answers}).get("check_in", {})
        return made

    def ask(
        self, found: Findings, deed: Deed, path: str, body: dict[str, Any] | None = None, good: int = 201
    ) -> dict[str, Any]:
        """What the answer holds: of a GET, or with a body of a POST. Nothing when it was no success."""
        method, good = ("GET", 200) if body is None else ("POST", good)
        line = f"{office.token(deed.who.participation_id)}\t{json.dumps(body)}"
        status, content = in_process.post(self.application, path, line, method)
        if status == good:
            data: dict[str, Any] = json.loads(content)["data"]
            return data
        found.refused[f"{method} {path} {status}"] += 1
        return {}
