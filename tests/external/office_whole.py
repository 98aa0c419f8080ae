# ruff: noqa: T201  a script that prints what it saw
"""LibreOffice opens workbook and report with repair switched off: do they open?

    /usr/bin/python3 tests/external/office_whole.py OUT

One that converts files repairs them without a word, so a file that opened says nothing. Through UNO
(Debian: python3-uno) repair can be forbidden: then LibreOffice gives nothing at all for a file that
it would have to repair. Each ``.xlsx`` and ``.docx`` of a run must open so. A copy that lost its end
shows that the switch works: it must stay shut without repair, and open with it. What stands in the
files is compared by ``workbook_calc.py`` and ``report_writer.py``.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".docx": "MS Word 2007 XML"}


def office(folder):
    """Start LibreOffice without a screen; gives the process and its desktop."""
    import uno
    from com.sun.star.connection import NoConnectException

    pipe = f"innenstadt{time.time_ns()}"
    running = subprocess.Popen(
        ["soffice", f"-env:UserInstallation=file://{folder}/home", "--headless", "--norestore",
         f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here
    )
    for _ in range(240):
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
        else:
            manager = there.ServiceManager
            return running, manager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
    running.kill()
    sys.exit("LibreOffice did not start")


def opened(desktop, path, *, repair):
    """What a file became, or None if LibreOffice gave nothing for it."""
    from com.sun.star.beans import PropertyValue

    values = {"Hidden": True, "FilterName": FILTERS[path.suffix], "RepairPackage": repair}
    asked = tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())
    document = desktop.loadComponentFromURL(path.resolve().as_uri(), "_blank", 0, asked)
    if document is None:
        return None
    sheets = document.supportsService("com.sun.star.sheet.SpreadsheetDocument")
    told = f"{document.Sheets.Count} sheets" if sheets else f"{document.CharacterCount} characters"
    document.close(True)
    return told


def main(out):
    """Open all, print, and return 1 where one of ours stays shut or the switch does nothing."""
    files = sorted(path for path in Path(out).iterdir() if path.suffix in FILTERS)
    faults = len(set(FILTERS) - {path.suffix for path in files})
    with tempfile.TemporaryDirectory() as name:
        running, desktop = office(name)
        try:
            for path in files:
                whole = opened(desktop, path, repair=False)
                half = Path(name) / f"half{path.suffix}"
                half.write_bytes(path.read_bytes()[:-2_000])
                shut, mended = (opened(desktop, half, repair=repair) for repair in (False, True))
                print(
                    f"{path.name}, repair forbidden: {whole or 'NOT OPENED'}; without its end: "
                    f"{shut or 'not opened'}, with repair {mended or 'not opened'}"
                )
                # Calc 7.4 mends no workbook, asked or not: what it opens is then as it was written.
                faults += (
                    whole is None or shut is not None or (mended is None and path.suffix == ".docx")
                )
        finally:
            running.terminate()
            running.wait(60)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
