"""Who may go where in the console: one line for every route. A route that is not here fails ``test_console_access``.

``role`` is on the view itself (blueprints/console/base.py); here stands how far a route reaches.
"""

from enum import Enum


class Reach(Enum):
    ANYONE = "任何人"  # before signing in
    OWN = "本人"  # concerns whoever asks, and nobody else
    OFFICE = "同样内容"  # the same for everybody of the role: names nobody who belongs to one department
    TREE = "本部门"  # narrowed to the visitor's own part of the office; another's things are not found
    WHOLE = "全单位"  # only for those who look after the whole office


ANYONE, OWN, OFFICE, TREE, WHOLE = Reach

REACH = {
    "nowhere": ANYONE,
    "sign_ins.show": ANYONE,
    "sign_ins.wait": ANYONE,
    "sign_ins.explain": ANYONE,
    "sign_ins.look_at_link": ANYONE,
    "sign_ins.enter_by_link": ANYONE,
    "sign_ins.ask_code": ANYONE,
    "sign_ins.enter_code": ANYONE,
    "sign_ins.sign_out": OWN,
    "my_sign_ins.show": OWN,
    "my_sign_ins.end": OWN,
    "my_sign_ins.set_up": OWN,
    "my_sign_ins.switch_on": OWN,
    "my_sign_ins.switch_off": OWN,
    "home.show": TREE,
    "roll.show": TREE,
    "roll.find": TREE,
    "roll.show_person": TREE,
    "roll.invite": TREE,
    "roll.reveal_phone": TREE,
    "roll.export": TREE,
    "departments.show": TREE,
    "departments.new": TREE,
    "departments.add": TREE,
    "departments.rename": TREE,
    "departments.move": TREE,
    "departments.close": TREE,
    "departments.slips": TREE,
    "roll_imports.show": OFFICE,
    "roll_imports.template": OFFICE,
    "roll_imports.upload": WHOLE,
    "roll_imports.preview": WHOLE,
    "roll_imports.apply": WHOLE,
    "roll_imports.discard": WHOLE,
    "roll_imports.undo": WHOLE,
    "rankings.show": OFFICE,
    "reminders.show": OFFICE,
    "reminders.switch": WHOLE,
    "bins.show": OFFICE,
    "bins.show_one": OFFICE,
    "bins.new": WHOLE,
    "bins.make": WHOLE,
    "bins.retire": WHOLE,
    "bins.replace": WHOLE,
    "bin_imports.show": WHOLE,
    "bin_imports.template": OFFICE,
    "bin_imports.upload": WHOLE,
    "bin_settings.show": WHOLE,
    "bin_settings.rename": WHOLE,
    "bin_settings.keep_file": WHOLE,
    "bin_stickers.sheet": OFFICE,
    "bin_stickers.svg": OFFICE,
    "bin_stickers.png": OFFICE,
    "bin_stickers.mini_code": OFFICE,
    "held_acts.show": TREE,
    "held_acts.review": TREE,
    "questions.show": OFFICE,
    "questions.show_one": OFFICE,
    "questions.export": OFFICE,
    "questions.upload": WHOLE,
    "questions.switch": WHOLE,
    "waste_items.show": OFFICE,
    "waste_items.find": OFFICE,
    "waste_items.save": WHOLE,
    "waste_items.withdraw": WHOLE,
    "waste_items.add_word": WHOLE,
    "waste_items.dismiss_word": WHOLE,
    "waste_items.rename_classes": WHOLE,
    "calendar_days.show": OFFICE,
    "calendar_days.take": WHOLE,
    "compliance.show": OFFICE,
    "compliance.sheet": OFFICE,
    "compliance.turn": WHOLE,
    "compliance.keep": WHOLE,
    "audit_entries.show": WHOLE,
    "audit_entries.export": WHOLE,
    "managers.show": WHOLE,
    "managers.add": WHOLE,
    "managers.change": WHOLE,
    "managers.close": WHOLE,
    "managers.reopen": WHOLE,
    "managers.make_link": WHOLE,
    "managers.end_sessions": WHOLE,
    "managers.forget_second_step": WHOLE,
    "managers.set_idle": WHOLE,
}

# The things of a department that a TREE route is asked for by its arguments: which one, in ``test_console_access``.
ASKED_FOR = {
    "roll.show_person": "employee",
    "roll.invite": "employee",
    "roll.reveal_phone": "employee",
    "departments.show": "department",
    "departments.rename": "department",
    "departments.move": "department",
    "departments.close": "department",
    "departments.slips": "department",
    "held_acts.review": "hold",
}
