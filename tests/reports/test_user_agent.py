"""WeasyPrint's own sheet, but for notes that no document of ours has: the same bytes come of it."""

import base64
import json
import os
import subprocess
import sys

import weasyprint
from weasyprint.html import UA_STYLESHEET

from reports import typesetting
from reports.plain import to_plain
from reports.twin import NAME, twin_bytes
from reports.user_agent import NOTES, Html

# In a process of its own: fontconfig reads its file once, and other tests set documents, too.
AS_WEASYPRINT_DOES = """
import sys
import weasyprint
from reports import typesetting
typesetting.Html = weasyprint.HTML
sys.stdout.buffer.write(typesetting.typeset(sys.stdin.buffer.read()))
"""


def pseudo_elements(sheet: weasyprint.CSS) -> set[str]:
    return {entry[3] for entry in sheet.matcher.other_selectors if entry[3]}


def test_it_works() -> None:
    [sheet] = Html(string="<p>One")._ua_stylesheets()
    assert pseudo_elements(UA_STYLESHEET) == {"marker", *NOTES}
    assert pseudo_elements(sheet) == set()
    own, ours = (each.matcher.lower_local_name_selectors for each in (UA_STYLESHEET, sheet))
    assert [name for name in ours if ours[name] != own.get(name)] == ["li"]


def test_the_same_bytes_come_of_it(contents, unsigned) -> None:
    file = base64.b64encode(twin_bytes(contents)).decode()
    order = {"document": "report", "contents": to_plain(contents), "files": {NAME: file}}
    made = subprocess.run(
        [sys.executable, "-c", AS_WEASYPRINT_DOES],
        input=json.dumps(order).encode(),
        env=os.environ | {"FONTCONFIG_FILE": str(typesetting._FONTS / "fonts.conf")},
        stdout=subprocess.PIPE,
        check=True,
    )
    assert made.stdout == unsigned


def test_lists_keep_their_markers() -> None:
    html = "<ol><li>One<ul><li>Two</ul></ol><dl><dt>A<dd>B</dl><details><summary>S</details>"
    made = [
        [(box.element_tag, getattr(box, "text", "")) for box in page._page_box.descendants()]
        for of in (weasyprint.HTML, Html)
        for page in of(string=html).render().pages
    ]
    assert made[0] == made[1]
    assert any("marker" in str(tag) for tag, _ in made[0])
