# ruff: noqa: T201  a script that prints what it saw
"""LibreOffice Writer opens ``bericht.docx``: is every word there, and the headline's number?

    python tests/external/report_writer.py OUT

Writer, headless, writes what it read as plain text and as PDF. Every paragraph, heading and
table cell that python-docx finds in the file must stand in that text, and the headline of
``summary.json`` too, and the PDF must have pages. Fails where words are missing. That nothing is
repaired on opening is shown by ``office_whole.py``.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from docx import Document


def told(text: str) -> str:
    """Words alone: Writer breaks lines and doubles spaces as it likes."""
    return re.sub(r"\s+", " ", text.replace("\u00ad", "")).strip()


def main(out: str) -> int:
    """Compare, print, and return 1 where something is missing."""
    report = Path(out) / "bericht.docx"
    document = Document(str(report))
    with tempfile.TemporaryDirectory() as folder:
        home = f"-env:UserInstallation=file://{folder}/home"
        for form in ("txt:Text (encoded):UTF8", "pdf"):
            subprocess.run(
                ["soffice", home, "--headless", "--convert-to", form, "--outdir", folder, report],
                check=True, capture_output=True,
            )  # fmt: skip
        read = told((Path(folder) / "bericht.txt").read_text("utf-8-sig"))
        info = subprocess.run(
            ["pdfinfo", f"{folder}/bericht.pdf"], check=True, capture_output=True, text=True
        ).stdout
    pages = int(re.search(r"Pages:\s+(\d+)", info)[1])
    headings = [
        p.text for p in document.paragraphs if p.style.name.startswith(("Heading", "Title"))
    ]
    texts = [p.text for p in document.paragraphs]
    texts += [c.text for table in document.tables for row in table.rows for c in row.cells]
    headline = json.loads((Path(out) / "summary.json").read_text("utf-8"))["headline"]
    wanted = [told(one) for text in [headline, *texts] for one in text.splitlines()]
    lost = [one for one in dict.fromkeys(wanted) if one not in read]
    print(
        f"{pages} pages, {len(headings)} headings, {len(document.tables)} tables, "
        f"{len(wanted)} texts compared, {len(lost)} lost; headline: {headline}"
    )
    print("\n".join(lost[:10]))
    return 1 if lost or not headings or not pages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
