"""What waits for a look in the made-up office: acts that were held, objections, pictures. All through the services.

Everybody in it takes part. The pictures are drawn, of plates: no photograph, and nobody in them.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import select

import clock
from models import Account, Hold, Participation, session
from models.hot_path import Identity
from services import activities, check_ins, rules
from services.audit.trail import Actor
from services.compliance import switches
from services.holds import holds, objections
from services.managers import sign_ins as console_sign_ins
from services.photos import checks as photo_checks
from services.photos import photos
from services.photos.pictures import clean
from wechat import Verdict

WHY_PHOTOS = "光盘行动月试用照片：自愿附，通过检查才给别人看，活动结束后再议（演示）"
SEASONED = 10  # days they have taken part for at least
BACKFILLS = 21  # one more than may be made up for at a sitting without a look
PLATE, CLOTHS = (250, 250, 247), ((176, 132, 92), (120, 144, 128), (92, 108, 140), (170, 150, 110))


def make() -> None:
    """Call once the made-up people have taken part for some weeks."""
    owner = console_sign_ins.first_owner()
    actor = Actor(owner.id, owner.name)
    switches.turn(switches.PHOTOS, True, WHY_PHOTOS, actor)
    people = takers()
    if len(people) < 7:
        return
    waits_again(people[0], 0)
    waits_again(people[1], 1)
    burst(people[2])
    objects(people[3], 2, actor, "两餐都在食堂吃的，第二次选成了前一天的照片，请再核实。")
    upheld(people[4], 3, actor)
    pictures(people[5], people[6], actor)


def takers() -> list[Identity]:
    """Seven who have taken part for a while, of as many departments as come."""
    query = (
        select(Account.id, Account.employee_id, Participation.id, Participation.joined_on)
        .join(Participation, Participation.account_id == Account.id)
        .where(Participation.joined_on <= clock.today() - timedelta(days=SEASONED))
        .order_by(Participation.id)
    )
    rows = session.execute(query).all()
    revision = rules.read_revision()
    return [Identity(0, *rows[at * len(rows) // 7], revision) for at in range(min(7, len(rows)))]


def act(who: Identity, fields: Mapping[str, Any], day: date) -> int:
    """The id of the act."""
    kind = activities.get("clean_plate")
    return check_ins.check_in(who, kind, kind.act.model_validate({"day": day, **fields}))[0].id


def plate(who: Identity, day: date, meal: str, photo_id: int | None = None) -> int:
    act(who, {"meal": meal, "step": "pledge"}, day)
    return act(who, {"meal": meal, "step": "kept"} | ({"photo_id": photo_id} if photo_id else {}), day)


def waits_again(who: Identity, number: int) -> int:
    """The same picture with two dinners: the second waits."""
    photo_id, _ = photos.add(who, clean(drawn(number)))
    judged(photo_id.photo_id, "pass")
    today = clock.today()
    plate(who, today - timedelta(days=2), "dinner", photo_id.photo_id)
    return plate(who, today - timedelta(days=1), "dinner", photo_id.photo_id)


def burst(who: Identity) -> None:
    """A week of breakfasts and dinners made up for at one sitting; the last one waits."""
    for made, (day, meal, step) in enumerate(missed(), start=1):
        act(who, {"meal": meal, "step": step}, day)
        if made == BACKFILLS:
            return


def missed() -> Iterator[tuple[date, str, str]]:
    for back in range(7, 0, -1):
        for meal in ("breakfast", "dinner"):
            for step in ("pledge", "kept"):
                yield clock.today() - timedelta(days=back), meal, step


def refused(who: Identity, number: int, actor: Actor) -> int:
    act_id = waits_again(who, number)
    held = session.scalars(select(Hold).filter_by(check_in_id=act_id)).one()
    holds.review(held.id, False, "两次用的是同一张照片，看不出是两餐", actor, None)
    return act_id


def objects(who: Identity, number: int, actor: Actor, words: str) -> None:
    """Against a refusal; still to be decided."""
    objections.make(who, refused(who, number, actor), words)


def upheld(who: Identity, number: int, actor: Actor) -> None:
    """An objection that the manager agreed with."""
    act_id = refused(who, number, actor)
    objections.make(who, act_id, "第二张传错了，当天在食堂吃的，收餐台的同志可以作证。")
    held = session.scalars(select(Hold).filter_by(check_in_id=act_id)).one()
    line = next(one for one in objections.waiting(None) if one.doubt == held.doubt and one.text.startswith("第二张"))
    objections.decide(line.id, True, "已向食堂核实，计分。以后照片传错了可以直接撤回重记。", actor, None)


def pictures(first: Identity, second: Identity, actor: Actor) -> None:
    """One that WeChat is not sure of, one that it refused, and one that a manager let pass."""
    for who, number, word in ((first, 4, "review"), (second, 5, "risky"), (second, 6, "review")):
        made, _ = photos.add(who, clean(drawn(number)))
        plate(who, clock.today() - timedelta(days=number - 2), "dinner", made.photo_id)
        judged(made.photo_id, word)


def judged(photo_id: int, word: str) -> None:
    """What WeChat's check said, as it comes back."""
    photo_checks.asked(photo_id, f"made-up-{photo_id}")
    session.flush()
    photo_checks.settle(Verdict(word, 100 if word == "pass" else 21000, f"made-up-{photo_id}"))


def drawn(number: int) -> bytes:
    """An empty plate on a table, seen from above: with a spoon at its side, and each with crumbs of its own."""
    image = Image.new("RGB", (360, 270), CLOTHS[number % len(CLOTHS)])
    pen = ImageDraw.Draw(image)
    for line in range(0, 360, 24 + 4 * number):
        pen.line((line, 0, line + 40 * number, 270), fill=(200, 180, 150), width=2)
    x, y, size = 60 + 13 * number, 20 + 5 * number, 190
    pen.ellipse((x + 6, y + 8, x + size + 6, y + size + 8), fill=(70, 60, 50))
    pen.ellipse((x, y, x + size, y + size), fill=PLATE)
    pen.ellipse((x + 28, y + 28, x + size - 28, y + size - 28), outline=(214, 214, 208), width=3)
    for crumb in range(3 + number):
        at = (x + 60 + (crumb * 37 + number * 11) % 70, y + 60 + (crumb * 23 + number * 7) % 70)
        pen.ellipse((*at, at[0] + 5, at[1] + 4), fill=(196, 150, 80))
    side = 20 if number % 2 else 320
    pen.ellipse((side - 12, 60, side + 12, 100), fill=(190, 194, 198))
    pen.line((side, 95, side, 220), fill=(190, 194, 198), width=7)
    file = BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()
