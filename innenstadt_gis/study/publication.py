"""What a study says for the catalogue of a data portal: ``[publication]``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from innenstadt_gis.licences import LICENCES, licence_uri
from innenstadt_gis.words import Text

__all__ = ["CONTRIBUTORS", "KEYS", "UNSAID", "Publication", "read_publication"]

#: The controlled list of those who hand data on to the national portal; identifiers of ours start so.
CONTRIBUTORS = "http://dcat-ap.de/def/contributors/"


#: What may stand under ``[publication]``.
KEYS = ("publisher", "licence", "contributor_id", "contact", "contact_email", "url")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """
    How a town publishes: all blank unless the study says it, as nobody else can.

    Attributes
    ----------
    publisher
        Name of the office or town as publisher, never a person; blank: the town's name.
    licence
        Identifier of the licence of what is the town's own (see `innenstadt_gis.licences`).
    contributor_id
        Identifier by which the portal knows who hands the data on (Datenbereitsteller-ID).
    contact, contact_email
        Office that answers questions, never a person, and its address.
    url
        Folder on the web where the files will lie, with a slash at its end; blank: beside the
        catalogue, wherever that lies.
    """

    publisher: str = ""
    licence: str = ""
    contributor_id: str = ""
    contact: str = ""
    contact_email: str = ""
    url: str = ""

    @property
    def lacking(self) -> tuple[str, ...]:
        """Keys that a data portal asks for and the study does not say."""
        asked = {"licence": self.licence, "contributor_id": self.contributor_id}
        return tuple(key for key, said in asked.items() if not said)


#: What a study says that has no such section.
UNSAID = Publication()

#: Tells a fault: key, what is wrong, what to write.
Fault = Callable[[str, Text, str], None]


def read_publication(said: Mapping[str, str], fault: Fault) -> Publication:
    """Read the section; what cannot be understood is left out and told."""
    licence = licence_uri(said.get("licence", ""))
    if said.get("licence") and licence is None:
        names = ", ".join(LICENCES)
        fault(
            "licence",
            Text(f"Diese Lizenz ist nicht bekannt; möglich sind: {names}.",
                 f"this licence is not known; there are: {names}."),
            'licence = "dl-de/by-2-0"',
        )  # fmt: skip
    contributor = said.get("contributor_id", "").rstrip("/")
    if re.fullmatch(r"\w+", contributor):
        contributor = CONTRIBUTORS + contributor
    if contributor and not re.fullmatch(re.escape(CONTRIBUTORS) + r"\w+", contributor):
        fault(
            "contributor_id",
            Text(f"Eine Datenbereitsteller-ID beginnt mit {CONTRIBUTORS}.",
                 f"the id of a contributor starts with {CONTRIBUTORS}."),
            f'contributor_id = "{CONTRIBUTORS}…"',
        )  # fmt: skip
        contributor = ""
    email = said.get("contact_email", "").removeprefix("mailto:")
    if email and not re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+", email):
        fault(
            "contact_email",
            Text("ist keine E-Mail-Adresse.", "is no e-mail address."),
            'contact_email = "stadtplanung@ihre-stadt.de"',
        )
        email = ""
    url = said.get("url", "")
    if url and not re.fullmatch(r"https?://[^\s\"<>]+", url):
        fault(
            "url",
            Text("ist die Adresse des Ordners im Netz, in dem die Dateien liegen werden.",
                 "is the address of the folder on the web where the files will lie."),
            'url = "https://www.ihre-stadt.de/innenstadt/"',
        )  # fmt: skip
        url = ""
    return Publication(
        publisher=said.get("publisher", ""), licence=licence or "", contributor_id=contributor,
        contact=said.get("contact", ""), contact_email=email,
        url=f"{url.rstrip('/')}/" if url else "",
    )  # fmt: skip
