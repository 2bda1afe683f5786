"""``manage.py bench waste-items``: how often the dictionary is right, and what an answer costs."""

from benchmarks.waste_items import cost, shares
from benchmarks.workbench import Part

PARTS = [
    Part("waste-items", shares.real, ["queries-right", "queries-typed-wrongly"]),
    Part("waste-items", shares.typed_wrongly, ["names-typed-wrongly"]),
    Part("waste-items", shares.unseen, ["unseen-right", "unseen-coverage"]),
    Part("waste-items", cost.cpu, ["search-p95"]),
    Part("waste-items", cost.instructions_of_one, ["instructions"]),
]
