"""Talking to one download service (WFS): its types, one answer at a time, its complaints."""

from __future__ import annotations

import gzip
import io
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from innenstadt_gis.errors import DownloadError, SourceError

_AGENT = "innenstadt_gis (town centre analysis)"
_LARGEST_ANSWER = 512 * 2**20
_BUSY = (429, 500, 502, 503, 504)
# Parameters that every request sets itself; others (map=, a key) belong to the address.
_OURS = frozenset(
    (
        "service", "request", "version", "acceptversions", "typename", "typenames", "bbox",
        "count", "maxfeatures", "startindex", "srsname", "resulttype", "outputformat",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeatureType:
    """A kind of feature that a service offers: its name, and the CRS it can be asked in."""

    name: str
    title: str
    crs: tuple[str, ...]  # as the service writes them, the default one first

    @property
    def local(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a service says of itself: version, limit of an answer (None: not told), types."""

    version: str
    limit: int | None
    types: tuple[FeatureType, ...]

    @property
    def pages(self) -> bool:
        """Whether an answer can be asked for from a number onwards (WFS 2.0)."""
        return self.version >= "2"


class WfsClient:
    """One service; every request goes through `ask`, which tells faults in plain words."""

    def __init__(self, address: str, *, timeout_s: float = 60.0, pause_s: float = 2.0) -> None:
        parts = urllib.parse.urlsplit(address)
        given = urllib.parse.parse_qsl(parts.query, keep_blank_values=True)
        self._base = parts
        self._fixed = [(key, value) for key, value in given if key.lower() not in _OURS]
        self.chosen = next(
            (v for k, v in given if k.lower() in {"typename", "typenames"} and v), None
        )
        #: How the service is called in messages: without name, password or key.
        self.label = f"{parts.scheme}://{parts.hostname or ''}{parts.path}"
        self._timeout_s, self._pause_s = timeout_s, pause_s
        self._opener = urllib.request.OpenerDirector()
        for handler in (  # http alone: a redirect must not lead to a file or an FTP server
            urllib.request.ProxyHandler(), urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(), urllib.request.HTTPRedirectHandler(),
            urllib.request.HTTPDefaultErrorHandler(), urllib.request.HTTPErrorProcessor(),
            urllib.request.UnknownHandler(),
        ):  # fmt: skip
            self._opener.add_handler(handler)

    def capabilities(self, version: str | None = None) -> Capabilities:
        """Ask what the service offers, in the newest version or in a certain one."""
        wanted = {"VERSION": version} if version else {"ACCEPTVERSIONS": "2.0.0,1.1.0,1.0.0"}
        answer = self.ask({"REQUEST": "GetCapabilities", **wanted})
        try:
            root = ET.fromstring(answer)  # noqa: S314  `ask` has refused entities
        except ET.ParseError as error:
            raise self._no_wfs(answer) from error
        if not _plain(root.tag).lower().endswith("wfs_capabilities"):
            raise self._no_wfs(answer)
        types = tuple(
            FeatureType(
                name=_child_text(node, "Name"),
                title=_child_text(node, "Title"),
                crs=tuple(
                    (child.text or "").strip()
                    for child in node
                    if _plain(child.tag)
                    in {"DefaultCRS", "DefaultSRS", "OtherCRS", "OtherSRS", "SRS"}
                ),
            )
            for node in root.iter()
            if _plain(node.tag) == "FeatureType"
        )
        return Capabilities(root.get("version") or "2.0.0", _limit(root), types)

    def ask(self, parameters: Mapping[str, str]) -> bytes:
        """
        Send one request and return the answer, unpacked.

        Raises
        ------
        DownloadError
            If the service does not answer; the message names the way by hand.
        SourceError
            If it answers with a complaint (ExceptionReport), or with something else than XML.
        """
        query = [*self._fixed, ("SERVICE", "WFS"), *parameters.items()]
        address = self._base._replace(
            query=urllib.parse.urlencode(query, safe=":,/"), netloc=self._host(), fragment=""
        ).geturl()
        request = urllib.request.Request(  # noqa: S310  http alone, see the opener
            address, headers={"User-Agent": _AGENT, "Accept-Encoding": "gzip", **self._login()}
        )
        content = self._read(request)
        head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
        if b"<!DOCTYPE" in head or b"<!ENTITY" in content or not head.startswith(b"<"):
            raise self._no_wfs(content)
        if complaint := _complaint(content):
            raise SourceError(
                de=f"Der Dienst {self.label} lehnt die Anfrage ab: {complaint}",
                en=f"the service {self.label} refuses the request: {complaint}",
            )
        return content

    def _read(self, request: urllib.request.Request) -> bytes:
        last: object = ""
        for attempt in range(3):
            if attempt:
                time.sleep(self._pause_s * attempt)
            try:
                with self._opener.open(request, timeout=self._timeout_s) as answer:
                    return self._unpacked(answer.read(_LARGEST_ANSWER + 1))
            except urllib.error.HTTPError as error:
                with error:
                    told = self._unpacked(error.read(2**20))
                if complaint := _complaint(told):
                    raise SourceError(
                        de=f"Der Dienst {self.label} lehnt die Anfrage ab: {complaint}",
                        en=f"the service {self.label} refuses the request: {complaint}",
                    ) from error
                last = f"HTTP {error.code} {error.reason}"
                if error.code not in _BUSY:
                    break
            except (OSError, EOFError, ValueError) as error:
                last = getattr(error, "reason", None) or error
                if not isinstance(last, TimeoutError | ConnectionError):
                    break
            except urllib.request.http.client.HTTPException as error:  # type: ignore[attr-defined]
                last = error
        raise self._manual(last)

    def _unpacked(self, content: bytes) -> bytes:
        if content[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
                content = stream.read(_LARGEST_ANSWER + 1)
        if len(content) > _LARGEST_ANSWER:
            raise SourceError(
                de=f"Der Dienst {self.label} antwortet mit mehr als 512 MB auf einmal.",
                en=f"the service {self.label} answers with more than 512 MB at once.",
            )
        return content

    def _host(self) -> str:
        return self._base.netloc.rpartition("@")[2]

    def _login(self) -> dict[str, str]:
        if self._base.username is None:
            return {}
        import base64

        pair = f"{self._base.username}:{self._base.password or ''}"
        word = base64.b64encode(urllib.parse.unquote(pair).encode()).decode()
        return {"Authorization": f"Basic {word}"}

    def _manual(self, why: object) -> DownloadError:
        told = re.sub(r"\s+", " ", str(why) or type(why).__name__)[:200]
        return DownloadError(
            de=f"Der Dienst {self.label} antwortet nicht ({told}). Ohne Internet oder hinter einem "
            "Proxy: die Daten an einem anderen Rechner herunterladen (GeoPackage, GML oder "
            "Shapefile), nach daten/ legen und den Dateinamen statt der Adresse in study.toml "
            "schreiben; den Proxy nennt die Umgebungsvariable HTTPS_PROXY",
            en=f"the service {self.label} does not answer ({told}). Without internet or behind a "
            "proxy: download the data on another computer (GeoPackage, GML or Shapefile), put "
            "them into daten/ and write the file's name in place of the address in study.toml; "
            "the environment variable HTTPS_PROXY names the proxy",
        )

    def _no_wfs(self, content: bytes) -> SourceError:
        start = re.sub(r"\s+", " ", content[:60].decode("utf-8", "replace")).strip()
        return SourceError(
            de=f"Unter {self.label} antwortet kein WFS (die Antwort beginnt mit: {start}). Die "
            "Adresse des Download-Dienstes eintragen, nicht die der Kartenansicht (WMS).",
            en=f"no WFS answers at {self.label} (the answer starts: {start}). Give the address of "
            "the download service, not of the map view (WMS).",
        )


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]


def _child_text(node: ET.Element, name: str) -> str:
    return next(((c.text or "").strip() for c in node if _plain(c.tag) == name), "")


def _limit(root: ET.Element) -> int | None:
    """How many features one answer holds at most: the constraint CountDefault."""
    for node in root.iter():
        if _plain(node.tag) == "Constraint" and node.get("name") in {
            "CountDefault", "DefaultMaxFeatures",
        }:  # fmt: skip
            for inner in node.iter():
                if (inner.text or "").strip().isdigit():
                    return int(str(inner.text)) or None
    return None


def _complaint(content: bytes) -> str:
    """The words of an ExceptionReport, on one line; blank if the answer is none."""
    if not re.search(rb"<(\w+:)?(ServiceException|Exception)Report\b", content[:4096]):
        return ""
    try:
        root = ET.fromstring(content)  # noqa: S314  expat bounds entities; the text alone is told
    except ET.ParseError:
        return "ExceptionReport"
    told = " ".join(text.strip() for text in root.itertext() if text.strip())
    code = next(
        (
            n.get("exceptionCode") or n.get("code")
            for n in root.iter()
            if n.get("exceptionCode") or n.get("code")
        ),
        None,
    )
    return re.sub(r"\s+", " ", told)[:200] or code or "ExceptionReport"
