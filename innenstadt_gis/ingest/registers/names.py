"""Words that tell persons from things: first names, and nouns that are nobody's name.

A remark is searched for persons by context ("Eigentümer X", "X will verkaufen"); what stands
at X must then not be an ordinary word. The lists are closed on purpose: a word in neither of
them counts as a name where the context speaks of a person, for a name that gets out is worse
than a remark that stays in.
"""

from __future__ import annotations

import re
from functools import lru_cache

from innenstadt_gis.branches import BRANCHES

__all__ = ["is_body", "is_first_name", "is_ordinary", "is_trade", "may_be_name", "without_chains"]

_FIRST_NAMES = """
    achim adam adelheid adolf adrian agnes albert albrecht alex alexander alexandra alfons alfred
    alice ali alina amelie andrea andreas andré andre anette angela angelika anika anita anja anke
    anna annamaria anne annegret anneliese annemarie annett annette anni anton antje antonia armin
    arno arnold arthur artur astrid axel barbara bastian beate beatrice ben benedikt benjamin
    benno bernd bernhard bert berta bettina bianca birgit birgitt björn bodo boris brigitte bruno
    burkhard carl carla carmen carola caroline carsten charlotte christa christel christian
    christiane christin christina christine christof christoph clara claudia claus clemens conrad
    cornelia dagmar daniel daniela david denise dennis detlef diana dieter dietmar dietrich dirk
    dominik doreen doris dorothea eberhard eckhard edeltraud edgar edith eduard egon elena elfriede
    elias elisabeth elke ella ellen elmar else elvira emil emilia emily emma emmi erhard eric erich
    erik erika erna ernst erwin esther eugen eva evelyn ewald fabian fatma felix ferdinand finn
    florian frank franz franziska frauke fred frederik frieda friedbert friedemann friedhelm
    friedrich fritz gabi gabriela gabriele georg gerald gerd gerda gerhard gerlinde gernot gert
    gertrud gisela gitta gottfried gregor greta gudrun gunda gunnar gunter gunther gustav günter
    günther hannah hanna hannelore hannes hans hansjörg harald hartmut hasan hedwig heidemarie
    heidi heike heiko heiner heinrich heinz helene helga hella helmut helmuth hendrik henning
    henriette henry herbert heribert hermann herta hilde hildegard holger horst hubert hubertus
    hugo hussein ibrahim ida ilona ilse ina ines inga inge ingeborg ingo ingolf ingrid irena irene
    iris irmgard isabel isabell isabella isolde jakob jan jana janet janine janina jens jennifer
    jenny jessica joachim jochen johann johanna johannes jonas jonathan jörg jörn josef josefine
    joseph judith julia julian juliane julius jupp jürgen jutta kai karen karin karina karl
    karla karlheinz karolin karoline karoline karsten katharina kathrin kathleen katja katrin
    kerstin kevin kirsten klara klaus konrad konstantin kornelia kristian kristin kristina kurt
    lara lars laura lea lena leni leon leonhard leonie leopold liane lidia lieselotte lilli lina
    linda lisa lothar louis louise lucas lucia ludger ludwig luis luisa luise lukas lutz lydia
    magdalena maik maike maja malte mandy manfred manja manuel manuela marc marcel marco marcus
    mareike margarete margareta margit margitta margot margret maria marianne marie mariette marika
    marina mario marion marius marlene marlies martha martin martina mathias mathilde matthias
    maximilian mechthild mehmet melanie melitta mia michael michaela michel mike milena mirko
    mohamed mohammed monika moritz murat mustafa nadine nadja natalie natascha nele nicolas nicole
    niklas niko nils nina noah nora norbert olaf ole olga oliver oskar oswald otto patricia patrick
    paul paula pauline peer peggy peter petra philipp phillip pia rainer ralf ralph ramona raphael
    rebecca regina regine reiner reinhard reinhold renate rené rico rita robert robin roland rolf
    romy ronald ronny rosa rosemarie rosi roswitha rudi rudolf ruth rüdiger sabine sabrina samuel
    sandra sara sarah saskia sebastian selma sergej siegbert siegfried sieglinde siegmar sigmund
    sigrid silke silvana silvia simon simone sina sonja sophia sophie stefan stefanie steffen
    steffi stephan stephanie susan susann susanna susanne sven svenja swen sybille sylke sylvia
    tabea tamara tanja tatjana thea theo theodor theresa therese thilo thomas thorsten tilo tim
    timo tina tobias tom torsten traudel traute udo ulf uli ulla ulrich ulrike ursel ursula ute uta
    uwe valentin vanessa vera verena veronika viktor viktoria vincent viola volker volkmar
    abdul agata agnieszka ahmed ahmet aisha aleksandar aleksandra aleksander aleksej alessandro
    alessia alexej ali amir amira anastasia andrej andrzej antonio arkadiusz ashley aysel ayşe ayse
    aytac bartosz beata bilal bjarne bogdan bojan boris branko burak bülent can carlo carlos carlotta
    cem chantal chiara chris cihan corinna dariusz darko deniz dimitri dimitrios dmitri dorota
    dragan dragana ecaterina edeltraut ekaterina elfi elisa elizabeth elfi emine emre enrico enzo
    ercan erkan esra ewa fabio fabrizio farid fatih fatima ferhat filippo francesca francesco
    galina georgios gianni giorgio giovanna giovanni giulia giuseppe goran gökhan gülay gülsen
    hakan halil hamid hassan hatice hava henryk hüseyin ilja ilse ioannis irina ismail ivan ivana
    iwona jacek jadwiga jaroslaw jean jelena jerzy joanna joao john jolanta jorge jose josé joão
    juan jurij kamil karim katarzyna kemal khaled kimberly konstantinos krzysztof leila leyla
    liesbeth lieselotte ljubica lorenzo luca ludmila luigi lyudmila maciej mahmoud malgorzata
    marcin marek maria marijana mariusz marko mathieu maurizio michail miguel milan milos mirjana
    mirosław miroslav moritz mohammad muhammad mustafa nadia natalia natalija nicola nikola
    nikolai nikolaos nikolaj nikos nina nguyen nurcan olena oleg oleksandr omar orhan osman
    ottokar ottilie özgür özlem pablo paolo pavel pawel pedro pierre piotr predrag radoslaw
    ramazan raul ricardo roberto rosaria rudolph said salvatore samir sandro sascha sebnem selim
    serdar sergei sergio serkan sinan slawomir sławomir snezana stanislaw stefano svetlana swetlana
    tadeusz tariq tatiana thi thuy tilda timothy tomasz tomas tuncay turgut ursel vincenzo viktorija
    vladimir wadim waclaw wassili wieslaw wilhelmina witold wladimir wojciech yannick yannik yasemin
    yasin yasmin yilmaz youssef yuri yusuf zbigniew zdenka zeynep zofia zoran adelheid alois aloys
    annelore annerose bärbel beatrix bernadette bert björn burghard corina elfi elvira egbert ehrhard
    erdmann evi friedel friederike friedolin giesela gudula hanne hannelore hansi heiderose heinrike
    helmtraud heinzdieter hilmar hiltrud ilka ilse irmtraud isa isolde karlfried kirstin korinna leander
    liesel linus lore lotte ludwina luzia margarethe marlis mariechen minna mirjam nepomuk ortwin
    ottmar othmar reinhilde rosel roselinde rosmarie rosi sepp siegrid sigurd sixten steve sieghard
    theresia traudl ute ulli urban veit volkhard wenzel wiebke wiegand wolfhard xaver zenzi
    waldemar walter walther waltraud werner wilfried wilhelm wilhelmine willi willy wilma winfried
    wolf wolfgang wolfram yvonne yusuf zita zoe
"""

_ORDINARY_WORDS = """
    stadt gemeinde kommune land bund kreis landkreis kirche kirchgemeinde freistaat bank sparkasse
    genossenschaft erbengemeinschaft insolvenzverwalter insolvenz investor investoren makler firma
    unternehmen konzern filialist filiale kette betrieb gesellschaft wohnungsgesellschaft verein
    eigentümer eigentümerin eigentümern besitzer besitzerin vermieter vermieterin mieter mieterin
    mietern nutzer pächter pächterin inhaber inhaberin betreiber betreiberin nachfolger
    nachfolgerin nachfolge vorbesitzer käufer interessent interessenten interesse nachmieter
    vormieter erben erbe nachbar nachbarn nachbarin anwohner verwalter verwaltung hausverwaltung
    hausmeister gläubiger bürgermeister bürgermeisterin bürger stadtrat rathaus bauamt
    denkmalschutz denkmalamt presse zeitung internet google aushang schild plakat zettel hinweis
    auskunft angabe angaben liste kataster begehung erhebung vorjahr jahr jahre jahren monat monate
    monaten woche wochen tag tage ende anfang mitte frühjahr sommer herbst winter weihnachten
    ostern januar februar märz april mai juni juli august september oktober november dezember
    montag dienstag mittwoch donnerstag freitag samstag sonntag quartal corona pandemie krise
    gebäude haus hinterhaus vorderhaus nebengebäude anbau erdgeschoss obergeschoss untergeschoss
    keller dach dachgeschoss etage geschoss eg og ug dg fassade fenster schaufenster tür eingang
    zugang stufe stufen treppe treppen rampe aufzug fahrstuhl hof innenhof garten parkplatz
    parkplätze stellplatz stellplätze garage lager lagerfläche lagerraum nebenraum räume raum
    flächen fläche ladenfläche verkaufsfläche mietfläche gewerbefläche ladenlokal laden läden
    ladenbau geschäft geschäfte gewerbe gewerberaum gewerberäume wohnung wohnungen wohnraum wohnen
    büro büros praxis werkstatt küche toilette heizung strom wasser wasserschaden schimmel feuchte
    brand brandschaden brandschutz statik boden decke wand wände mauer putz risse schaden schäden
    mangel mängel zustand sanierung teilsanierung umbau neubau abriss rückbau bau baustelle
    renovierung modernisierung ausbau erweiterung umnutzung nutzung zwischennutzung nachnutzung
    vornutzung leerstand teilleerstand vermietung vermarktung verkauf verkaufs kauf miete
    mietpreis mietvertrag vertrag kündigung räumung räumungsverkauf ausverkauf schließung
    eröffnung neueröffnung wiedereröffnung umzug auszug einzug standort standortwechsel lage
    ecklage ecke straße platz markt gasse weg zentrum innenstadt altstadt fußgängerzone
    konkurrenz frequenz lauflage passanten kunden kundschaft ware waren sortiment angebot dekoration
    deko ausstellung kunst kunstwerke werbung werbefläche plakate möbel regale rollladen rolladen
    gitter rolltor tor automat automaten paketstation briefkasten klingel name namen nummer
    telefon adresse foto fotos bild bilder unterlagen plan pläne projekt konzept förderung
    fördermittel programm antrag genehmigung bauantrag baugenehmigung bebauungsplan zeit ruhe rente
    ruhestand alter krankheit tod todesfall urlaub betriebsferien familie privat objekt objekte
    einheit einheiten teil teile teilfläche hälfte rest grund gründe grundstück flurstück
    anlieferung zufahrt gehweg baum bäume bank brunnen schule kita museum theater kino hotel
    zwangsversteigerung versteigerung eigenbedarf eigennutzung preis preise forderung
    mietforderung vorstellung vorstellungen entscheidung gespräch gespräche termin rücksprache
    anfrage anfragen rückmeldung antwort kontakt ansprechpartner ansprechpartnerin bearbeiter
    sohn tochter bruder schwester frau mann mutter vater ehefrau ehemann witwe onkel tante enkel
    uhr öffnungszeiten ruhetag nachmittag vormittag abend mittag vormittags nachmittags
    pop-up popup start-up startup online onlinehandel webshop versand abholung
    der die das den dem des ein eine einer einem einen kein keine keiner keinen wird wurde war ist
    sind sei hat haben nicht noch nur nun neu neue neuer neues neuen alt alte alter altes alten
    derzeit aktuell seit ab bis vor nach in im an am auf aus bei beim mit ohne von vom zu zum zur
    für über unter und oder aber auch als wie so sehr zwei drei vier fünf mehrere viele einige
    weitere weiterer ehemals ehemalige ehemaliger ehemaliges früher frühere früherer früheres
    vormals zuletzt bereits eventuell evtl vermutlich vielleicht wohl ja nein er sie es man wer
    niemand jemand alle alles soll sollen kann können muss müssen darf will möchte gut mittel
    schlecht leer frei offen geschlossen belegt unbekannt unklar siehe laut lt ca etwa zeitweise
    teilweise komplett ganz beide beides letzte letzter letzten nächste nächster künftig künftige
    künftiger geplant geplante sanierungsgebiet
    polizei feuerwehr post bahn bahnhof bus haltestelle nahversorger nahversorgung supermarkt
    discounter wirtschaftsförderung citymanagement stadtmarketing stadtverwaltung
    großer große großes kleine kleiner kleines starke starker hohe hoher hohes schöne schöner
    gute guter gutes schlechte schlechter schwierige schwieriger barrierefrei ebenerdig
    sanierungsstau investitionsstau renovierungsstau handwerker schlüssel miethöhe ohne
    abluft ablöse abrechnung absperrung abstand abwasser anschluss anschrift aufmaß aufnahme aufteilung
    auflage auflagen ausfall außenbereich außentreppe balkon barriere basar bauzaun bebauung befund
    beginn belag beleuchtung bereich bericht beschluss besichtigung bestand betriebskosten bewohner
    bogen boiler bushaltestelle container dachstuhl dämmung durchgang einbau einbauten einfahrt
    einrichtung eis elektrik energieausweis erbbaurecht erbpacht erlaubnis estrich exposé
    fahrradständer fenster fernwärme festpreis flur fläche fliesen frist front fußboden fußweg
    galerie gas gasthof gasanschluss gastronomie gebühr gefahr gelände gemeinschaft gerüst geruch
    grundbuchamt gutachten haftung halle handy hauseingang haustür hochwasser holz inserat inventar
    jugendclub kamin kasse kaution kellerraum kiosk klima klimaanlage klinik konzession kosten
    kran kreuzung kühlzelle kälte kündigungsfrist ladezone lärm laufzeit lieferung lüftung makleramt
    markise material meter mietausfall mietrückstand mietshaus modernisiert nachlass nachlassgericht
    nachtrag nebenkosten netz notausgang nässe objektart öl ölheizung ort ordnungsamt osten westen
    norden süden parken parkett parkhaus passage pflaster pflege pforte plakette planung plätze
    podest prüfung quadratmeter rahmen raumhöhe rechnung rechtsstreit regal rohbau rohre rollstuhl
    rollladen rückseite sachstand sanitär sanitäranlagen schaukasten scheibe scheiben schließfach
    schwamm seite seitenstraße sicherheit sitzplätze sommerpause sondernutzung spielplatz stand
    starkstrom stau steg streit stunden stück stützen substanz tapete technik teppich terrasse text
    tiefgarage tiere tisch tourismus tresen trockenbau türen umfeld umgebung umsatz unfall ungeziefer
    unterlagen unterschrift untersagung verbindung verein verfahren verfall verhandlung verhandlungen
    verkehr verlängerung vermieterin vermittlung versicherung verwaltungsgericht vorbau vordach
    vorgarten vorhang vorhaben vorplatz vorraum wald wasseranschluss wasserrohr wc wertgutachten
    wetter widerspruch wiese wohnhaus zaun zelt zimmer zins zoll zufahrt zukunft zuschuss zutritt
    zuwegung zwischendecke zähler ärztehaus
    sachsen bayern thüringen hessen brandenburg berlin hamburg bremen saarland niedersachsen
    westfalen pfalz holstein anhalt vorpommern baden württemberg deutschland europa ausland österreich
    schweiz polen tschechien italien kanada amerika usa spanien frankreich mallorca leipzig dresden
    chemnitz zwickau nürnberg münchen stuttgart frankfurt köln düsseldorf dortmund essen hannover
    erfurt jena gera halle magdeburg potsdam rostock kiel würzburg augsburg regensburg bamberg
    bayreuth fürth erlangen mannheim karlsruhe freiburg kassel wien zürich prag
    selbst persönlich leider schon immer gerade dringend momentan bald gern sofort dann jetzt heute
    gestern morgen anschließend telefonisch schriftlich angeblich demnächst inzwischen mittlerweile
    dort hier da wo wieder weiter weiterhin dies diese dieser dieses sonst auswärts allerdings
    dauerhaft vorübergehend saisonal samstags sonntags montags teilung zusammenlegung
"""
# Chains are no persons. Those that are called as people are ("Müller", "Weber") are left out:
# what stands beside them must tell, for a shop's name in a remark is a small loss.
_CHAINS = """
    adidas aldi alnatura aok apcoa apollo arko atu awg backwerk barmer bauhaus
    bijou bonita bonprix budni burger burgerking c&a calzedonia citti     colloseum commerzbank cosma dak daimler deichmann denns depot dm dominos douglas edeka eplus
    ernsting ernstings esprit euronics expert eterna fielmann filialbank galeria geox gina globus
    gravis h&m hagebau hallhuber hellweg hema hermes hornbach hugendubel hunkemöller hypo
    ihr ikea intersport intimissimi jysk karstadt kaufland kaufhof kik konsum kodi
    lascana lidl marktkauf mayersche mcdonalds mcpaper mediamarkt medimax mexx     neckermann netto nkd nordsee norma norisbank obi orsay osiander otelo o2 pagro
    pepco pimkie postbank primark promod quelle raiffeisen raiffeisenbank reno rewe rituals
    rossmann s.oliver sagasser saturn schlecker sconto siemens sixt sonderpreis
    sostrene starbucks subway takko tamaris tchibo tedi tegut telekom tengelmann
    thalia thomas-philipps tk tkmaxx toom tui vapiano vero vodafone volksbank weltbild woolworth
    xenos yves zara zeeman caritas diakonie awo drk johanniter malteser spd cdu csu fdp afd
"""
# A company's name that begins like a person's: neither a first name nor a surname there.
_CHAIN_NAMES = re.compile(
    r"\b(?:Tom Tailor|Peter Hahn|Gerry Weber|Jack (?:Wolfskin|& Jones)|Bijou Brigitte|Yves Rocher"
    r"|Vero Moda|Marc O'Polo|Peek (?:&|und) Cloppenburg|Thomas Philipps|Robert Ley|Bernd Berger"
    r"|Peter Kaiser|Paul Green|Gina Laura|Ulla Popken|Hugo Boss|Karl Lagerfeld|Heinz Görtz|Jacques'?"
    r"|Aldi (?:Süd|Nord)|Ernsting['’]?s family|Mister (?:Minit|Lady)|Betty Barclay|Lloyd Shoes)(?!\w)"
)
# Words that are names of many people as well: a person where a role or title stands before.
_BOTH_WORDS = """
    baum sommer winter herbst freitag sonntag montag samstag januar mai steinmetz brand bürger
    graf brunnen klein groß lang schön neuer jung grund engel berg stein kaiser könig bischof
    weber metzger fleischer bäcker schuster schreiner tischler zimmermann maler glaser gärtner
    korb topf krug wald bach rost bunt silber gold nagel hammer richter vogt pfarrer schulze
    meier lehmann schlosser reimann kohl hirsch fuchs hahn wolf kraus schwarz weiß weiss braun
    grün roth blau reis ring rahn becher pohl teich hecht barth reiter ernst frei seifert
    stock kranz zaun pflug senf pfeffer salz kümmel apel birne
"""
_BOTH = frozenset(_BOTH_WORDS.split())
_BODY_WORDS = """
    stadt gemeinde landkreis kreis freistaat land bund kirche verein sparkasse volksbank bank firma
    fa filiale kette konzern gmbh ag amt wohnungsgesellschaft genossenschaft stiftung marke
"""
_BODIES = frozenset(_BODY_WORDS.split())
_FIRST = frozenset(_FIRST_NAMES.split())
_ORDINARY = frozenset(_ORDINARY_WORDS.split()) | frozenset(_CHAINS.split())
# Ends of compounds that nobody is called by: "Wasseranschluss", "Mietvertrag".
_TAILS = tuple(
    sorted(
        word
        for word in _ORDINARY_WORDS.split()
        if len(word) >= 5
        and word not in _BOTH
        and not word.endswith(("haus", "hof", "mann", "baum", "wald"))
    )
)
_THING = re.compile(
    r"(?:ung|ungen|heit|keit|schaft|schaften|tion|tionen|ität|erei|ereien|ismus|nis|tum|ment"
    r"|laden|läden|geschäft|geschäfte|markt|märkte|shop|store|bank|amt|praxis|verein|verband"
    r"|zentrum|center|studio|salon|stube|fläche|flächen|räume|raum|gebäude|straße|strasse|platz"
    r"|gasse|seite|gang|fenster|geschoss|preis|vertrag|verkauf|nutzer|mieter|schaden"
    r"|werk|technik|service|büro|handel|bedarf|kirche|schule|apotheke|café|cafe|imbiss"
    r"|restaurant|gaststätte|arzt|händler|verwalter|besitzer|inhaber|eigentümer"
    r"|manager|managerin|abteilung|bereich|arbeiten|schutz|lager|lage|zeit|gmbh|ag|kg)$"
)
_SHOP = re.compile(
    r"(?:laden|geschäft|markt|shop|store|studio|salon|haus|praxis|center|erei|stube)$"
)
# "Schneider", "Metzger", "Maler" are trades and surnames; "Optiker", "Weinhändler" are not.
_SURNAMED = re.compile(r"^(?!.*(?:ik|hand|händ|leist|berat|center|theat)).{2,9}er$|macher$")


@lru_cache(maxsize=1)
def _branch_words() -> frozenset[str]:
    """Words for goods and trades, without those that are a surname as well ("Schneider")."""
    words = {w.casefold() for b in BRANCHES.values() for text in b.words for w in text.split()}
    return frozenset(w for w in words if not _SURNAMED.search(w))


def is_trade(word: str) -> bool:
    """
    Tell whether a word names a shop or trade ("Fotostudio", "Optik"), not one who has it.

    Examples
    --------
    >>> is_trade("Optik"), is_trade("Schneider"), is_trade("Eigentümer")
    (True, False, False)
    """
    low = word.casefold()
    return low in _branch_words() or bool(_SHOP.search(low))


def is_first_name(word: str) -> bool:
    """
    Tell whether a word is a first name; of a double name the first half decides.

    Examples
    --------
    >>> is_first_name("Karl"), is_first_name("Anna-Lena"), is_first_name("Stufe")
    (True, True, False)
    """
    return word.casefold().partition("-")[0] in _FIRST


@lru_cache(maxsize=16_384)
def is_ordinary(word: str) -> bool:
    """
    Tell whether a word is an ordinary one: a thing, a role, a trade, a body, no name.

    Examples
    --------
    >>> is_ordinary("Stadt"), is_ordinary("Wohnungsbaugesellschaft"), is_ordinary("Lindner")
    (True, True, False)
    """
    low = word.casefold().strip(".,:;-'")
    if low in _ORDINARY or low in _branch_words() or (word.isupper() and len(low) <= 4):
        return True
    if low.endswith(("s", "n", "e")) and low[:-1] in _ORDINARY:
        return True
    if bool(_THING.search(low)) and len(low) >= 6:
        return True
    return len(low) >= 8 and low.endswith(_TAILS)


def may_be_name(word: str) -> bool:
    """
    Tell whether a word may be somebody's name where a title or role stands before it.

    Examples
    --------
    >>> may_be_name("Sommer"), may_be_name("Lindner"), may_be_name("Umbau")
    (True, True, False)
    """
    return word.casefold() in _BOTH or not is_ordinary(word)


def is_body(word: str) -> bool:
    """
    Tell whether a word begins the name of a body: "Stadt", "Freistaat", "Filiale".

    Examples
    --------
    >>> is_body("Stadt"), is_body("Familie")
    (True, False)
    """
    return word.casefold() in _BODIES


def without_chains(text: str) -> str:
    """Put a mark for each chain that is called as a person is."""
    return _CHAIN_NAMES.sub(" § ", text)
