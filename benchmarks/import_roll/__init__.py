"""``manage.py bench import-roll``: a roll of 20,000 people, and files that must be refused at once."""

from benchmarks.import_roll import files, people
from benchmarks.workbench import Part

PARTS = [
    Part("import-roll", people.seconds, ["seconds"]),
    Part("import-roll", files.refusals, ["refusal-seconds"]),
]
