"""The readable beginning of a 2020 form (``data/assessment_2020.csv``), for trying out: an example, and incomplete.

Nothing was filled in from memory: what the stored copy does not show stays blank and is said to be unreadable.
"""

from pathlib import Path

from models import AssessmentSheet
from services.audit import trail as audit
from services.audit.trail import Actor
from services.office.assessment import files as assessment_files
from services.office.assessment import versions as assessment_versions
from services.office.assessment.files import Row
from services.office.assessment.versions import About

FILE = Path(__file__).parents[3] / "data" / "assessment_2020.csv"
TITLE = "节约型机关评分表（2020年，示例，不完整）"
SOURCE = "《节约型机关创建行动方案》（2020年）所附评分表的网上转载，https://dyrmt.com/article-68078-2.html，未见原件"
NOTE = (
    "示例，不完整：转载页只留下开头 4 项，“管理措施”的分值和以后的内容在这份转载里不可读，一律留空，没有补写；"
    "序号 2.1～2.3 是按原表序号 2 里的先后编的。正式自评请导入本省（区、市）现行的评价表。"
)


def load(year: int, actor: Actor) -> AssessmentSheet:
    """The year's next version, made of the example."""
    rows = read()
    sheet = assessment_versions.make(about(year), rows, actor)
    audit.write(actor, "assessment.example", f"{year}年《{TITLE}》第 {sheet.version} 版", {"items": len(rows)})
    return sheet


def about(year: int) -> About:
    return About(year, TITLE, "", SOURCE, NOTE, None, is_example=True)


def read() -> list[Row]:
    return assessment_files.read(FILE.read_bytes()).rows
