"""What a file is, told by its content and never by its name; only what can neither run nor hide anything is taken.

Taken: pictures (drawn anew, without camera and place), PDF without scripts, .docx and .xlsx without macros.
"""

import hashlib
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import NamedTuple

from errors import Invalid
from services.photos import pictures as photo_pictures
from services.printing.font import one_line
from services.workbooks import sheets

MAX_BYTES = 10 * 2**20
LONGEST_SIDE = 2400  # the small print of a paper bill stays legible
NAME_LENGTH = 80
JPEG, PDF = "image/jpeg", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {JPEG: ".jpg", PDF: ".pdf", DOCX: ".docx", XLSX: ".xlsx"}
MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
ACCEPT = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"
TAKEN = "照片（JPEG、PNG、WebP）、PDF、Word（.docx）、Excel（.xlsx）"
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
ACTIVE_PDF = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
ACTIVE_PARTS = ("vbaProject.bin", "vbaData.xml")
ACTIVE_FOLDERS = ("xl/macrosheets/", "word/activeX/", "xl/activeX/", "word/embeddings/", "xl/embeddings/")
PROGRAM = "程序和脚本不能作附件"
ARCHIVE = "压缩包不能作附件，请解压后把里面的文件逐个上传"
MACROS = "文件里带有宏、控件或嵌入的文件，不能作附件：请另存为不带宏的 .docx 或 .xlsx，或者存成 PDF"
OFD = "OFD 请先另存为 PDF，或截成图片再上传"
BROKEN = "文件已损坏或加了密码，请重新保存后再上传"
STARTS = {
    b"MZ": PROGRAM,
    b"\x7fELF": PROGRAM,
    b"#!": PROGRAM,
    b"\xca\xfe\xba\xbe": PROGRAM,
    b"Rar!": ARCHIVE,
    b"7z\xbc\xaf": ARCHIVE,
    b"\x1f\x8b": ARCHIVE,
    b"BZh": ARCHIVE,
    sheets.OLE: "旧版的 .doc、.xls 不能作附件：请另存为 .docx 或 .xlsx，或者存成 PDF",
    b"<": "网页和脚本不能作附件，请存成 PDF 再上传",
}


class Prepared(NamedTuple):
    """A file as it may be kept. ``sha256`` is of ``content``."""

    content: bytes
    file_name: str
    media_type: str
    sha256: str


def prepare(content: bytes, name: str) -> Prepared:
    """Look at what came, draw pictures anew. Raises Invalid at the field ``file``. Takes up to a second: no transaction
    should be open."""
    shown = one_line(PurePosixPath(name.replace("\\", "/")).name) or "附件"
    if len(content) > MAX_BYTES:
        raise refusal(shown, f"超过 {MAX_BYTES // 2**20} MB，请压缩图片或分成几个文件")
    media_type = tell(content, shown)
    if media_type == JPEG:
        try:
            content = photo_pictures.clean(content, LONGEST_SIDE).content
        except Invalid as error:
            raise refusal(shown, str(error)) from None
    stem = shown.rpartition(".")[0] if "." in shown[1:] else shown
    name = stem[:NAME_LENGTH] + ENDINGS[media_type]
    return Prepared(content, name, media_type, hashlib.sha256(content).hexdigest())


def tell(content: bytes, shown: str) -> str:
    """The media type as it will be kept. Raises Invalid, saying why a file is not taken."""
    if content.startswith(PICTURES) or (content[:4], content[8:12]) == (b"RIFF", b"WEBP"):
        return JPEG
    if content.startswith(b"%PDF-"):
        return check_pdf(content, shown)
    if content.startswith(sheets.ZIP):
        return check_parts(content, shown)
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"):
        raise refusal(shown, "HEIC 照片请先在手机上存成 JPEG（iPhone：设置－相机－格式－兼容性最佳）再上传")
    for start, sentence in STARTS.items():
        if content.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(start):
            raise refusal(shown, sentence)
    raise refusal(shown, f"不是能收的文件，可以上传{TAKEN}" if content else "是空文件")


def check_pdf(content: bytes, shown: str) -> str:
    if b"%%EOF" not in content[-2048:]:
        raise refusal(shown, BROKEN)
    if any(word in content for word in ACTIVE_PDF):
        raise refusal(shown, "PDF 里带有脚本、程序或嵌入的文件，不能作附件：请用“打印成 PDF”另存一份再上传")
    return PDF


def check_parts(content: bytes, shown: str) -> str:
    """Of a zip: a Word or Excel file without anything that runs, which unpacks to a bearable size."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            found = [kind for part, kind in MAIN_PARTS.items() if part in names]
            if not found or "[Content_Types].xml" not in names:
                raise refusal(shown, OFD if "OFD.xml" in names else ARCHIVE)
            if any(one.endswith(ACTIVE_PARTS) or one.startswith(ACTIVE_FOLDERS) for one in names):
                raise refusal(shown, MACROS)
            if len(parts) > sheets.MAX_PARTS or sheets.unpacked(archive, parts) > sheets.MAX_UNZIPPED:
                raise refusal(shown, "展开后太大，请删去大图后再上传")
            if b"macroEnabled" in archive.read("[Content_Types].xml"):
                raise refusal(shown, MACROS)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, OSError):
        raise refusal(shown, BROKEN) from None
    return found[0]


def refusal(shown: str, sentence: str) -> Invalid:
    """Of one file among several: its name stands before the sentence."""
    return Invalid("附件没有上传", {"file": f"“{shown[:NAME_LENGTH]}”{sentence}"})
