"""`SealedMap`: a folium.Map whose every way out goes through the sealed writer.

folium renders texts of data as templates, which run on the computer of whoever saves the
map. So no template of folium or branca is ever rendered here: children are read, translated
into `MapLayer` and written as data; what cannot be translated is refused by name.
"""

from __future__ import annotations

import copy
import dataclasses
import html
from collections.abc import Callable
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

#: Last look at a finished page, before it leaves: (page, name).
Gate = Callable[[str, str], None]


def _framed(page: str) -> str:
    """Page for a notebook cell, in a frame of its own origin."""
    inner = html.escape(page, quote=True)
    return (
        f'<iframe srcdoc="{inner}" sandbox="allow-scripts allow-modals" allowfullscreen '
        f'style="width:100%;height:{_HEIGHT_PX}px;border:1px solid #ccc"></iframe>'
    )


class _SealedFigure(Figure):  # type: ignore[misc]  # branca is untyped
    """Root of a `SealedMap`; renders the sealed page and nothing that was hung beside it."""

    def require_alone(self) -> SealedMap:
        """Return the map; refuse what somebody has hung beside it."""
        maps = [one for one in self._children.values() if isinstance(one, SealedMap)]
        foreign = [
            *(one for name, one in self.header._children.items() if name != "meta_http"),  # noqa: SLF001
            *self.html._children.values(),  # noqa: SLF001
            *self.script._children.values(),  # noqa: SLF001
            *(one for one in self._children.values() if one not in maps),
            *maps[1:],
        ]
        if foreign:
            name = class_path(foreign[0])
            raise UnsafeOutputError(
                de=f"{name} neben der Karte: Texte und Skripte lassen sich nicht einhängen; "
                "Titel, Aussage und Hinweise gehören in MapModel",
                en=f"{name} beside the map: texts and scripts cannot be hung in; "
                "title, sentence and notes belong into MapModel",
            )
        return maps[0]

    def render(self, **_: Any) -> str:
        return self.require_alone().render()

    def save(self, outfile: str | Path | BinaryIO, close_file: bool = True, **_: Any) -> None:  # noqa: FBT001, FBT002 - branca's signature
        self.require_alone().save(outfile, close_file)

    def _repr_html_(self, **_: Any) -> str:
        return _framed(self.render())


class SealedMap(folium.Map):  # type: ignore[misc]  # so is folium
    """
    A map for analysts: add folium layers to it, save it, show it in a notebook.

    GeoJson, CircleMarker, Marker, PolyLine, Polygon and FeatureGroup (with their tooltips
    and popups) become layers of the page; LayerControl is accepted, as the page has its
    own legend. Everything else is refused when the map is written. Texts stay texts: HTML
    in a tooltip is shown as it was typed.

    It is written by `save` and `render`, shown by notebooks and `show_in_browser`, and
    copied by `copy`. It cannot be pickled, nor turned into a picture without a browser:
    the page has a button for that.

    Parameters
    ----------
    model
        What the page shows.
    gate
        Called with each finished page and its name; raises if nobody may have it.

    Examples
    --------
    >>> import folium
    >>> m = SealedMap(model)  # doctest: +SKIP
    >>> folium.CircleMarker((49.51, 11.28), tooltip="Brunnen").add_to(m)  # doctest: +SKIP
    >>> m.save("karte.html")  # doctest: +SKIP
    """

    def __init__(self, model: MapModel, *, gate: Gate | None = None) -> None:
        super().__init__(tiles=None)
        self.model = model
        self._gate = gate
        self._root = _SealedFigure()
        self._root.add_child(self)

    @classmethod
    def from_model(cls, model: MapModel) -> SealedMap:
        """Build the map that `sealed_html` would write."""
        return cls(model)

    @property
    def _parent(self) -> Any:
        """What branca takes for the root: never anything but the sealed figure."""
        return self.__dict__.get("_root")

    @_parent.setter
    def _parent(self, parent: Any) -> None:
        if "_root" in self.__dict__ and parent not in {None, self._root}:
            raise UnsafeOutputError(
                de=f"Eine versiegelte Karte steht für sich und nicht in {class_path(parent)}",
                en=f"a sealed map stands alone and not in {class_path(parent)}",
            )

    def render(self, **_: Any) -> str:
        """
        Return the sealed page.

        Raises
        ------
        UnsafeOutputError
            If a child has no translation, or something hangs beside the map; the message
            names its class.
        """
        self._root.require_alone()
        added = layers_of(self, self.model)
        layers = (*self.model.layers, *added)
        page = sealed_html(dataclasses.replace(self.model, layers=layers))
        if self._gate is not None:
            self._gate(page, self.model.title)
        return page

    def save(self, outfile: str | Path | BinaryIO, close_file: bool = True, **_: Any) -> None:  # noqa: FBT001, FBT002 - folium's signature
        """Write the sealed page to a path or an open binary file."""
        page = self.render()
        if isinstance(outfile, (str, Path)):
            write_atomic(Path(outfile), page)
            return
        outfile.write(page.encode("utf-8"))
        if close_file:
            outfile.close()

    def _repr_html_(self, **_: Any) -> str:
        return _framed(self.render())

    def _to_png(self, *_: Any, **__: Any) -> bytes:
        raise UnsafeOutputError(
            de="Ein Bild der Karte macht der Knopf PNG auf der gespeicherten Seite (Liste)",
            en="the button PNG of the saved page (list) makes a picture of the map",
        )

    def _repr_png_(self) -> None:
        """Notebooks show the page."""

    def __copy__(self) -> SealedMap:
        """Copy with the same children; what is added to one does not reach the other."""
        return self._twin(dict(self._children))

    def __deepcopy__(self, memo: dict[int, Any]) -> SealedMap:
        """Copy with children of its own; the model cannot change and is shared."""
        memo[id(self)] = twin = self._twin({})
        for name, child in self._children.items():
            twin.add_child(copy.deepcopy(child, memo), name=name)
        return twin

    def _twin(self, children: dict[str, Any]) -> SealedMap:
        self._root.require_alone()
        twin = SealedMap(self.model, gate=self._gate)
        twin._children.update(children)
        return twin

    def __reduce_ex__(self, _: Any) -> Any:
        """Refuse to be pickled: what is in memory is more than what a page may hold."""
        raise UnsafeOutputError(
            de="Eine Karte lässt sich nicht pickeln; m.save('karte.html') schreibt sie",
            en="a map cannot be pickled; m.save('karte.html') writes it",
        )
