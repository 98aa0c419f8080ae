"""`SealedMap`: a folium.Map whose every way out goes through the sealed writer.

folium renders texts of data as templates, which run on the computer of whoever saves the
map. So no template of folium or branca is ever rendered here: children are read, translated
into `MapLayer` and written as data; what cannot be translated is refused by name.
"""

from __future__ import annotations

import dataclasses
import html
from pathlib import Path
from typing import Any, BinaryIO

import folium
from branca.element import Figure

from innenstadt_gis.errors import UnsafeOutputError
from innenstadt_gis.files import write_atomic
from innenstadt_gis.outputs.map.model import MapModel
from innenstadt_gis.outputs.map.page import sealed_html
from innenstadt_gis.outputs.map.translate import class_path, layers_of

_HEIGHT_PX = 640


def _framed(page: str) -> str:
    """Page for a notebook cell, in a frame of its own origin."""
    inner = html.escape(page, quote=True)
    return (
        f'<iframe srcdoc="{inner}" sandbox="allow-scripts allow-modals" allowfullscreen '
        f'style="width:100%;height:{_HEIGHT_PX}px;border:1px solid #ccc"></iframe>'
    )


class _SealedFigure(Figure):  # type: ignore[misc]  # branca is untyped
    """Root of a `SealedMap`; renders the sealed page and nothing that was hung beside it."""

    def render(self, **_: Any) -> str:
        foreign = [
            *(one for name, one in self.header._children.items() if name != "meta_http"),  # noqa: SLF001
            *self.html._children.values(),  # noqa: SLF001
            *self.script._children.values(),  # noqa: SLF001
            *(one for one in self._children.values() if not isinstance(one, SealedMap)),
        ]
        if foreign:
            name = class_path(foreign[0])
            raise UnsafeOutputError(
                de=f"{name} neben der Karte: Texte und Skripte lassen sich nicht einhängen; "
                "Titel, Aussage und Hinweise gehören in MapModel",
                en=f"{name} beside the map: texts and scripts cannot be hung in; "
                "title, sentence and notes belong into MapModel",
            )
        (sealed,) = self._children.values()
        return sealed.render()

    def _repr_html_(self, **_: Any) -> str:
        return _framed(self.render())


class SealedMap(folium.Map):  # type: ignore[misc]  # so is folium
    """
    A map for analysts: add folium layers to it, save it, show it in a notebook.

    GeoJson, CircleMarker, Marker, PolyLine, Polygon and FeatureGroup (with their tooltips
    and popups) become layers of the page; LayerControl is accepted, as the page has its
    own legend. Everything else is refused when the map is written. Texts stay texts: HTML
    in a tooltip is shown as it was typed.

    Examples
    --------
    >>> import folium
    >>> m = SealedMap.from_model(model)  # doctest: +SKIP
    >>> folium.CircleMarker((49.51, 11.28), tooltip="Brunnen").add_to(m)  # doctest: +SKIP
    >>> m.save("karte.html")  # doctest: +SKIP
    """

    def __init__(self, model: MapModel) -> None:
        super().__init__(tiles=None)
        self.model = model
        self._parent = None
        _SealedFigure().add_child(self)

    @classmethod
    def from_model(cls, model: MapModel) -> SealedMap:
        """Build the map that `sealed_html` would write."""
        return cls(model)

    def render(self, **_: Any) -> str:
        """
        Return the sealed page.

        Raises
        ------
        UnsafeOutputError
            If a child has no translation; the message names its class.
        """
        added = layers_of(self, self.model)
        layers = (*self.model.layers, *added)
        return sealed_html(dataclasses.replace(self.model, layers=layers))

    def save(self, outfile: str | Path | BinaryIO, close_file: bool = True, **_: Any) -> None:  # noqa: FBT001, FBT002 - folium's signature
        """Write the sealed page to a path or an open binary file."""
        page = self.get_root().render()
        if isinstance(outfile, (str, Path)):
            write_atomic(Path(outfile), page)
            return
        outfile.write(page.encode("utf-8"))
        if close_file:
            outfile.close()

    def _repr_html_(self, **_: Any) -> str:
        return _framed(self.get_root().render())
