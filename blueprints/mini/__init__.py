"""The mini-program's JSON API under /api/v1, one file per noun."""

from flask import Flask

from blueprints.mini import (
    absences,
    activities,
    binding,
    bins,
    check_ins,
    console_sign_ins,
    findings,
    home,
    me,
    messages,
    participation,
    policy,
    quizzes,
    rankings,
    sessions,
    subscriptions,
    waste_items,
)

NOUNS = (
    absences,
    activities,
    binding,
    bins,
    check_ins,
    console_sign_ins,
    findings,
    home,
    me,
    messages,
    participation,
    policy,
    quizzes,
    rankings,
    sessions,
    subscriptions,
    waste_items,
)


def register(app: Flask) -> None:
    for noun in NOUNS:
        app.register_blueprint(noun.bp, url_prefix="/api/v1")
