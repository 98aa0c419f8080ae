"""What each theme asks, which figures answer it first, and its method on a card."""

from __future__ import annotations

from dataclasses import dataclass

from innenstadt_gis.words import Text

__all__ = ["THEMES", "Theme"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """
    A theme of the report beside what `innenstadt_gis.outputs.chapters` says of it.

    Attributes
    ----------
    question
        What it asks, as people would ask it.
    first
        Keys of the figures that answer it; all others stand in the annex.
    scenes
        Scenes of the map that are printed, in this order.
    asked
        What is missing (`innenstadt_gis.importlog.Missing`) when this theme is not answered.
    data, method, limits, workshop
        Lines of the method card.
    """

    question: Text
    first: tuple[str, ...]
    scenes: tuple[str, ...]
    asked: tuple[str, ...]
    data: Text
    method: Text
    limits: Text
    workshop: Text


THEMES: dict[str, Theme] = {
    "vacancy": Theme(
        question=Text(
            "Wie viele Ladenlokale stehen leer, wo, wie lange schon, und welche Flächen liegen brach?",
            "How many units are vacant, where, for how long, and which plots lie idle?",
        ),
        first=("vacancy_rate", "vacant_at_least", "vacancy_evidence", "vacancy_rate_with_partly",
               "vacancy_rate_by_area", "vacancy_rate_ground_floor", "vacancy_rate_lasting",
               "vacancy_pattern", "brownfields", "gaps", "vacant_buildings"),
        scenes=("place|vacancy", "sites"),
        asked=("vacancy_rate", "vacancy_cells", "gaps", "parcels", "brownfields", "registers"),
        data=Text(
            "Liste der Stadt (Leerstandskataster oder Bestandserhebung) mit ihrem Stand; für die Lage das "
            "Wegenetz aus OpenStreetMap; für Brachen und Baulücken Flurstücke, Gebäude und die Liste der Stadt.",
            "The town's register as of its day; for places the walk network of OpenStreetMap; for "
            "brownfields and gaps the parcels, buildings and the town's list.",
        ),
        method=Text(
            "Leere Ladenlokale geteilt durch alle mit bekanntem Status. Unbekannte zählen auf keiner Seite und "
            "machen die Spanne. Ob die Leerstände beieinander liegen, sagt ein Vergleich mit 999 "
            "Zufallsverteilungen auf dieselben Ladenlokale.",
            "Vacant units over all of known status. Unknown ones count on neither side and make the range. "
            "Whether vacancies stand together is told by 999 random placings on the same units.",
        ),
        limits=Text(
            "Die Quote sagt nicht, warum etwas leer steht, ob es vermietbar ist und was der Eigentümer vorhat. "
            "Straßen mit wenigen Ladenlokalen bilden keine Rangfolge. Baulücken sind Vorschläge aus Karten.",
            "The rate does not tell why a unit is vacant, whether it can be let and what the owner plans. "
            "Streets with few units are no ranking. Gaps are proposals from maps.",
        ),
        workshop=Text(
            "Karte ausdrucken oder zeigen: Stimmt jeder Punkt? Unbekannte klären, je Leerstand die letzte "
            "Nutzung und eine Idee notieren. Dann erst über Maßnahmen sprechen.",
            "Print or show the map: is every mark right? Settle the unknown ones, note last use and an "
            "idea for each vacancy. Only then talk about measures.",
        ),
    ),
    "change": Theme(
        question=Text(
            "Was hat sich seit der letzten Erhebung verändert, und was haben Maßnahmen bewirkt?",
            "What has changed since the last survey, and what became of the measures?",
        ),
        first=("vacancies_new", "vacancies_let_again", "vacancies_lasting", "units_gone",
               "churn_per_year", "vacancy_median_months", "measures", "measures_overdue"),
        scenes=("change",),
        asked=("change", "transitions", "trend", "churn", "vacancy_duration", "measures"),
        data=Text(
            "Mindestens zwei Erhebungen der Stadt mit ihrem Tag; massnahmen.xlsx; Fotos, soweit freigegeben.",
            "At least two surveys of the town with their days; massnahmen.xlsx; photos if released.",
        ),
        method=Text(
            "Dieselben Ladenlokale werden an beiden Tagen verglichen; gezählt wird nur, was an beiden Tagen "
            "bekannt ist. Die Dauer rechnet laufende Leerstände als noch nicht beendet.",
            "The same units are compared on both days; only what is known on both counts. Lengths treat "
            "vacancies that go on as not yet ended.",
        ),
        limits=Text(
            "Was zwischen zwei Erhebungen leer und wieder belegt war, wird nicht gesehen. Eine Kennzahl, die ihr "
            "Ziel erreicht, sagt nicht, dass die Maßnahme der Grund war.",
            "What became vacant and was let again between two surveys is not seen. A figure that reaches its "
            "goal does not tell that the measure was the reason.",
        ),
        workshop=Text(
            "Zu jedem neuen Leerstand und jeder Wiederbelegung fragen: Was ist dort geschehen? Maßnahmen mit Termin "
            "und Verantwortlichen durchgehen, Überfälliges neu verabreden.",
            "Ask of every new vacancy and every letting: what happened there? Go through the measures with "
            "their dates and people, agree anew on what is overdue.",
        ),
    ),
    "mix": Theme(
        question=Text(
            "Wie vielfältig ist die Innenstadt genutzt, und was fehlt?",
            "How varied is what the centre offers, and what is missing?",
        ),
        first=("effective_branches", "branches", "branch_coverage", "branch_evenness",
               "effective_branches_town", "vacant_beside_mix"),
        scenes=("mix",),
        asked=("mix", "mix_cells"),
        data=Text(
            "Ladenlokale der Liste und weitere Einheiten aus OpenStreetMap, deren Branche bekannt ist.",
            "Units of the register and further ones of OpenStreetMap whose branch is known.",
        ),
        method=Text(
            "Die Vielfalt wird als Zahl gleich häufiger Branchen ausgedrückt (Hill-Zahl); Leerstände stehen "
            "daneben und zählen nicht mit. Anteile mit Wilson-Intervall.",
            "Diversity is told as a number of equally common branches (Hill number); vacancies stand beside "
            "it and do not count. Shares with Wilson intervals.",
        ),
        limits=Text(
            "Vielfalt ist kein Wert an sich, und die Zahl kennt weder Größe noch Güte der Läden. Zwischen Städten "
            "nur bei gleicher Abdeckung vergleichbar.",
            "Diversity is no value in itself, and the number knows neither size nor quality of the shops. "
            "Comparable between towns at equal coverage only.",
        ),
        workshop=Text(
            "Gruppen (Jugend, Familien, Ältere) nennen lassen, wofür sie in die Stadt kommen und wofür nicht mehr; "
            "mit den Anteilen vergleichen; fehlende Branchen auf die Leerstände legen.",
            "Let groups (young, families, older) say what they come for and what no longer; compare with the "
            "shares; put missing branches on the vacancies.",
        ),
    ),
    "supply": Theme(
        question=Text(
            "Wie dicht und lückenlos ist der Besatz, und wer erreicht den täglichen Bedarf zu Fuß?",
            "How dense and unbroken are shops and services, and who reaches daily needs on foot?",
        ),
        first=("local_supply_score", "persons_near_supermarket", "persons_near_gp",
               "persons_near_pharmacy", "units_per_100m", "units_per_ha", "longest_gap_m",
               "gaps_over_50m", "retail_per_1000", "sales_area_per_person"),
        scenes=("supply",),
        asked=("local_supply", "section_density", "area", "population"),
        data=Text(
            "Ladenlokale der Liste und aus OpenStreetMap, Straßenabschnitte, Gebäudefronten; Einwohner des Zensus "
            "im 100-m-Gitter.",
            "Units of the register and of OpenStreetMap, street sections, building fronts; inhabitants of the "
            "census in a 100 m grid.",
        ),
        method=Text(
            "Einheiten je 100 m Straße und je Hektar; Besatzlücken entlang der Fronten; Wege zu Angeboten entlang des "
            "Wegenetzes bis 1.000 m.",
            "Units per 100 m of street and per hectare; gaps along the fronts; ways to supplies along the "
            "network up to 1,000 m.",
        ),
        limits=Text(
            "Dichte sagt nichts über Güte und Preis. Was nicht eingetragen ist, kann es trotzdem geben; deshalb die "
            "Spanne.",
            "Density tells nothing of quality and price. What is not mapped may exist nevertheless; hence "
            "the range.",
        ),
        workshop=Text(
            "Die längsten Lücken gemeinsam abgehen: Was würde den Weg kurzweilig machen? Fehlende Angebote mit "
            "Händlern und Ärztinnen besprechen.",
            "Walk the longest gaps together: what would make the way pleasant? Talk over missing supplies.",
        ),
    ),
    "reach": Theme(
        question=Text(
            "Wer kommt wie schnell ins Zentrum, zu Fuß, mit Rollator und mit dem Bus, und was ist im Weg?",
            "Who gets to the centre how fast, on foot, with a rollator and by bus, and what is in the way?",
        ),
        first=("persons_within_10_min", "persons_within_15_min", "persons_within_15_min_at_75_84",
               "persons_cut_off_wheelchair", "persons_cut_off_rollator",
               "persons_with_benches_on_the_way", "persons_transit_class_a_to_d",
               "persons_within_30_min_by_transit", "centre_stop_departures",
               "centre_stop_last_departure"),
        scenes=("walking", "transit"),
        asked=("walking", "transit", "door_to_door", "personas", "retail_parks", "centre", "elevation",
               "gtfs"),
        data=Text(
            "Wegenetz aus OpenStreetMap, Höhen, Einwohner des Zensus, Fahrplan (GTFS) am Stichtag.",
            "Walk network of OpenStreetMap, elevations, census inhabitants, timetable (GTFS) on its day.",
        ),
        method=Text(
            "Gehzeit mit Steigung und Tempo der Gruppe; Bus und Bahn von Tür zu Tür über jede Minute der Abfahrt; "
            "Güteklassen nach Abfahrten und Luftlinie zur Haltestelle.",
            "Walking time with slope and the group's pace; transit from door to door over every minute of "
            "departure; quality classes by departures and distance to the stop.",
        ),
        limits=Text(
            "Ob eine Treppe einen Handlauf hat, wie hoch ein Bordstein ist und ob ein Weg geräumt wird, steht selten in "
            "den Daten. Barrieren sind Anlass nachzusehen, kein Befund vor Ort.",
            "Whether stairs have a handrail, how high a kerb is and whether a way is cleared is seldom in the "
            "data. Barriers are a reason to look, not a finding on the spot.",
        ),
        workshop=Text(
            "Den Weg einer Person mit Rollator vom Wohngebiet zum Markt gemeinsam gehen und Hindernisse einzeichnen; "
            "Abfahrten nach Ladenschluss prüfen.",
            "Walk the way of a person with a rollator from home to the market together and draw what is in "
            "the way; check departures after closing time.",
        ),
    ),
    "digital": Theme(
        question=Text(
            "Findet man die Läden der Innenstadt im Netz: Öffnungszeiten, Website, Zugang?",
            "Can the shops be found online: opening hours, website, access?",
        ),
        first=("website_listed", "opening_hours_listed", "phone_listed", "mail_listed", "social_listed",
               "cashless_listed", "step_free_stated", "checked_recently"),
        scenes=("digital",),
        asked=("digital",),
        data=Text(
            "Angaben, die in OpenStreetMap eingetragen sind, und wann sie zuletzt geprüft wurden.",
            "What is entered in OpenStreetMap, and when it was last checked.",
        ),
        method=Text(
            "Anteil der genutzten Einheiten mit der Angabe, mit Wilson-Intervall; Anteile nur, wenn genügend Einträge "
            "in den letzten 24 Monaten geprüft wurden.",
            "Share of units in use with the entry, with a Wilson interval; shares only where enough entries "
            "were checked within 24 months.",
        ),
        limits=Text(
            "Nicht eingetragen heißt nicht, dass es das nicht gibt. Über Online-Shops, Reservierung und WLAN sagt die "
            "Karte nichts.",
            "Not entered does not mean that it does not exist. The map tells nothing of web shops, reservations and Wi-Fi.",
        ),
        workshop=Text(
            "Mit dem Gewerbeverein eine Eintragsstunde machen: jede Händlerin prüft ihren Eintrag und trägt Zeiten und "
            "Website nach. Im nächsten Jahr neu zählen.",
            "Hold an hour of entering with the traders: each checks the entry and adds hours and website. "
            "Count again next year.",
        ),
    ),
    "cooperation": Theme(
        question=Text(
            "Wie arbeiten Händler und Stadt zusammen, und wo ist das Zentrum?",
            "How do traders and town work together, and where is the centre?",
        ),
        first=("association_members", "voucher_accepted", "joint_hours", "joint_events", "hours_known",
               "core_hours", "lunch_gap", "saturday_afternoon", "evening_open", "zone_area_ha",
               "zone_overlap"),
        scenes=("cooperation",),
        asked=("cooperation", "core_hours", "zone", "zone_units"),
        data=Text(
            "kooperation.xlsx der Stadt oder des Gewerbevereins; Öffnungszeiten aus OpenStreetMap; der Besatz für den "
            "Vorschlag eines Einkaufsbereichs.",
            "The sheet on cooperation of the town or the traders; opening hours of OpenStreetMap; units for "
            "the proposal of a shopping area.",
        ),
        method=Text(
            "Anteile nur aus denen mit Angabe, die übrigen machen die Spanne. Kernzeit: Stunden, in denen die meisten "
            "offen haben. Der Einkaufsbereich wird aus dichtem Besatz vorgeschlagen.",
            "Shares of those with an answer only, the others make the range. Core hours: hours at which most "
            "are open. The shopping area is proposed from dense units.",
        ),
        limits=Text(
            "Mitgliedschaft ist noch keine Zusammenarbeit. Ob sich jemand kümmert und mit welchem Budget, steht in "
            "keiner Karte.",
            "Membership is not yet cooperation. Whether somebody takes care, and with what budget, stands on no map.",
        ),
        workshop=Text(
            "Offene Stunden je Wochentag zeigen und eine gemeinsame Kernzeit verabreden; den Vorschlag des "
            "Einkaufsbereichs mit dem Konzept der Stadt vergleichen.",
            "Show the open hours by weekday and agree on common ones; compare the proposed shopping area with "
            "the town's plan.",
        ),
    ),
    "image": Theme(
        question=Text(
            "Lädt die Innenstadt zum Bleiben ein: Sitzen, Schatten, Spielen, Sehenswertes?",
            "Does the centre invite to stay: seats, shade, play, sights?",
        ),
        first=("sights_per_100m", "heritage_per_100m", "art_per_100m", "seats_per_100m",
               "trees_per_100m", "toilets_per_100m", "play_per_100m", "farthest_from_seats",
               "farthest_from_toilets"),
        scenes=("stay",),
        asked=("image", "image_sections", "amenities"),
        data=Text(
            "Bänke, Bäume, Toiletten, Spielplätze, Kunst und Denkmale, die in OpenStreetMap eingetragen sind.",
            "Benches, trees, toilets, playgrounds, art and monuments entered in OpenStreetMap.",
        ),
        method=Text(
            "Anzahl je 100 m Straße im Zentrum und der weiteste Fußweg zum nächsten Ort dieser Art.",
            "Number per 100 m of street in the centre, and the longest walk to the next place of the kind.",
        ),
        limits=Text(
            "Atmosphäre, Sauberkeit und Ruf misst keine Karte. Was nicht eingetragen ist, fehlt in der Zahl, nicht "
            "unbedingt in der Stadt.",
            "No map measures atmosphere, cleanness and renown. What is not entered is missing in the number, "
            "not necessarily in the town.",
        ),
        workshop=Text(
            "Rundgang mit Noten je Straßenabschnitt; drei Wörter für die Stadt sammeln, von Gästen und von "
            "Einheimischen; fehlende Bänke gleich eintragen.",
            "A walk with marks for each section; three words for the town from guests and from locals; enter "
            "missing benches at once.",
        ),
    ),
    "ideas": Theme(
        question=Text(
            "Was haben Menschen in den Workshops gesagt?", "What did people say in the workshops?"
        ),
        first=("ideas", "idea_votes"),
        scenes=(),
        asked=("ideas",),
        data=Text(
            "Hinweise, die in der Karte gesammelt und gespeichert wurden (ideen.geojson).",
            "Notes gathered and saved on the map (ideen.geojson).",
        ),
        method=Text(
            "Hinweise und Klebepunkte werden je Thema, Art und Gruppe gezählt.",
            "Notes and dots are counted by theme, kind and group.",
        ),
        limits=Text(
            "Wer kommt, ist keine Stichprobe. Viele Punkte heißen: vielen hier wichtig, nicht: richtig.",
            "Those who come are no sample. Many dots mean: important to many here, not: right.",
        ),
        workshop=Text(
            "Die Hinweise der letzten Runde an den Anfang stellen: Was ist daraus geworden?",
            "Begin with the notes of the last round: what became of them?",
        ),
    ),
}  # fmt: skip
