"""A year as a calendar: in each month the fixed days, the campaigns and the events; and which notices are awaited."""

from datetime import date
from typing import NamedTuple

from models import Campaign
from services.campaigns import campaigns
from services.campaigns import days as campaign_days
from services.campaigns.days import Offer
from services.office import months
from services.office.events import lists as event_lists
from services.office.events.lists import Shown


class Month(NamedTuple):
    """What begins in a month. Fixed days are nobody's event: they stand in every calendar."""

    first: date
    fixed: list[Offer]
    campaigns: list[Campaign]
    events: list[Shown]


def of(year: int) -> list[Month]:
    fixed, open_ones, listed = campaign_days.of_year(year), campaigns.of_year(year), event_lists.of_year(year)
    return [
        Month(
            first,
            [one for one in fixed if one.first_day and one.first_day.month == first.month],
            [row for row in open_ones if row.first_day.month == first.month],
            [one for one in listed if one.event.first_day.month == first.month],
        )
        for first in months.of_year(year)
    ]


def awaited(year: int) -> list[Offer]:
    """Weeks and days that come by a yearly notice, of which nobody has put down this year's dates yet."""
    known = {row.name for row in campaigns.of_year(year)}
    return [one for one in campaign_days.by_notice() if one.name not in known]
