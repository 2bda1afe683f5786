"""The mini-program's JSON API under /api/v1, one file per noun."""

from flask import Flask

from blueprints.mini import (
    absences,
    activities,
    binding,
    bins,
    campaigns,
    check_ins,
    console_sign_ins,
    findings,
    home,
    me,
    messages,
    objections,
    participation,
    photos,
    policy,
    quizzes,
    rankings,
    reminders,
    sessions,
    subscriptions,
    suggestions,
    waste_items,
    wecom,
)

NOUNS = (
    absences,
    activities,
    binding,
    bins,
    campaigns,
    check_ins,
    console_sign_ins,
    findings,
    home,
    me,
    messages,
    objections,
    participation,
    photos,
    policy,
    quizzes,
    rankings,
    reminders,
    sessions,
    subscriptions,
    suggestions,
    waste_items,
    wecom,
)


def register(app: Flask) -> None:
    for noun in NOUNS:
        app.register_blueprint(noun.bp, url_prefix="/api/v1")
