"""Der erste Befehl: macht .venv, installiert das Paket und startet es.

    python3 start.py demo      Musterstadt anlegen, auswerten, Karte schreiben
    python3 start.py test      alle Prüfungen
    python3 start.py docs      die Seiten der Dokumentation bauen
    python3 start.py notebooks alle Notebooks von vorn bis hinten ausführen und prüfen
    python3 start.py install   nur einrichten

Standard library only; works before anything is installed, also where the system's
Python refuses pip outside of an environment, and without admin rights on Windows.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
OLDEST, NEWEST = (3, 11), (3, 13)
USAGE = "Aufruf: python3 start.py demo | test | notebooks | docs | install"
#: Where the notebooks are run, each in a fresh kernel.
NOTEBOOKS = "tests/test_notebooks.py"


def main(arguments: list[str]) -> int:
    """Set up, run the command, return its exit code."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return say(
            f"Python 3.11 bis 3.13 ist nötig, dies ist {sys.version_info[0]}.{sys.version_info[1]}. "
            "Bitte mit einer passenden Version aufrufen, z. B. python3.13 start.py demo"
        )
    command = arguments[0] if arguments else "demo"
    if command not in {"demo", "test", "notebooks", "docs", "install"}:
        return say(USAGE, 2)
    problem = set_up(tests=command in {"test", "notebooks", "docs"})
    if problem:
        return say(problem)
    if command == "test":
        return run_tests(arguments[1:])
    if command == "docs":
        return build_docs()
    if command == "notebooks":
        return run_notebooks(arguments[1:])
    if command == "install":
        print(f"Eingerichtet. Programm: {program('innenstadt')}")
        return 0
    return subprocess.call([python(), "-m", "innenstadt_gis", "demo", *arguments[1:]], cwd=HERE)


def run_tests(more: list[str]) -> int:
    """Run every check; all run even when one fails, so that one call tells all."""
    checks = {
        "Stil (ruff check)": ["ruff", "check", "."],
        "Form (ruff format)": ["ruff", "format", "--check", "."],
        "Typen (mypy)": ["mypy"],
        "Tests (pytest)": [
            "pytest",
            "-n",
            "2",
            "--dist",
            "loadfile",
            "--no-loadscope-reorder",
            *more,
        ],
    }
    failed = []
    for name, command in checks.items():
        print(f"== {name}", flush=True)
        if subprocess.call([python(), "-m", *command], cwd=HERE) != 0:
            failed.append(name)
    print("Nicht bestanden: " + ", ".join(failed) if failed else "Alle Prüfungen bestanden.")
    return 1 if failed else 0


def build_docs() -> int:
    """Build the site without a network; a warning is an error."""
    site = HERE / "build" / "site"
    options = ["-q", "-W", "--keep-going", "-b", "html"]
    built = subprocess.call([python(), "-m", "sphinx", *options, str(HERE / "docs"), str(site)])
    if built == 0:
        print(f"Dokumentation (Doppelklick öffnet sie): {site / 'index.html'}")
    return built


def run_notebooks(more: list[str]) -> int:
    """Run every notebook in a fresh kernel and tell how to open them."""
    code = subprocess.call([python(), "-m", "pytest", "-n", "2", NOTEBOOKS, *more], cwd=HERE)
    print(
        "Nicht bestanden (siehe oben)." if code else "Alle Notebooks laufen, ihre Zahlen stimmen. "
        f"Öffnen: {HERE / 'notebooks'} in VS Code oder Jupyter, mit diesem Python: {python()}"
    )  # fmt: skip
    return 1 if code else 0


def set_up(*, tests: bool) -> str:
    """Make the environment and install what changed; return what is wrong, or nothing."""
    if not Path(python()).exists() or not has_pip():
        print("Umgebung .venv wird angelegt …", flush=True)
        problem = make_environment()
        if problem:
            return problem
    stamp = ENVIRONMENT / "installed.txt"
    wanted = fingerprint()
    installed = stamp.read_text(encoding="utf-8").split() if stamp.exists() else []
    if installed[:1] == [wanted] and (not tests or "test" in installed):
        return ""
    print("Pakete werden installiert (einmalig, ein bis drei Minuten) …", flush=True)
    extra = "[test]" if tests or "test" in installed else ""
    command = [
        python(), "-m", "pip", "install", "-qq", "--disable-pip-version-check",
        "--prefer-binary", "-c", str(HERE / "constraints.txt"), "-e", f"{HERE}{extra}",
    ]  # fmt: skip
    if subprocess.call(command) != 0:
        return (
            "Die Pakete ließen sich nicht installieren (siehe oben). Häufig fehlt die Verbindung "
            "zum Paketverzeichnis; hinter einem Proxy vorher HTTPS_PROXY setzen."
        )
    stamp.write_text(f"{wanted} {'test' if extra else ''}\n", encoding="utf-8")
    return ""


def make_environment() -> str:
    """Make ``.venv``; on a Debian without venv install it when that is allowed."""
    if not has_venv():
        problem = install_venv()
        if problem:
            return problem
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode == 0 and has_pip():
        return ""
    told = (made.stderr or made.stdout).strip().splitlines() or ["ohne Meldung"]
    return f"Die Umgebung {ENVIRONMENT} ließ sich nicht anlegen: {told[-1]}"


def has_venv() -> bool:
    """Tell whether this Python can make environments (Debian splits ensurepip off)."""
    tried = subprocess.run(
        [sys.executable, "-c", "import venv, ensurepip"], capture_output=True, check=False
    )
    return tried.returncode == 0


def install_venv() -> str:
    """Install Debian's python3-venv as root; else say the one command."""
    package = f"python3.{sys.version_info[1]}-venv"
    apt = shutil.which("apt-get")
    if apt is None:
        return "Diesem Python fehlt das Modul venv; bitte ein vollständiges Python installieren."
    if getattr(os, "geteuid", lambda: 1)() != 0:
        return f"Diesem Python fehlt das Modul venv. Bitte einmal: sudo apt-get install {package}"
    print(f"{package} wird installiert …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.call([apt, "update", "-qq"], env=quiet)
    for name in (package, "python3-venv"):
        subprocess.call([apt, "install", "-y", "-qq", name], env=quiet)
        if has_venv():
            return ""
    return f"{package} ließ sich nicht installieren; bitte von Hand: apt-get install {package}"


def has_pip() -> bool:
    """Tell whether the environment stands and has pip (a broken one is made again)."""
    if not Path(python()).exists():
        return False
    tried = subprocess.run([python(), "-m", "pip", "--version"], capture_output=True, check=False)
    return tried.returncode == 0


def fingerprint() -> str:
    """Return a hash of what decides about the installation."""
    parts = [(HERE / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    where = f"{HERE}|{sys.version_info[:2]}".encode()
    return hashlib.sha256(b"\0".join([*parts, where])).hexdigest()[:20]


def python() -> str:
    """Path of the environment's Python."""
    return program("python")


def program(name: str) -> str:
    """Path of a program in the environment, on Windows in ``Scripts``."""
    if os.name == "nt":
        return str(ENVIRONMENT / "Scripts" / f"{name}.exe")
    return str(ENVIRONMENT / "bin" / name)


def say(line: str, code: int = 1) -> int:
    """Print one line on stderr and return the exit code."""
    print(line, file=sys.stderr)
    return code


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
