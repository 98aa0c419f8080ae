"""What DCAT-AP.de asks of a catalogue in JSON-LD, rule by rule; our own reading of its tables.

Not a SHACL engine: it knows the shape in which `katalog.jsonld` is written (compact names, objects
nested) and says what is missing or of the wrong kind.
"""

from __future__ import annotations

import re

VOCABULARIES = {
    "dcat:theme": "http://publications.europa.eu/resource/authority/data-theme/",
    "dct:language": "http://publications.europa.eu/resource/authority/language/",
    "dct:accessRights": "http://publications.europa.eu/resource/authority/access-right/",
    "dct:format": "http://publications.europa.eu/resource/authority/file-type/",
    "dcat:mediaType": "http://www.iana.org/assignments/media-types/",
    "dct:license": "http://dcat-ap.de/def/licenses/",
    "dcatde:contributorID": "http://dcat-ap.de/def/contributors/",
    "dcatde:politicalGeocodingLevelURI": "http://dcat-ap.de/def/politicalGeocoding/Level/",
    "dcatde:politicalGeocodingURI": "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/",
}

#: Mandatory for each class; of a data set also what the conventions of the portal ask for.
CATALOG = ("dct:title", "dct:description", "dct:publisher", "dcat:dataset")
DATASET = (
    "dct:title", "dct:description", "dct:publisher", "dct:issued", "dct:modified", "dct:identifier",
    "dcat:theme", "dcat:keyword", "dcat:distribution", "dct:accessRights", "dct:temporal",
    "dcatde:politicalGeocodingLevelURI",
)  # fmt: skip
DISTRIBUTION = (
    "dct:title",
    "dcat:accessURL",
    "dct:format",
    "dcat:mediaType",
    "dcat:byteSize",
    "spdx:checksum",
)
LITERALS = {"dct:title", "dct:description", "dcat:keyword", "dcatde:licenseAttributionByText"}
DATES = {"dct:issued", "dct:modified", "dcat:startDate", "dcat:endDate"}


def faults(catalog: dict, *, for_portal: bool = False) -> list[str]:
    """Everything wrong with a catalogue; ``for_portal`` also asks for licences and the contributor."""
    told = [*_prefixes(catalog), *_lacking(catalog, CATALOG), *_values(catalog)]
    ids = [catalog["@id"]]
    for dataset in catalog.get("dcat:dataset", []):
        told += _lacking(dataset, DATASET)
        ids.append(dataset["@id"])
        if dataset["dct:publisher"]["@id"] != catalog["dct:publisher"]["@id"]:
            told.append(f"{dataset['@id']}: another publisher")
        if for_portal:
            told += _lacking(dataset, ("dcatde:contributorID",))
        for part in dataset["dcat:distribution"]:
            ids.append(part["@id"])
            told += _lacking(part, (*DISTRIBUTION, *(("dct:license",) if for_portal else ())))
            told += (
                [] if re.fullmatch(r"[\w%./~-]+", part["dcat:accessURL"]["@id"]) else ["address"]
            )
    if len(set(ids)) != len(ids):
        told.append("two things with one identifier")
    return told


def _prefixes(catalog: dict) -> list[str]:
    """The context stands in the file, and every name has its prefix there."""
    context = catalog["@context"]
    told = [] if all(isinstance(v, str) for v in context.values()) else ["context from elsewhere"]
    names = {
        key.split(":")[0] for node in _nodes(catalog) for key in node if not key.startswith("@")
    }
    names |= {t.split(":")[0] for node in _nodes(catalog) for t in _many(node.get("@type", []))}
    return told + [f"no prefix {name}" for name in sorted(names - set(context))]


def _lacking(node: dict, names: tuple[str, ...]) -> list[str]:
    return [f"{node['@id']}: no {name}" for name in names if not node.get(name)]


def _values(catalog: dict) -> list[str]:
    told = []
    for node in _nodes(catalog):
        for name, value in node.items():
            for one in _many(value):
                told += [f"{name}: {said}" for said in _value(name, one)]
    return told


def _value(name: str, one: object) -> list[str]:
    if name in VOCABULARIES and not str(one.get("@id", "")).startswith(VOCABULARIES[name]):
        return [f"not of its vocabulary: {one}"]
    if name in LITERALS and not (one.get("@language") in {"de", "en"} and one.get("@value")):
        return [f"no text with its language: {one}"]
    if name in DATES and not (
        one["@type"] == "xsd:date" and re.fullmatch(r"\d{4}-\d\d-\d\d", one["@value"])
    ):
        return [f"no day: {one}"]
    if name == "spdx:checksumValue" and not re.fullmatch(r"[0-9a-f]{64}", one["@value"]):
        return [f"no checksum: {one}"]
    if name == "dcat:byteSize" and not (
        one["@type"] == "xsd:nonNegativeInteger" and one["@value"].isdigit()
    ):
        return [f"no size: {one}"]
    return []


def _nodes(value: object):
    if isinstance(value, dict):
        yield {k: v for k, v in value.items() if k != "@context"}
        for key, inner in value.items():
            if key != "@context":
                yield from _nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)


def _many(value: object) -> list:
    return value if isinstance(value, list) else [value]
