"""The catalogue: one data set a theme, each with its files, as DCAT-AP.de in JSON-LD.

Identifiers of vocabularies are names and never fetched; the context stands in the file. Files are
named relative to the catalogue, so that it is right wherever the folder is put on the web, or to
the address that the study names. Only what everybody may have is offered under a licence.

Sources: GovData, DCAT-AP.de 2.0 and its conventions; Albertoni et al. (2024), DCAT 3.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import geopandas as gpd
import shapely

from innenstadt_gis.crs import to_degrees
from innenstadt_gis.exchange import EXCHANGE_FILE
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.catalogue.origins import ACCESS_THEMES, ORIGINS, attribution, licence_of
from innenstadt_gis.outputs.themes import THEMES
from innenstadt_gis.study import Publication
from innenstadt_gis.tables import Audience
from innenstadt_gis.words import Lang, Text, day

__all__ = ["CATALOGUE_FILE", "FileFacts", "catalogue_jsonld"]

CATALOGUE_FILE = "katalog.jsonld"

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_MEDIA = "http://www.iana.org/assignments/media-types/"
_GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
    "dcatde": "http://dcat-ap.de/def/dcatde/", "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#", "xsd": "http://www.w3.org/2001/XMLSchema#",
    "gsp": "http://www.opengis.net/ont/geosparql#", "vcard": "http://www.w3.org/2006/vcard/ns#",
}  # fmt: skip
_ACCESS: dict[Audience, str] = {
    "intern": "NON_PUBLIC", "workshop": "RESTRICTED", "oeffentlich": "PUBLIC",
}  # fmt: skip
_OFFICE = "application/vnd.openxmlformats-officedocument."
#: End of a file's name: its type in the EU's list, and its media type.
_FORMATS: dict[str, tuple[str, str]] = {
    ".geojson": ("GEOJSON", "application/geo+json"),
    ".gpkg": ("GPKG", "application/geopackage+sqlite3"),
    ".xlsx": ("XLSX", f"{_OFFICE}spreadsheetml.sheet"),
    ".json": ("JSON", "application/json"),
    ".html": ("HTML", "text/html"),
    ".pdf": ("PDF", "application/pdf"),
    ".docx": ("DOCX", f"{_OFFICE}wordprocessingml.document"),
}
#: Files that hold the figures of all themes, by the start of their names.
_FIGURE_FILES: tuple[tuple[str, Text], ...] = (
    ("kennzahlen.", Text("Kennzahlen als Mappe", "key figures as a workbook")),
    ("summary.", Text("Kennzahlen für Programme", "key figures for programs")),
    ("bericht.", Text("Bericht", "report")),
    (EXCHANGE_FILE, Text("Summen für den Austausch", "sums for the exchange of towns")),
)
_MAP = Text("Karte, ohne Netz zu öffnen", "map, to be opened offline")
_FIGURES = Text("Kennzahlen der Innenstadt", "key figures of the town centre")
#: A workbook or page made from OpenStreetMap names it; tables of streets stay under its licence.
_DATABASES = (".geojson", ".gpkg", ".xlsx")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Size and checksum of a file as it lies in the folder."""

    size: int
    sha256: str

    @classmethod
    def of(cls, content: str | bytes) -> FileFacts:
        """Measure what is written."""
        data = content.encode("utf-8") if isinstance(content, str) else content
        return cls(len(data), hashlib.sha256(data).hexdigest())


def catalogue_jsonld(
    release: Release, files: Mapping[str, FileFacts], *, publication: Publication, lang: Lang
) -> str:
    """
    Describe files of a release for a data portal.

    Parameters
    ----------
    release
        The town, its day, sources and audience.
    files
        Names below the folder of the catalogue, with slashes; those that are no data (papers to
        walk with, pictures, logs) are left out.
    publication
        What the study says about it; licence, contributor and publisher are never made up.
    lang
        Language of titles.
    """
    writer = _Catalogue(release, files, publication, lang)
    return json.dumps(writer.catalogue(), ensure_ascii=False, indent=1) + "\n"


class _Catalogue:
    """One catalogue on its way: what all its entries share."""

    def __init__(
        self, release: Release, files: Mapping[str, FileFacts], said: Publication, lang: Lang
    ) -> None:
        self.release = release
        self.files = files
        self.said = said
        self.lang: Lang = lang
        self.publisher = said.publisher or release.name
        self.day = {"@type": "xsd:date", "@value": _made(release.survey_day).isoformat()}
        self.spatial = _spatial(release)

    def catalogue(self) -> dict[str, Any]:
        base = {"@base": self.said.url} if self.said.url else {}
        where, lang = self.release.name, {"de": "DEU", "en": "ENG"}[self.lang]
        about = Text(
            f"Innenstadt {where}, Stand {day(self.release.survey_day)}",
            f"Town centre of {where}, as of {self.release.survey_day.isoformat()}",
        )
        return {
            "@context": {**base, **_CONTEXT},
            "@id": f"{CATALOGUE_FILE}#katalog",
            "@type": "dcat:Catalog",
            "dct:title": self.text(about),
            "dct:description": self.text(self._status()),
            "dct:publisher": {
                "@id": f"{CATALOGUE_FILE}#herausgeber",
                "@type": ["foaf:Agent", "foaf:Organization"],
                "foaf:name": self.publisher,
            },
            "dct:issued": self.day,
            "dct:modified": self.day,
            "dct:language": {"@id": f"{_AUTHORITY}language/{lang}"},
            "dcat:themeTaxonomy": {"@id": f"{_AUTHORITY}data-theme"},
            "dcat:dataset": list(self._datasets()),
        }

    def _status(self) -> Text:
        """Say who may have the files, and what the study does not say yet."""
        if self.release.audience != "oeffentlich":
            return Text(
                f"Nicht zur Veröffentlichung: geschrieben für die Zielgruppe {self.release.audience}.",
                f"Not for publication: written for the audience {self.release.audience}.",
            )
        if not self.said.lacking:
            return Text("Zur Veröffentlichung.", "For publication.")
        names = ", ".join(self.said.lacking)
        return Text(
            f"Zur Veröffentlichung; in study.toml fehlt unter [publication]: {names}.",
            f"For publication; study.toml lacks under [publication]: {names}.",
        )

    def _datasets(self) -> Iterator[dict[str, Any]]:
        packages = [name for name in self.files if name.endswith(".gpkg") and "/" not in name]
        for theme in THEMES:
            name = f"report/{theme.file}.geojson"
            if name in self.files:
                roles = ORIGINS[theme.file]
                parts = [
                    self._distribution(theme.file, name, Text("GeoJSON", "GeoJSON"), roles),
                    *(
                        self._distribution(
                            theme.file, one,
                            Text(f"GeoPackage, Ebene {theme.file}", f"GeoPackage, layer {theme.file}"),
                            _ALL,
                        )
                        for one in packages
                    ),
                ]  # fmt: skip
                access = ("REGI", "TRAN") if theme.file in ACCESS_THEMES else ("REGI",)
                yield self._dataset(theme.file, theme.title, parts, access)
        parts = [
            self._distribution("kennzahlen", name, title, _ALL) for name, title in self._figures()
        ]
        if parts:
            yield self._dataset("kennzahlen", _FIGURES, parts, ("REGI", "TRAN"))

    def _figures(self) -> Iterator[tuple[str, Text]]:
        """Files that hold figures of all themes; the map once, by the name that says its day."""
        dated = f"_{self.release.survey_day.isoformat()}_{self.release.audience.upper()}.html"
        for name in sorted(self.files):
            if "/" not in name and PurePosixPath(name).suffix in _FORMATS:
                title = next(
                    (said for start, said in _FIGURE_FILES if name.startswith(start)), None
                )
                if title is not None or name.endswith(dated):
                    yield name, title or _MAP

    def _dataset(
        self, key: str, title: Text, parts: list[dict[str, Any]], themes: tuple[str, ...]
    ) -> dict[str, Any]:
        town, ags = self.release.name, self.release.ags
        named = Text(*(f"{said[0].upper()}{said[1:]} – {town}" for said in title))
        about = Text(
            f"{title.de[0].upper()}{title.de[1:]} in {town}, Stand {day(self.release.survey_day)}; "
            "Methode, Parameter und Zählung stehen in den Dateien.",
            f"{title.en[0].upper()}{title.en[1:]} in {town}, as of "
            f"{self.release.survey_day.isoformat()}; method, parameters and counts stand in the files.",
        )
        keywords = (Text("Innenstadt", "town centre"), title, Text(town, town))
        moment = {"@type": "xsd:date", "@value": self.release.survey_day.isoformat()}
        return {
            "@id": f"{CATALOGUE_FILE}#{key}",
            "@type": "dcat:Dataset",
            "dct:title": self.text(named),
            "dct:description": self.text(about),
            "dct:identifier": f"{ags or town}-{self.release.survey_day.isoformat()}-{key}",
            "dct:publisher": {"@id": f"{CATALOGUE_FILE}#herausgeber"},
            **self._contact(),
            **({"dcatde:contributorID": {"@id": self.said.contributor_id}} if self.said.contributor_id else {}),
            "dct:issued": self.day,
            "dct:modified": self.day,
            "dct:temporal": {"@type": "dct:PeriodOfTime", "dcat:startDate": moment, "dcat:endDate": moment},
            **({"dct:spatial": self.spatial} if self.spatial else {}),
            "dcatde:politicalGeocodingLevelURI": {"@id": f"{_GEOCODING}Level/municipality"},
            **({"dcatde:politicalGeocodingURI": {"@id": f"{_GEOCODING}municipalityKey/{ags}"}} if ags else {}),
            "dct:accessRights": {"@id": f"{_AUTHORITY}access-right/{_ACCESS[self.release.audience]}"},
            "dcat:theme": [{"@id": f"{_AUTHORITY}data-theme/{one}"} for one in themes],
            "dcat:keyword": [self.text(word) for word in keywords],
            **({"dcat:landingPage": {"@id": self.said.url}} if self.said.url else {}),
            "dcat:distribution": parts,
        }  # fmt: skip

    def _contact(self) -> dict[str, Any]:
        """Office that answers questions, if the study names one or its address."""
        if not (self.said.contact or self.said.contact_email):
            return {}
        mail = {"@id": f"mailto:{self.said.contact_email}"}
        return {
            "dcat:contactPoint": {
                "@id": f"{CATALOGUE_FILE}#kontakt",
                "@type": ["vcard:Kind", "vcard:Organization"],
                "vcard:fn": self.said.contact or self.publisher,
                **({"vcard:hasEmail": mail} if self.said.contact_email else {}),
            }
        }

    def _distribution(
        self, key: str, name: str, title: Text, roles: tuple[str, ...]
    ) -> dict[str, Any]:
        suffix = PurePosixPath(name).suffix
        kind, media = _FORMATS[suffix]
        facts, here = self.files[name], {"@id": quote(name)}
        return {
            "@id": f"{CATALOGUE_FILE}#{key}-{quote(PurePosixPath(name).name)}",
            "@type": "dcat:Distribution",
            "dct:title": self.text(title),
            "dcat:accessURL": here,
            "dcat:downloadURL": here,
            "dct:format": {"@id": f"{_AUTHORITY}file-type/{kind}"},
            "dcat:mediaType": {"@id": _MEDIA + media},
            "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(facts.size)},
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": facts.sha256},
            },
            "dct:issued": self.day,
            "dct:modified": self.day,
            **self._terms(suffix, roles),
        }

    def _terms(self, suffix: str, roles: tuple[str, ...]) -> dict[str, Any]:
        """Licence and attribution; nothing is offered of what not everybody may have."""
        if self.release.audience != "oeffentlich":
            return {}
        own = self.said.licence
        # a page or paper is a work made with the map, not a database made from it
        licence = licence_of(self.release, roles, own) if suffix in _DATABASES else own
        line = attribution(self.release, roles, self.publisher)
        licensed = {"dct:license": {"@id": licence}} if licence else {}
        return {**licensed, "dcatde:licenseAttributionByText": self.text(Text(line, line))}

    def text(self, said: Text) -> dict[str, str]:
        return {"@language": self.lang, "@value": said.to(self.lang)}


_ALL = tuple(dict.fromkeys(role for roles in ORIGINS.values() for role in roles))


def _made(survey_day: dt.date) -> dt.date:
    """Day of issue: no clock, so that bytes do not change."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    return dt.datetime.fromtimestamp(int(told), tz=dt.UTC).date() if told.isdigit() else survey_day


def _spatial(release: Release) -> dict[str, Any] | None:
    """Rectangle of the surveyed area in degrees; None where nothing has a place."""
    bounds = release.study_area.bounds if release.study_area is not None else None
    if bounds is None:
        shown = [t for t in (release.tables.get(n) for n in ("edges", "basemap", "premises"))
                 if t is not None and not t.geometry.isna().all()]  # fmt: skip
        if not shown:
            return None
        bounds = shown[0].total_bounds
    box = to_degrees(gpd.GeoDataFrame(geometry=[shapely.box(*bounds)], crs=release.crs))
    west, south, east, north = (round(float(v), 5) for v in box.total_bounds)
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    corners = ", ".join(f"{x} {y}" for x, y in ring)
    wkt = {"@type": "gsp:wktLiteral", "@value": f"POLYGON (({corners}))"}
    return {"@type": "dct:Location", "dcat:bbox": wkt}
