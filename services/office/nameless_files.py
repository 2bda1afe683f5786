"""An uploaded file without what it says of its author: who wrote it, who changed it last, who commented.

What stands in its text stays as it is; nobody but a reader can judge that. A PDF keeps its length, so that its own
table of places stays true; what is compressed inside it is not reached.
"""

import re
import zipfile
from io import BytesIO

from services.office.attachment_kinds import DOCX, PDF, XLSX

OFFICE_XML = (
    re.compile(rb"(<(?:dc:creator|cp:lastModifiedBy|Manager|author)>)[^<]*"),
    re.compile(rb'(\b(?:w:author|w:initials|w15:author|displayName|userId)=")[^"]*'),
)
OF_PEOPLE = re.compile(r"docProps/.*|word/.*\.xml|xl/(comments|persons|threadedComments).*\.xml")
PDF_TEXT = re.compile(rb"(/Author\s*\()((?:\\.|[^\\()])*)(?=\))", re.DOTALL)
PDF_HEX = re.compile(rb"(/Author\s*<)([0-9A-Fa-f\s]*)(?=>)")
PDF_XMP = re.compile(rb"(<dc:creator>)(.*?)(?=</dc:creator>)", re.DOTALL)


def clean(content: bytes, media_type: str) -> bytes:
    """Pictures were drawn anew when they came, and are handed out as they are."""
    if media_type in (DOCX, XLSX):
        return office_file(content)
    if media_type != PDF:
        return content
    for pattern in (PDF_TEXT, PDF_XMP):
        content = pattern.sub(lambda found: found[1] + b" " * len(found[2]), content)
    return PDF_HEX.sub(lambda found: found[1] + b"0" * len(found[2]), content)


def office_file(content: bytes) -> bytes:
    """The same parts in the same order."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.infolist():
            words = given.read(part)
            if OF_PEOPLE.fullmatch(part.filename):
                words = nameless(words)
            made.writestr(zipfile.ZipInfo(part.filename, part.date_time), words, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def nameless(words: bytes) -> bytes:
    for pattern in OFFICE_XML:
        words = pattern.sub(rb"\1", words)
    return words
