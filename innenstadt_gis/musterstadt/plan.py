"""The plan of Musterstadt: its streets and grounds on a drawing board, in metres.

The origin is the middle of the market square, x runs east, y north. The board is then
turned and gently bent (`bend`), because no old town is straight.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAME = "Musterstadt"
#: 14521 is a Saxon district; no municipality there carries the number 999.
AGS = "14521999"
DISTRICT_KEY = "149999"
POSTCODE = "09999"
EPSG = 25833
SURVEY_DAY = date(2026, 9, 15)

#: Where the drawing board lies in ETRS89/UTM 33: woods and fields, no real town.
ORIGIN = (362_100.0, 5_610_600.0)
TURN_DEGREES = 11.0


@dataclass(frozen=True)
class StreetPlan:
    """One street on the board; the width runs from house front to house front."""

    name: str | None
    highway: str
    width_m: float
    points: tuple[tuple[float, float], ...]
    built: bool = True
    curved: bool = True
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ground:
    """A piece of land with a use of its own, where no plots are laid out."""

    key: str
    tags: dict[str, str]
    points: tuple[tuple[float, float], ...]
    use: str


def _ring() -> tuple[tuple[float, float], ...]:
    angle = np.linspace(0, 2 * np.pi, 29)
    x, y = 218 * np.cos(angle), 10 + 156 * np.sin(angle)
    return tuple((round(float(a), 2), round(float(b), 2)) for a, b in zip(x, y, strict=True))


_SETT = {"surface": "sett", "lit": "yes"}
_PAVED = {"surface": "asphalt", "lit": "yes", "sidewalk": "both", "maxspeed": "30"}
_MAIN = {"surface": "asphalt", "lit": "yes", "sidewalk": "both", "maxspeed": "50"}
_GRAVEL = {"surface": "fine_gravel"}

#: The market's corners; the streets of the old town start at them.
SQUARE = ((-50.0, -32.0), (50.0, -32.0), (50.0, 32.0), (-50.0, 32.0))

# fmt: off
STREETS: tuple[StreetPlan, ...] = (
    StreetPlan(
        "Marktplatz", "living_street", 9, (*SQUARE, SQUARE[0]), curved=False,
        tags={**_SETT, "wheelchair": "yes"},
    ),
    StreetPlan(
        "Lange Straße", "pedestrian", 9,
        ((-50, -32), (-85, -40), (-125, -37), (-170, -27), (-214, -24)),
        tags={"surface": "paving_stones", "lit": "yes", "wheelchair": "yes", "bicycle": "yes"},
    ),
    StreetPlan(
        "Marktgasse", "living_street", 7, ((50, -32), (90, -40), (132, -36), (210, -30)),
        tags=_SETT,
    ),
    StreetPlan("Kirchgasse", "living_street", 7, ((50, 32), (52, 70), (44, 112), (40, 163)),
               tags={**_SETT, "incline": "up"}),
    StreetPlan("Schulstraße", "residential", 8, ((-50, 32), (-60, 75), (-66, 110), (-80, 157)),
               tags=_PAVED),
    StreetPlan(
        "Bahnhofstraße", "residential", 11,
        ((14, -32), (12, -88), (22, -145), (28, -195), (30, -285), (36, -332)), tags=_PAVED,
    ),
    StreetPlan("Ringstraße", "secondary", 14, _ring(), tags={**_MAIN, "ref": "S 999"}),
    StreetPlan(
        "Obere Gasse", "residential", 6.5,
        ((-200, 70), (-130, 84), (-62, 82), (-8, 80), (51, 78), (128, 88), (182, 95)),
        tags=_SETT,
    ),
    StreetPlan(
        "Untere Gasse", "residential", 6.5,
        ((-186, -72), (-118, -90), (-50, -94), (12, -88), (70, -94), (128, -88), (186, -72)),
        tags=_SETT,
    ),
    StreetPlan("Fleischergasse", "living_street", 6,
               ((-112, -122), (-118, -90), (-125, -37), (-122, 20), (-130, 84)), tags=_SETT),
    StreetPlan("Töpfergasse", "living_street", 6,
               ((120, -120), (128, -88), (132, -36), (124, 25), (128, 88)), tags=_SETT),
    StreetPlan("Brunnengasse", "footway", 4, ((-2, 32), (-4, 55), (-8, 80)), tags=_SETT),
    StreetPlan(
        "Silberstraße", "secondary", 12,
        ((-216, -10), (-280, -40), (-352, -58), (-480, -80), (-640, -70), (-940, -120)),
        tags={**_MAIN, "ref": "S 999"},
    ),
    StreetPlan(
        "Talstraße", "secondary", 12,
        ((216, -12), (270, -40), (330, -42), (440, -40), (600, -60), (940, -20)),
        tags={**_MAIN, "ref": "S 999"},
    ),
    StreetPlan(
        "Mühlgasse", "residential", 8,
        ((24, -168), (-60, -178), (-160, -176), (-240, -186), (-330, -178), (-362, -120),
         (-352, -58)), tags={**_PAVED, "sidewalk": "left"},
    ),
    StreetPlan("Brückenstraße", "tertiary", 10,
               ((148, -105), (205, -140), (250, -205), (262, -288)), tags=_PAVED),
    StreetPlan(
        "Lindenstraße", "residential", 10,
        ((-330, -272), (-240, -276), (-100, -276), (30, -285), (150, -282), (262, -288),
         (360, -272), (440, -285)), tags=_PAVED,
    ),
    StreetPlan("Am Bahndamm", "residential", 9,
               ((36, -328), (-60, -335), (-200, -328), (-290, -318), (-330, -272)), tags=_PAVED),
    StreetPlan("Güterstraße", "residential", 10,
               ((36, -328), (120, -338), (200, -335), (262, -288)), tags=_PAVED),
    StreetPlan(
        "Bergstraße", "residential", 9,
        ((30, 165), (14, 215), (36, 262), (84, 300), (96, 350), (150, 392), (168, 470)),
        tags={**_PAVED, "incline": "up"},
    ),
    StreetPlan("Gartenstraße", "residential", 9,
               ((-142, 128), (-178, 190), (-150, 250), (-60, 258), (36, 262)), tags=_PAVED),
    StreetPlan("Feldstraße", "residential", 9,
               ((-178, 190), (-270, 195), (-352, 140), (-372, 40), (-352, -58)), tags=_PAVED),
    StreetPlan("Waldstraße", "residential", 9,
               ((-150, 250), (-190, 320), (-110, 365), (-10, 352), (96, 350)), tags=_PAVED),
    StreetPlan("Am Hang", "residential", 9,
               ((165, 112), (238, 142), (306, 96), (340, 30), (330, -42)), tags=_PAVED),
    StreetPlan("Sonnenweg", "residential", 9,
               ((306, 96), (400, 112), (462, 50), (440, -40)), tags=_PAVED),
    StreetPlan("Weberweg", "residential", 9,
               ((-480, -80), (-505, -10), (-470, 60), (-372, 40)), tags=_PAVED),
    StreetPlan("Friedhofsweg", "residential", 7,
               ((36, 262), (110, 246), (190, 240), (250, 205), (238, 142)),
               tags={"surface": "asphalt", "lit": "yes"}),
    StreetPlan("Kirchtreppe", "steps", 4, ((104, 148), (112, 185), (110, 246)), built=False,
               curved=False,
               tags={"step_count": "96", "incline": "up", "handrail": "yes", "lit": "yes",
                     "wheelchair": "no", "surface": "stone"}),
    # paths and tracks without houses
    StreetPlan("Kirchplatz", "footway", 5, ((98, 83), (100, 100), (78, 112), (82, 136), (104, 148)),
               built=False, curved=False, tags=_SETT),
    StreetPlan("Uferweg", "footway", 3, ((27, -180), (90, -186), (170, -196), (244, -200)),
               built=False, tags={**_GRAVEL, "lit": "no"}),
    StreetPlan(None, "footway", 3, ((60, -152), (110, -158), (160, -150), (200, -138)),
               built=False, tags=_GRAVEL),
    StreetPlan(None, "footway", 3, ((110, -141), (110, -158), (118, -189)), built=False,
               tags=_GRAVEL),
    StreetPlan(None, "footway", 3, ((22, -150), (60, -152), (75, -184)), built=False,
               tags=_GRAVEL),
    StreetPlan(None, "footway", 4, ((36, -332), (38, -352), (38, -358)), built=False,
               curved=False, tags={"surface": "asphalt", "lit": "yes", "wheelchair": "yes"}),
    StreetPlan(None, "footway", 3, ((250, 205), (262, 240), (312, 250)), built=False,
               tags=_GRAVEL),
    StreetPlan(None, "footway", 3, ((262, 240), (255, 292)), built=False, tags=_GRAVEL),
    StreetPlan(None, "service", 6, ((520, -48), (518, -20), (520, 8), (560, 8), (562, -54)),
               built=False, curved=False, tags={"service": "parking_aisle"}),
    StreetPlan("Waldweg", "track", 4, ((-190, 320), (-290, 370), (-330, 470), (-300, 640)),
               built=False, tags={"surface": "gravel", "tracktype": "grade2"}),
    StreetPlan("Höhenweg", "track", 4, ((168, 470), (280, 480), (420, 400), (620, 420)),
               built=False, tags={"surface": "gravel", "tracktype": "grade2"}),
    StreetPlan(None, "track", 4, ((-470, 60), (-500, 160), (-620, 240)), built=False,
               tags={"surface": "ground", "tracktype": "grade3"}),
    StreetPlan(None, "path", 2, ((-180, 320), (-130, 420), (20, 520), (168, 470)), built=False,
               tags={"surface": "ground"}),
)

RIVER = ((-980, -250), (-600, -262), (-360, -228), (-160, -208), (28, -212), (250, -240),
         (460, -222), (700, -262), (980, -240))
RIVER_NAME = "Musterbach"
RIVER_WIDTH_M = 11.0
RAIL = ((-980, -392), (-500, -398), (-200, -374), (38, -364), (300, -366), (560, -392),
        (980, -370))
#: Where streets cross the river.
BRIDGES = ("Bahnhofstraße", "Brückenstraße")

GROUNDS: tuple[Ground, ...] = (
    Ground("square", {"highway": "pedestrian", "area": "yes", "name": "Marktplatz",
                      "surface": "sett"}, SQUARE, "Platz"),
    Ground("church", {"landuse": "religious", "religion": "christian"},
           ((66, 98), (126, 99), (122, 138), (70, 141)), "Fläche besonderer Prägung"),
    Ground("school", {"amenity": "school", "name": "Grundschule am Ring"},
           ((-160, 97), (-88, 98), (-96, 138), (-128, 128)), "Fläche gemischter Nutzung"),
    Ground("park", {"leisure": "park", "name": "Stadtpark"},
           ((38, -150), (95, -142), (150, -128), (200, -146), (236, -200), (160, -199),
            (80, -190), (38, -186)), "Grünanlage"),
    Ground("mill", {"landuse": "brownfield", "name": "Alte Spinnerei", "check_date": "2026-03-10"},
           ((-345, -168), (-246, -176), (-236, -104), (-300, -92), (-348, -112)),
           "Industrie- und Gewerbefläche"),
    Ground("supermarket", {"landuse": "retail"},
           ((490, -36), (590, -46), (596, 62), (496, 66)), "Handel und Dienstleistung"),
    Ground("cemetery", {"landuse": "cemetery", "name": "Friedhof"},
           ((212, 240), (258, 214), (330, 214), (336, 300), (226, 306)), "Friedhof"),
    Ground("station", {"landuse": "railway"},
           ((-120, -345), (120, -350), (160, -356), (160, -374), (-140, -380), (-140, -352)),
           "Bahnverkehr"),
    Ground("allotments", {"landuse": "allotments", "name": "Kleingartenanlage Abendsonne"},
           ((-500, 92), (-400, 78), (-384, 150), (-420, 200), (-500, 190)), "Gartenland"),
    Ground("pitch", {"leisure": "pitch", "sport": "soccer", "name": "Sportplatz am Bach"},
           ((-470, -352), (-370, -345), (-376, -282), (-475, -290)), "Sportanlage"),
)

#: Country around the town, drawn below everything: use, tags, outline.
COUNTRY: tuple[Ground, ...] = (
    Ground("forest-n", {"landuse": "forest", "name": "Musterwald"},
           ((-980, 420), (-600, 330), (-420, 400), (-250, 430), (-80, 440), (60, 500), (240, 520),
            (330, 460), (480, 470), (640, 380), (980, 440), (980, 820), (-980, 820)), "Wald"),
    Ground("forest-s", {"landuse": "forest"},
           ((-980, -480), (-500, -470), (-300, -440), (-60, -455), (140, -430), (420, -470),
            (980, -450), (980, -640), (-980, -640)), "Wald"),
    Ground("meadow-w", {"landuse": "meadow"},
           ((-980, -290), (-480, -300), (-470, -250), (-380, -235), (-385, -130), (-480, -120),
            (-640, -110), (-980, -160)), "Landwirtschaft"),
    Ground("meadow-e", {"landuse": "meadow"},
           ((460, -250), (700, -290), (980, -265), (980, -60), (640, -95), (470, -85)),
           "Landwirtschaft"),
    Ground("field-nw", {"landuse": "farmland"},
           ((-980, -70), (-640, -30), (-540, 20), (-530, 210), (-620, 310), (-980, 390)),
           "Landwirtschaft"),
    Ground("field-ne", {"landuse": "farmland"},
           ((370, 170), (480, 130), (560, 90), (980, 40), (980, 400), (640, 350), (480, 430),
            (380, 400)), "Landwirtschaft"),
    Ground("field-n", {"landuse": "farmland"},
           ((-380, 200), (-260, 240), (-230, 330), (-300, 390), (-420, 370), (-520, 300)),
           "Landwirtschaft"),
    Ground("meadow-s", {"landuse": "meadow"},
           ((-300, -400), (0, -385), (300, -388), (560, -410), (980, -392), (980, -440),
            (420, -460), (140, -425), (-60, -445), (-300, -430)), "Landwirtschaft"),
)

BOUNDARY = ((-720, -60), (-690, 180), (-560, 360), (-330, 500), (-60, 560), (210, 560),
            (400, 480), (560, 330), (690, 150), (720, -90), (640, -330), (420, -430), (60, -470),
            (-280, -450), (-540, -400), (-690, -280))

# fmt: on


def bend(points: NDArray[np.float64], *, seed: int) -> NDArray[np.float64]:
    """
    Carry points from the drawing board to ETRS89/UTM 33.

    The bend is a sum of long waves (wavelength 600 m and more, at most 16 m), so straight
    lines become gentle curves and right angles stay right within some degrees.
    """
    phase = np.random.default_rng(seed).uniform(-0.35, 0.35, 4)
    x, y = points[:, 0], points[:, 1]
    east = x + 9 * np.sin(y / 95 + 0.6 + phase[0]) + 6 * np.sin(x / 150 + phase[1])
    north = y + 9 * np.sin(x / 105 + 1.1 + phase[2]) + 5 * np.sin(y / 140 + phase[3])
    turn = np.radians(TURN_DEGREES)
    cos, sin = np.cos(turn), np.sin(turn)
    return np.column_stack(
        (ORIGIN[0] + cos * east - sin * north, ORIGIN[1] + sin * east + cos * north)
    )
