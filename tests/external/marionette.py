"""A Firefox that can be driven, by its own door (Marionette) and nothing but a socket."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PREFERENCES = {
    "marionette.port": 2828,
    "network.proxy.type": 1,  # every way out leads to a port where nobody listens
    "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "",
    "browser.shell.checkDefaultBrowser": False, "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False, "app.update.enabled": False,
    "browser.download.folderList": 2, "browser.download.useDownloadDir": True,
}  # fmt: skip

KEYS = {
    "PageUp": "\ue00e",
    "PageDown": "\ue00f",
    "Escape": "\ue00c",
    "Enter": "\ue007",
    "Tab": "\ue004",
}

#: Heard from the browser's side: whatever a page asks for, and whatever is said about it.
_WATCH = """
const seen = { asked: [], said: [] };
globalThis.seen = seen;
Services.console.registerListener({ observe(one) {
  try {
    const { sourceName, errorMessage } = one.QueryInterface(Ci.nsIScriptError);
    if (sourceName.startsWith("file:")) seen.said.push(errorMessage);
  } catch { /* a line of the browser's own */ }
} });
Services.ppmm.addMessageListener("innenstadt:said", ({ data }) => seen.said.push(data));
Services.ppmm.loadProcessScript("data:application/javascript," + encodeURIComponent(`
  Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage).addLogEventListener(
    (event) => sendAsyncMessage("innenstadt:said", [...event.arguments].map(String).join(" ")),
    Services.scriptSecurityManager.getSystemPrincipal());`), true);
Services.obs.addObserver((channel) => {
  const { URI, loadInfo } = channel.QueryInterface(Ci.nsIHttpChannel);
  if (loadInfo.browsingContextID) seen.asked.push(URI.spec);
}, "http-on-opening-request");
Services.io.offline = true;
return Services.appinfo.version;
"""


class Firefox:
    """One Firefox without a window, a profile of its own, and no network."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="innenstadt-firefox-"))
        self.downloads = self.home / "downloads"
        self.downloads.mkdir()
        wishes = PREFERENCES | {"browser.download.dir": str(self.downloads)}
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in wishes.items()]
        (self.home / "user.js").write_text("\n".join(lines), "utf-8")
        self.process = subprocess.Popen(
            ["firefox-esr", "--headless", "--marionette", "--remote-allow-system-access",
             "--profile", str(self.home), "--no-remote", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.socket = self._connected()
        self.number = 0
        self._packet()  # it says who it is
        self.send("WebDriver:NewSession", capabilities={})
        self.version = self.browser(_WATCH)

    def _connected(self) -> socket.socket:
        for _ in range(300):
            try:
                return socket.create_connection(("127.0.0.1", 2828), timeout=60)
            except OSError:
                time.sleep(0.2)
        raise SystemExit("Firefox does not answer")

    def _packet(self) -> list:
        digits = b""
        while (byte := self.socket.recv(1)) != b":":
            digits += byte
        body = b""
        while len(body) < int(digits):
            body += self.socket.recv(int(digits) - len(body))
        return json.loads(body)

    def send(self, command: str, **parameters: object) -> object:
        """Send a command and wait for its answer."""
        self.number += 1
        text = json.dumps([0, self.number, command, parameters])
        self.socket.sendall(f"{len(text.encode())}:{text}".encode())
        _, _, error, result = self._packet()
        if error:
            raise RuntimeError(f"{command}: {error['error']}: {error['message']}")
        return result.get("value") if isinstance(result, dict) else result

    def browser(self, script: str) -> object:
        """Run a script with the rights of the browser."""
        self.send("Marionette:SetContext", value="chrome")
        told = self.send(
            "WebDriver:ExecuteScript", script=script, args=[], sandbox="system", newSandbox=False
        )
        self.send("Marionette:SetContext", value="content")
        return told

    def page(self, script: str, *args: object) -> object:
        """Run a script in the page; its arguments are `arguments`."""
        return self.send("WebDriver:ExecuteScript", script=script, args=list(args))

    def open(self, path: Path, *, width: int, height: int) -> None:
        """Open a file in a window of which so much is page, and wait until the map stands."""
        self.send("WebDriver:Navigate", url=path.resolve().as_uri())
        self.send("WebDriver:SetWindowRect", width=width, height=height)
        inner_width, inner_height = self.page("return [innerWidth, innerHeight]")
        self.send(
            "WebDriver:SetWindowRect",
            width=2 * width - inner_width,
            height=2 * height - inner_height,
        )
        self.wait("return Boolean(window.__ig?.ready)")

    def wait(self, script: str) -> None:
        """Until a script in the page says yes."""
        for _ in range(200):
            if self.page(script):
                return
            time.sleep(0.05)
        raise SystemExit(f"not so after ten seconds: {script}")

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            code = KEYS.get(key, key)
            steps = [{"type": "keyDown", "value": code}, {"type": "keyUp", "value": code}]
            self.send(
                "WebDriver:PerformActions",
                actions=[{"type": "key", "id": "keys", "actions": steps}],
            )

    def click(self, x: int, y: int) -> None:
        """Click a place of the page."""
        steps = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self.send(
            "WebDriver:PerformActions",
            actions=[{"type": "pointer", "id": "mouse", "actions": steps}],
        )

    def picture(self, path: Path) -> None:
        """Take a picture of what is seen."""
        path.write_bytes(base64.b64decode(self.send("WebDriver:TakeScreenshot", full=False)))

    def paper(self) -> bytes:
        """Print into a PDF."""
        return base64.b64decode(self.send("WebDriver:Print", background=True, shrinkToFit=False, page={"width": 42.0, "height": 29.7},
            margin={"top": 0, "bottom": 0, "left": 0, "right": 0}))  # fmt: skip

    def downloaded(self, end: str) -> Path:
        """The newest download with such an end, once it is whole."""
        for _ in range(100):
            found = [p for p in self.downloads.glob(f"*{end}") if p.stat().st_size]
            if found and not list(self.downloads.glob("*.part")):
                return max(found, key=lambda p: p.stat().st_mtime)
            time.sleep(0.1)
        raise SystemExit(f"no file {end} was saved")

    def heard(self) -> dict[str, list[str]]:
        """What the pages have asked for and what was said since the start."""
        return self.browser("return seen")

    def close(self) -> None:
        """End this Firefox and take its profile away."""
        self.send("Marionette:Quit", flags=["eForceQuit"])
        self.process.wait(timeout=30)
        shutil.rmtree(self.home, ignore_errors=True)
