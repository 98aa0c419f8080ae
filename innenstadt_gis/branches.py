"""Branches (Branchen): what a unit sells or does, for OSM tags and for words in registers.

There is no legal list of branches or need tiers; this is a default that follows the
lists that German retail concepts use, with WZ 2008 numbers (the classification is being
superseded by WZ 2025, so the number is told with its edition). A vacancy is a status,
never a branch.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from innenstadt_gis.words import Text

__all__ = ["BRANCHES", "BRANCH_OF_TAG", "Branch", "BranchRead", "branch_of_word", "read_branch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """
    One branch.

    ``function`` is a key of `tables.FUNCTIONS`, ``need_tier`` ``"short"``, ``"medium"``,
    ``"long"`` or None (it is a notion of goods: only retail has one), ``wz2008`` one or more
    numbers joined by ``;``, ``osm`` the tags that mean it, ``words`` how German towns
    write it in their lists (the first is the plainest).
    """

    slug: str
    label: Text
    function: str
    need_tier: str | None
    wz2008: str
    osm: tuple[tuple[str, str], ...]
    words: tuple[str, ...]


# slug | German | English | need tier | WZ 2008 | OSM tags, key=value,value | words
_RETAIL = """
food|Lebensmittel|food|short|47.11|shop=supermarket,convenience,general,frozen_food,health_food,farm,food,organic,grocery|Lebensmittel,Supermarkt,Discounter,Lebensmittelmarkt,Vollsortimenter,Nahversorger,Bioladen,Reformhaus,Hofladen,Dorfladen,Tiefkühlkost,Naturkost,Lebensmitteldiscounter,Verbrauchermarkt,Nahkauf,Lebensmittelgeschäft,Lebensmittelhandel,Feinkostsupermarkt,Kaufhalle,Konsum,Vollsortiment,Frischemarkt,Hofverkauf,Naturkostladen,Tante-Emma-Laden,Asiamarkt,Asialaden,Unverpacktladen,Unverpackt,Bio-Laden,Lebensmitteleinzelhandel,Lebensmittelladen
bakery|Bäckerei und Konditorei|bakery|short|47.24|shop=bakery,pastry,confectionery|Bäckerei,Bäcker,Konditorei,Konditor,Backshop,Backwaren,Süßwaren,Backstube,Bäckereifiliale,Feinbäckerei,Bäckerladen,Brotladen,Brot,Kuchen,Feinbäcker,Bäckerei/Konditorei,Bäckereiverkauf,Confiserie,Patisserie,Backshop/Café
butcher|Fleischerei|butcher|short|47.22|shop=butcher|Fleischerei,Metzgerei,Metzger,Fleischer,Fleischwaren,Schlachterei,Fleisch- und Wurstwaren,Fleisch,Wurst,Fleischerfachgeschäft,Wurstwaren,Landfleischerei,Fleischereifiliale,Fleischverkauf,Schlachter
fine_food|Feinkost, Obst, Fisch|fine food|short|47.21;47.23;47.29|shop=greengrocer,seafood,fish,deli,cheese,dairy,tea,coffee,spices,chocolate,pasta,honey|Feinkost,Obst und Gemüse,Obst/Gemüse,Gemüse,Fisch,Fischgeschäft,Tee,Teeladen,Kaffee,Gewürze,Schokolade,Käse,Spezialitäten,Delikatessen,Obst,Obsthandel,Gemüseladen,Fischhandel,Kaffeerösterei Verkauf,Süßigkeiten,Käseladen,Teehaus,Gewürzladen,Feinkostladen,Honig,Obstladen,Fischladen
beverages|Getränke und Wein|beverages|short|47.25|shop=beverages,alcohol,wine|Getränke,Getränkemarkt,Wein,Weinhandlung,Weinladen,Spirituosen,Vinothek,Getränkehandel,Weinhaus,Weine,Weinhandel,Spirituosenhandel,Getränkeshop
tobacco_press|Tabak, Kiosk, Presse|tobacco, kiosk, press|short|47.26;47.62.1|shop=tobacco,e-cigarette,kiosk,newsagent,lottery|Tabak,Tabakwaren,Kiosk,Zeitschriften,Presse,Lotto,Lottoannahme,Lotto-Toto,Zeitungen,Zeitungskiosk,Tabak/Lotto,Lotto/Tabak,E-Zigaretten,Späti,Zeitungsladen,Tabakladen,Tabakgeschäft,Lottoladen,Lottogeschäft,Presseshop,Tabakshop,E-Zigarettenladen,Dampfershop,Lottostelle,Toto-Lotto,Zeitschriftenladen,Trinkhalle
drugstore|Drogerie und Parfümerie|drugstore|short|47.75|shop=chemist,cosmetics,perfumery,soap,herbalist|Drogerie,Drogeriemarkt,Parfümerie,Drogeriewaren,Seifen,Kräuter,Kosmetikartikel,Parfüm,Naturkosmetik,Drogerieartikel
pharmacy|Apotheke|pharmacy|short|47.73|amenity=pharmacy;healthcare=pharmacy|Apotheke
medical_supply|Sanitätshaus und Hörgeräte|medical supply|medium|47.74|shop=medical_supply,hearing_aids,orthopedics;healthcare=hearing_care|Sanitätshaus,Hörgeräte,Hörakustik,Hörgeräteakustiker,Hörakustiker,Orthopädie,Orthopädietechnik,Sanitätsbedarf,Hörgerätegeschäft,Hörgeräteakustik,Hörzentrum,Orthopädieschuhtechnik,Akustiker,Sanitätsfachhandel
florist|Blumen|florist|short|47.76.1|shop=florist|Blumen,Blumenladen,Florist,Floristik,Blumengeschäft,Blumenhaus,Blumenhandel,Floristikgeschäft,Floristin,Blumenstube,Blumenshop,Blumen und Geschenke
pet|Zoobedarf|pet supplies|medium|47.76.2|shop=pet,pet_food,aquatics|Zoobedarf,Zoohandlung,Tierbedarf,Tiernahrung,Zoo,Heimtierbedarf,Aquaristik,Tierfutter,Hundebedarf,Zoofachgeschäft,Tierhandlung,Futtermittel
clothes|Bekleidung|clothes|medium|47.71|shop=clothes,boutique,fashion,fashion_accessories,baby_goods,underwear,wedding|Bekleidung,Textilien,Textil,Mode,Modehaus,Damenmode,Herrenmode,Kindermode,Boutique,Wäsche,Kleidung,Oberbekleidung,Brautmode,Dessous,Herrenausstatter,Modeboutique,Modegeschäft,Textilgeschäft,Bekleidungsgeschäft,Damenbekleidung,Babyausstattung,Jeans,Trachten,Damenoberbekleidung,Herrenbekleidung,Kinderbekleidung,Oberbekleidungsgeschäft,Modeladen,Kinderkleidung,Berufsbekleidung,Arbeitskleidung,Arbeitsschutz,Unterwäsche,Miederwaren,Strümpfe,Hüte,Pelze,Brautmoden,Damenmoden,Herrenmoden,Modeatelier,DOB,HAKA,Konfektion,Textildiscounter,Textilhandel,Bekleidungshaus,Dessousgeschäft,Umstandsmode,Fashion
shoes|Schuhe und Lederwaren|shoes and leather|medium|47.72|shop=shoes,bag,leather|Schuhe,Schuhgeschäft,Lederwaren,Schuhhaus,Taschen,Schuhhandel,Schuhladen,Schuhe/Lederwaren,Leder,Koffer,Schuhmarkt,Schuhmode,Lederwarengeschäft,Taschenladen
books_stationery|Bücher und Schreibwaren|books and stationery|medium|47.61;47.62.2|shop=books,stationery|Bücher,Buchhandlung,Schreibwaren,Buch,Bürobedarf,Buchladen,Papier,Papierwaren,Schreibwarengeschäft,Antiquariat,Buchladen/Schreibwaren,Bücherstube,Büroartikel,Schulbedarf,Papeterie,Schreibwarenladen,Buch- und Schreibwaren,Comics
toys_crafts|Spielwaren, Basteln, Handarbeit|toys and crafts|medium|47.65;47.51|shop=toys,craft,art,sewing,fabric,wool,haberdashery,games,model,party,collector|Spielwaren,Spielzeug,Handarbeiten,Handarbeit,Stoffe,Basteln,Bastelbedarf,Wolle,Kurzwaren,Modellbau,Künstlerbedarf,Nähbedarf,Spielwarengeschäft,Partyartikel,Handarbeitsgeschäft,Wollgeschäft,Wollladen,Stoffladen,Bastelladen,Spielwarenladen,Bastelgeschäft,Stoffgeschäft,Modelleisenbahn,Kurzwarengeschäft,Künstlerbedarfshandel,Spielzeugladen
sports|Sport und Outdoor|sports|medium|47.64.2|shop=sports,outdoor,hunting,fishing,weapons,ski,scuba_diving|Sport,Sportgeschäft,Sportartikel,Outdoor,Angelbedarf,Jagd,Jagdbedarf,Waffen,Sporthaus,Sportbekleidung,Angeln,Sportwaren,Sportladen,Reitsport,Reitsportartikel,Wassersport,Fanartikel,Angelladen,Angelgeschäft,Sportfachgeschäft
bicycle|Fahrräder|bicycles|long|47.64.1|shop=bicycle|Fahrrad,Fahrräder,Zweirad,Fahrradladen,Radladen,Fahrradgeschäft,Zweiräder,Fahrradhandel,E-Bike,E-Bikes,Bike,Bikes,Radgeschäft,Zweiradhandel,Fahrradhändler,Fahrradshop
household_gifts|Haushalt, Geschenke, Kunsthandwerk|household and gifts|medium|47.59;47.78.3|shop=houseware,gift,candles,pottery,christmas,erotic,household_linen,esoteric,religion|Haushaltswaren,Geschenke,Geschenkartikel,Kunsthandwerk,Haushalt,Volkskunst,Kunstgewerbe,Porzellan,Souvenirs,Dekoration,Glas/Porzellan,Deko,Holzkunst,Geschenkeladen,Keramik,Souvenir,Geschenkboutique,Geschenkladen,Porzellanladen,Haushaltwaren,Weltladen,Eine-Welt-Laden,Bilder,Kerzen,Geschenkeshop,Kunstgewerbeladen,Bastelwaren,Erotikshop,Esoterik
second_hand|Gebrauchtwaren|second-hand goods|medium|47.79|shop=second_hand,charity,antiques,pawnbroker|Second-Hand,Secondhand,Antiquitäten,Gebrauchtwaren,Trödel,An- und Verkauf,Sozialkaufhaus,Flohmarkt,Leihhaus,Antik,2nd Hand,Gebrauchtmöbel,Trödelladen,An-/Verkauf,Ankauf und Verkauf,Secondhandladen,Antikladen,Umsonstladen,Flohmarktladen,Pfandhaus,Antiquitätenhandel
department_store|Kaufhaus und Sonderposten|department and variety store|medium|47.19|shop=department_store,variety_store,mall,wholesale|Kaufhaus,Warenhaus,Sonderposten,Sonderpostenmarkt,Ein-Euro-Laden,Einkaufszentrum,Gemischtwaren,Restposten,1-Euro-Shop,1-Euro-Laden,Sonderpostenladen,Discountkaufhaus,Passage,Billigladen,Ramschladen,Gemischtwarenladen,Haushaltsdiscounter
optician|Optiker|optician|medium|47.78.1|shop=optician;healthcare=optometrist|Optiker,Augenoptik,Augenoptiker,Brillen,Optik,Optikgeschäft,Augenoptikerin,Brille,Brillengeschäft,Brillenladen,Kontaktlinsen
jewelry|Uhren und Schmuck|watches and jewellery|long|47.77|shop=jewelry,jewellery,watches,gold_buyer|Schmuck,Uhren,Juwelier,Goldschmied,Uhren/Schmuck,Uhren und Schmuck,Goldschmiede,Uhrmacher,Goldankauf,Juweliergeschäft,Schmuckladen,Uhrengeschäft,Schmuckgeschäft,Trauringe,Modeschmuck,Uhren/Schmuckhandel,Goldschmiedin
photo|Foto|photo|long|47.78.2|shop=photo,camera,photo_studio,frame|Foto,Fotograf,Fotostudio,Fotogeschäft,Fotografie,Bilderrahmen,Photo,Fotoladen,Fotostudio/Fotogeschäft,Fotografin,Photostudio,Fotoatelier
electronics|Elektronik, Mobilfunk, Computer|electronics|medium|47.41;47.42;47.43|shop=electronics,mobile_phone,computer,hifi,video_games,telecommunication,radiotechnics,video,printer_ink|Elektronik,Mobilfunk,Handy,Handyshop,Computer,Telekommunikation,Unterhaltungselektronik,Radio,Fernsehen,Handyladen,Telefonladen,Multimedia,PC,Videothek,EDV,Handys,Elektronikmarkt,Mobilfunkshop,Handyreparatur und Verkauf,Computerladen,Computergeschäft,TV,HiFi,Telefon,Mobilfunkladen,Fernsehgeschäft,Radio/TV,TV-Geschäft,Phone,Smartphone,Smartphones,Computershop,Rundfunk,Unterhaltungselektronikhandel,PC-Laden,Telekom,Vodafone
appliances_lighting|Elektrogeräte und Lampen|appliances and lighting|long|47.54;47.59.9|shop=appliance,lighting,electrical,energy,vacuum_cleaner|Elektrogeräte,Lampen,Leuchten,Elektro,Haushaltsgeräte,Elektrogeschäft,Elektrofachgeschäft,Elektrowaren,Elektroartikel,Lampenladen,Elektrohandel,Elektrogerätehandel,Haushaltsgroßgeräte,Leuchtengeschäft
furniture|Möbel, Küchen, Einrichtung|furniture|long|47.59.1;47.53|shop=furniture,kitchen,bed,carpet,interior_decoration,curtain,window_blind,flooring,doors,fireplace|Möbel,Küchen,Küchenstudio,Betten,Teppiche,Einrichtung,Raumausstattung,Gardinen,Möbelhaus,Wohnaccessoires,Matratzen,Raumausstatter,Inneneinrichtung,Heimtextilien,Bodenbeläge,Bettenhaus,Möbelgeschäft,Möbelladen,Küchenhaus,Küchenmöbel,Wohnaccessoire,Gardinengeschäft,Bettengeschäft,Polstermöbel,Teppichhaus,Wohndekor,Bettwaren,Sonnenschutz,Matratzenladen,Raumausstattungsgeschäft,Tapeten
diy_garden|Bau- und Gartenmarkt|hardware and garden|long|47.52;47.76.1|shop=doityourself,hardware,garden_centre,garden_furniture,paint,bathroom_furnishing,trade,glaziery,tiles,agrarian,building_materials,gas,swimming_pool,tool_hire|Baumarkt,Gartencenter,Eisenwaren,Farben,Gartenmarkt,Baumschule,Baustoffe,Werkzeug,Gärtnerei,Farbenhandel,Fliesen,Heimwerkerbedarf,Gartenbedarf,Landhandel,Farben/Tapeten,Gartenmarkt/Baumarkt,Eisenwarenhandlung,Werkzeuge,Farbengeschäft,Tapetenladen,Pflanzen,Samenhandlung,Raiffeisenmarkt,Blumen- und Gartenmarkt,Fachmarkt Garten,Kamine,Öfen
vehicles|Fahrzeuge und Teile|vehicles and parts|long|45|shop=car,car_parts,tyres,motorcycle,caravan,trailer,truck,scooter,boat|Autohaus,Autohandel,Kfz-Teile,Autoteile,Reifen,Motorrad,Kfz-Handel,Motorräder,Autozubehör,Kfz,Reifenhandel,Motorradhandel,Autohändler,Zweiradhaus,Auto,Autos,Motorradgeschäft,Kraftfahrzeuge,Wohnmobile,Autozubehörhandel
music|Musik und Instrumente|music and instruments|long|47.59.3;47.63|shop=musical_instrument,music|Musikinstrumente,Musik,Musikhaus,Musikgeschäft,Tonträger,Schallplatten,Instrumente,Musikladen,CDs,Klaviere,Plattenladen,Musikalien
"""

_GASTRONOMY = """
restaurant|Restaurant und Gaststätte|restaurant||56.10.1|amenity=restaurant,food_court|Restaurant,Gaststätte,Gasthaus,Gasthof,Wirtshaus,Pizzeria,Speisegaststätte,Gastronomie,Ratskeller,Lokal,Wirtschaft,Speiselokal,Speisewirtschaft,Pizza,Pizzarestaurant,Steakhaus,Sushi,Asiarestaurant,Chinarestaurant,Italiener,Grieche,Gaststättengewerbe,Griechisches Restaurant,Ristorante,Trattoria,Taverne,Brauhaus,Brauereigaststätte,Gastwirtschaft,Gastrobetrieb,Gastro,Speiselokal/Gaststätte,Steakhouse,Inder,Chinese,Mexikaner,Fischrestaurant
cafe|Café|café||56.10.4|amenity=cafe|Café,Kaffeehaus,Kaffeerösterei,Bistro,Stehcafé,Kaffeebar,Kaffeestube,Teestube,Cafeteria,Bäckereicafé,Coffeeshop,Coffee,Café-Bistro,Tagescafé,Kaffeeladen
ice_cream|Eisdiele|ice-cream parlour||56.10.5|amenity=ice_cream;shop=ice_cream|Eisdiele,Eiscafé,Eis,Eissalon,Gelateria,Eisladen,Softeis,Eisverkauf,Eismanufaktur
fast_food|Imbiss|fast food||56.10.3|amenity=fast_food|Imbiss,Döner,Schnellrestaurant,Fast Food,Fastfood,Dönerladen,Imbissstube,Kebab,Pizzaservice,Schnellimbiss,Lieferservice,Dönerimbiss,Bratwurst,Grill,Burger,Snackbar,Snack,Dönergrill,Kebap,Imbiss/Döner,Fischimbiss,Asiaimbiss,Asia-Imbiss,Bringdienst,Bringedienst,Pizzalieferservice,Kantine,Mittagstisch,Suppenküche,Pommes,Schnellrestaurant/Imbiss,Dönerbude
bar_pub|Kneipe und Bar|bar and pub||56.30|amenity=bar,pub,biergarten|Kneipe,Bar,Pub,Biergarten,Weinstube,Schankwirtschaft,Shisha-Bar,Bierstube,Schänke,Cocktailbar,Weinbar,Schankwirtschaft/Kneipe,Shishabar,Shisha-Lounge,Shisha,Bierkneipe,Café-Bar,Sportsbar,Lounge,Bierbar,Destille,Irish Pub
nightclub|Diskothek|night club||56.30.2|amenity=nightclub,stripclub|Diskothek,Disco,Nachtclub,Club,Tanzlokal,Tanzbar,Nachtbar
"""

_SERVICE = """
hairdresser|Friseur|hairdresser||96.02.1|shop=hairdresser;craft=hairdresser|Friseur,Frisör,Friseursalon,Haarstudio,Barbershop,Barbier,Barber,Coiffeur,Friseurin,Frisörsalon,Friseurgeschäft,Haarsalon,Haarmode,Haarmoden,Frisuren,Frisierstube,Frisiersalon,Haarschnitt,Friseurstudio,Friseurmeisterin,Friseurmeister,Haare,Hairstylist,Hairstyling,Hair,Herrenfriseur,Damenfriseur,Damen- und Herrenfriseur,Friseur/Kosmetik,Coiffure,Friseurhandwerk,Haircut,Herrensalon
beauty|Kosmetik und Körperpflege|beauty||96.02.2|shop=beauty,massage,nails,tanning_salon;leisure=tanning_salon,sauna;shop=solarium|Kosmetik,Kosmetikstudio,Nagelstudio,Fußpflege,Solarium,Sonnenstudio,Nageldesign,Massage,Wellness,Kosmetiksalon,Sauna,Beauty,Nagelpflege,Nails,Nail,Nailstudio,Kosmetikerin,Kosmetikinstitut,Massagepraxis,Massagesalon,Thaimassage,Beautysalon,Sonnenbank,Waxing,Wimpern,Permanent Make-up,Haarentfernung,Kosmetik/Fußpflege,Bräunungsstudio,Spa
tattoo|Tattoo und Piercing|tattoo||96.09|shop=tattoo,piercing|Tattoo,Tattoostudio,Tätowierer,Piercing,Tattoo-Studio,Tattoos,Tätowierstudio,Piercingstudio
laundry|Reinigung und Wäscherei|laundry||96.01|shop=laundry,dry_cleaning;amenity=laundry|Reinigung,Textilreinigung,Wäscherei,Chemische Reinigung,Waschsalon,Mangel,Heißmangel,Waschcenter,Wäscheservice,Textilpflege,Münzwäscherei,Reinigungsannahme,Bügelservice
tailor|Änderungsschneiderei|tailor||95.29|shop=tailor;craft=tailor,dressmaker,sewing|Schneiderei,Änderungsschneiderei,Schneider,Maßschneider,Näherei,Änderungsatelier,Nähstube,Änderungen,Schneideratelier,Schneiderin,Nähatelier,Maßatelier,Schneidermeisterin
shoe_key|Schuhmacher und Schlüsseldienst|shoe repair and keys||95.23|shop=shoe_repair,key_cutter,locksmith;craft=shoemaker,key_cutter,locksmith|Schuhmacher,Schuster,Schlüsseldienst,Schuhreparatur,Schuhmacherei,Schusterei,Schlüsselservice,Schlüssel,Schuhservice,Mister Minit
travel_agency|Reisebüro|travel agency||79.11|shop=travel_agency,ticket;office=travel_agent|Reisebüro,Reisen,Reiseagentur,Tourismusbüro,Reiseladen,Reisecenter,Reisebüros,Touristik,Busreisen,Urlaubsreisen,Reiseservice
copyshop|Copyshop und Druck|copy shop||82.19|shop=copyshop,printshop|Copyshop,Druckerei,Copy-Shop,Kopierladen,Druck,Druckservice,Druckerei/Copyshop,Kopierservice,Werbedruck,Digitaldruck,Druckhaus,Stempel,Textildruck,Beschriftung
funeral|Bestattung|funeral director||96.03|shop=funeral_directors;amenity=funeral_hall,crematorium|Bestattung,Bestatter,Bestattungen,Bestattungsinstitut,Bestattungshaus,Bestattungsunternehmen,Beerdigungsinstitut,Trauerhilfe,Bestattungswesen,Pietät
bank|Bank und Sparkasse|bank||64.19|amenity=bank,bureau_de_change;office=bank;shop=money_lender|Bank,Sparkasse,Volksbank,Kreditinstitut,Geldinstitut,Raiffeisenbank,Bankfiliale,VR-Bank,Kreditbank,Geldautomat,Bankhaus,Commerzbank,Deutsche Bank,Postbank,Genossenschaftsbank,Sparda,Bankautomat,Geldautomaten,Sparkassenfiliale,HypoVereinsbank,Targobank,Santander
post|Post und Paketdienst|post||53|amenity=post_office;shop=outpost|Post,Postfiliale,Paketshop,Postagentur,Deutsche Post,DHL-Shop,Poststelle,Paketdienst,Briefdienst,Postshop,Hermes,DHL,Postdienst,Kurierdienst,DPD
driving_school|Fahrschule|driving school||85.53|amenity=driving_school|Fahrschule,Fahrschulen,Fahrlehrer
betting|Spielhalle und Wettbüro|gambling||92.00|shop=bookmaker,betting;amenity=gambling,casino;leisure=adult_gaming_centre,amusement_arcade|Spielhalle,Wettbüro,Spielothek,Casino,Sportwetten,Spielcasino,Automatencasino,Spielautomaten,Spielsalon,Automatenspielhalle,Wettannahme,Spielothek/Spielhalle,Automatenspiel
car_service|Kfz-Werkstatt und Tankstelle|car service||45.20;47.30|shop=car_repair,motorcycle_repair,bicycle_repair;amenity=fuel,car_wash,vehicle_inspection,car_rental;craft=car_repair|Kfz-Werkstatt,Autowerkstatt,Werkstatt,Tankstelle,Waschanlage,Kfz-Service,Autovermietung,Autoreparatur,Autoservice,Autoglas,Reifenservice,Kfz-Meisterbetrieb,Autopflege,Kfz-Betrieb,Kfz-Reparatur,Fahrradreparatur,Autolackiererei,TÜV,Dekra,Autowäsche,Zulassungsdienst,Kfz-Zulassung
rental|Verleih und Lager|rental and storage||77|shop=rental,party_rental,storage_rental|Verleih,Vermietung,Lagerraum,Selfstorage,Verleihservice,Videoverleih,Kostümverleih,Maschinenverleih
pet_service|Tierpflege|pet grooming||96.09|shop=pet_grooming;amenity=animal_boarding|Hundesalon,Tierpflege,Hundefriseur,Tierpension,Hundepflege,Hundesalon/Tierpflege,Hundeschule
repair|Reparaturdienst|repair||95.1;95.2|shop=repair,appliance_repair,mobile_phone_repair;craft=electronics_repair,computer_repair|Reparatur,Handyreparatur,Reparaturservice,Computerreparatur,Reparaturdienst,Uhrenreparatur,Elektroreparatur,PC-Service,Computerservice,PC-Reparatur,Handyservice
service_general|Dienstleistung (allgemein)|service (general)||96|shop=service|Dienstleistung,Dienstleister,Dienstleistungen,Service,Dienstleistungsbetrieb,Hausmeisterservice,Hausmeisterdienst,Sicherheitsdienst,Umzüge,Umzugsunternehmen,Umzugsservice,Schlüsselnotdienst,Partnervermittlung,Taxi,Taxiunternehmen,Taxizentrale,Personenbeförderung,Spedition,Transporte,Kurier
"""

_OFFICE = """
insurance|Versicherung|insurance||66.22|office=insurance;shop=insurance|Versicherung,Versicherungsbüro,Versicherungen,Versicherungsagentur,Versicherungsmakler,Versicherungskontor,Versicherungsvertreter,Versicherungsvertretung,Allianz,Versicherungsbüro/Agentur,Krankenversicherung,Generalvertretung,Versicherungskaufmann,Versicherungsservice,HUK
estate_agent|Immobilien|estate agent||68.31|office=estate_agent,property_management;shop=estate_agent|Immobilien,Immobilienmakler,Makler,Immobilienbüro,Hausverwaltung,Wohnungsgenossenschaft,Immobilienagentur,Immobilienverwaltung,Wohnungsgesellschaft,Wohnungsbaugesellschaft,Wohnungsverwaltung,Immobilienservice,Grundstücksverwaltung,Wohnungsunternehmen,Immobilienvermittlung
lawyer|Rechtsanwalt und Notar|lawyer||69.10|office=lawyer,notary|Rechtsanwalt,Anwalt,Notar,Kanzlei,Anwaltskanzlei,Rechtsanwälte,Rechtsanwaltskanzlei,Rechtsanwältin,Anwaltsbüro,Notariat,Rechtsanwaltsbüro,Rechtsberatung,Notare,Anwälte
tax_advisor|Steuerberatung|tax adviser||69.20|office=tax_advisor,accountant,tax|Steuerberater,Steuerberatung,Wirtschaftsprüfer,Lohnsteuerhilfe,Steuerbüro,Lohnsteuerhilfeverein,Steuerkanzlei,Steuerberaterin,Steuerberatungsgesellschaft,Steuerberatungsbüro,Buchhaltung,Lohnbüro,Steuern,Buchführung,Steuerkanzlei/Steuerberater
finance|Finanzberatung|financial advice||66.19|office=financial,financial_advisor,financial_services|Finanzberatung,Finanzberater,Finanzdienstleister,Finanzdienstleistung,Bausparkasse,Vermögensberatung,Finanzdienst,Vermögensberater,Finanzen,Finanzcenter,Kreditvermittlung,Bausparen,Finanzbüro,Finanzservice
employment|Personalvermittlung|employment agency||78|office=employment_agency|Personalvermittlung,Zeitarbeit,Jobcenter,Personaldienstleister,Zeitarbeitsfirma,Arbeitsvermittlung,Personaldienst,Personalservice,Personalbüro,Zeitarbeitsbüro
planning_it|Planung, IT, Medien|planning, IT, media||62;71;73|office=it,architect,engineer,surveyor,advertising_agency,graphic_design,newspaper,telecommunication,energy_supplier,web_design,consulting,publisher,construction_company;amenity=studio|Architekt,Architekturbüro,Ingenieurbüro,IT,Werbeagentur,IT-Dienstleister,Planungsbüro,Softwarefirma,Agentur,Zeitungsredaktion,Medien,Werbung,Webdesign,Verlag,Redaktion,Architekten,Architektin,Innenarchitektur,Ingenieure,Vermessungsbüro,IT-Service,EDV-Dienstleister,Grafikdesign,Grafik,Marketingagentur,Webagentur,Designbüro,Designstudio,Lokalredaktion,Softwareentwicklung,Unternehmensberatung,Zeitung,Anzeigenblatt,Statiker,Energieberatung,Sachverständiger,Planer,Werbestudio,Tonstudio,Radiosender
coworking|Gemeinschaftsbüro|coworking||68.20|office=coworking,coworking_space;amenity=coworking_space|Coworking,Co-Working,Coworking-Space,Gemeinschaftsbüro,Coworkingspace,Co-Working-Space
office_general|Büro (allgemein)|office (general)||70|office=company,yes,research,foundation,guide,logistics,physician,private_investigator,moving_company,security|Büro,Firma,Bürofläche,Büronutzung,Büroräume,Firmensitz,Geschäftsstelle,Büros,Bürogemeinschaft,Verwaltungsbüro,Büro/Praxis,Vertriebsbüro,Vertrieb
"""

_HEALTH = """
doctor|Arzt|doctor||86.21;86.22|amenity=doctors;healthcare=doctor,general;office=doctor|Arzt,Arztpraxis,Hausarzt,Ärztin,Facharzt,Allgemeinarzt,Allgemeinmedizin,Praxis,Ärztehaus,Gemeinschaftspraxis,Augenarzt,Hautarzt,Kinderarzt,Frauenarzt,Internist,Ärzte,Hausärztin,Augenärztin,Orthopäde,Hausarztpraxis,HNO,HNO-Arzt,Gynäkologe,Urologe,Hautärztin,Kinderärzte,Kinderärztin,Radiologie,Radiologe,Kardiologe,Chirurg,Chirurgie,Neurologe,Dermatologe,Frauenärztin,Augenarztpraxis,Internistin,Fachärztin,Allgemeinärztin,Fachärzte
dentist|Zahnarzt|dentist||86.23|amenity=dentist;healthcare=dentist;craft=dental_technician,dental_laboratory|Zahnarzt,Zahnarztpraxis,Zahnärztin,Kieferorthopäde,Kieferorthopädie,Dentallabor,Zahntechnik,Zahnärzte,Zahnmedizin,Zahnheilkunde,Dentaltechnik,Zahntechniker,Oralchirurgie,Kieferorthopädin,Zahnlabor,Kieferorthopädische Praxis,Prophylaxe
clinic|Klinik und Krankenhaus|clinic and hospital||86.10|amenity=clinic,hospital;healthcare=clinic,hospital,centre,rehabilitation,dialysis,blood_donation|Klinik,Krankenhaus,MVZ,Medizinisches Versorgungszentrum,Ambulanz,Poliklinik,Tagesklinik,Dialyse,Dialysezentrum,Gesundheitszentrum
therapy|Therapie und Heilberufe|therapy||86.90|healthcare=physiotherapist,therapist,psychotherapist,alternative,speech_therapist,occupational_therapist,podiatrist,counselling,midwife,nurse,laboratory,yes,sample_collection,nutrition_counselling;shop=nutrition_supplements;office=therapist,healer|Physiotherapie,Krankengymnastik,Ergotherapie,Logopädie,Heilpraktiker,Psychotherapie,Podologie,Therapie,Physiotherapeut,Naturheilpraxis,Osteopathie,Hebamme,Medizinische Fußpflege,Physiotherapiepraxis,Ergotherapeut,Ergotherapiepraxis,Logopädin,Logopäde,Heilpraktikerin,Psychotherapeut,Psychotherapeutin,Psychologe,Psychologische Praxis,Physio,Krankengymnast,Osteopath,Hebammenpraxis,Homöopathie,Akupunktur,Ernährungsberatung,Podologiepraxis,Podologe,Physiotherapeutin,Heilpraxis,Massage/Physiotherapie
veterinary|Tierarzt|veterinary||75|amenity=veterinary;healthcare=veterinary|Tierarzt,Tierarztpraxis,Tierärztin,Tierklinik,Tierärzte,Kleintierpraxis,Tierheilpraxis,Tierheilpraktiker
care_home|Pflege|nursing care||87;88.10|amenity=nursing_home;social_facility=nursing_home,assisted_living,ambulatory_care;healthcare=hospice,home_care;office=nursing_service|Pflegedienst,Pflegeheim,Sozialstation,Seniorenheim,Tagespflege,Altenheim,Ambulanter Pflegedienst,Betreutes Wohnen,Häusliche Krankenpflege,Pflegestützpunkt,Seniorenbetreuung,Ambulante Pflege,Altenpflege,Pflegezentrum,Krankenpflege,Seniorenresidenz,Intensivpflege,Altenpflegeheim
"""

_EDUCATION = """
school|Schule|school||85.2;85.3|amenity=school|Schule,Grundschule,Gymnasium,Oberschule,Realschule,Mittelschule,Förderschule,Berufsschule,Musikgymnasium,Freie Schule,Hauptschule
kindergarten|Kita|kindergarten||88.91|amenity=kindergarten,childcare|Kindergarten,Kita,Kindertagesstätte,Krippe,Hort,Tagesmutter,Kindertagespflege,Kinderkrippe,Kinderbetreuung,Kinderhort,Kinderhaus
adult_education|Weiterbildung und Nachhilfe|further education||85.4;85.5|amenity=college,university,language_school,prep_school,training,dancing_school,music_school;office=educational_institution,tutoring,education;leisure=dance_school|Volkshochschule,VHS,Musikschule,Nachhilfe,Bildungsträger,Tanzschule,Sprachschule,Bildungszentrum,Weiterbildung,Hochschule,Nachhilfeschule,Bildung,Nachhilfeinstitut,Nachhilfestudio,Ballettschule,Lernstudio,Ballett,Bildungsinstitut,Akademie,Schulungsraum,Fortbildung,Kunstschule,Bildungswerk,Schulungszentrum,Schülerhilfe,Studienkreis,Sprachkurse,Lernhilfe,Malschule
"""

_CULTURE = """
library|Bibliothek|library||91.01|amenity=library|Bibliothek,Bücherei,Stadtbibliothek,Stadtbücherei,Mediathek,Leihbücherei
museum_gallery|Museum und Galerie|museum and gallery||91.02;90.03|tourism=museum,gallery;amenity=exhibition_centre;shop=gallery|Museum,Galerie,Ausstellung,Heimatmuseum,Atelier,Kunstgalerie,Stadtmuseum,Kunstverein,Ausstellungsraum,Künstleratelier,Kunsthandlung,Kunsthalle,Ateliers,Ausstellungsfläche,Kunstraum,Galeriecafé,Stadtarchiv
stage_cinema|Theater, Kino, Veranstaltung|theatre, cinema, events||59.14;90|amenity=theatre,cinema,arts_centre,events_venue,concert_hall,conference_centre,music_venue,planetarium|Theater,Kino,Kulturzentrum,Veranstaltungssaal,Kleinkunst,Kulturhaus,Konzertsaal,Veranstaltungsraum,Lichtspiele,Kleinkunstbühne,Konzerthaus,Veranstaltungsort,Eventlocation,Stadthalle,Kabarett,Filmtheater,Puppentheater,Festsaal
community|Gemeinschaft und Jugend|community and youth||94.99|amenity=community_centre,youth_centre,social_centre,social_club,clubhouse;club=*;leisure=hackerspace,club|Gemeindezentrum,Jugendzentrum,Vereinsheim,Verein,Bürgerhaus,Vereinsraum,Jugendclub,Bürgertreff,Mehrgenerationenhaus,Begegnungsstätte,Stadtteiltreff,Jugendtreff,Vereinsräume,Bürgerzentrum,Nachbarschaftstreff,Seniorentreff,Familienzentrum,Vereinslokal,Nachbarschaftszentrum,Repair-Café,Jugendhaus,Treffpunkt,Frauenzentrum,Vereinshaus,Begegnungszentrum,Stadtteilladen
fitness|Fitness und Sport|fitness and sport||93.13|leisure=fitness_centre,sports_centre,bowling_alley,dance,escape_game,indoor_play,miniature_golf,ice_rink,trampoline_park;amenity=dojo,gym|Fitnessstudio,Fitness,Sportstudio,Yogastudio,Yoga,Kampfsport,Fitness-Studio,Tanzstudio,Bowling,Kegelbahn,Sportverein,Fitnesscenter,Fitnessclub,Pilates,Kampfsportschule,Kampfsportstudio,EMS-Studio,EMS,Karate,Judo,Gym,Boxclub,Boxschule,Billard,Dart,Escape Room,Indoorspielplatz,Kletterhalle,Sporthalle,Reha-Sport
tourist_info|Touristinformation|tourist information||79.90|tourism=information|Touristinformation,Tourist-Info,Touristinfo,Fremdenverkehrsamt,Tourist-Information,Stadtinformation,Gästeinformation,Gästeinfo,Kurverwaltung,Tourismusinformation,Tourismusinfo,Tourismusverband,Infopunkt,i-Punkt
"""

_ADMINISTRATION = """
town_hall|Rathaus und Verwaltung|administration||84.11|amenity=townhall;office=government,administrative,public_authority,quango,tax_office,diplomatic,employment|Rathaus,Verwaltung,Bürgerbüro,Behörde,Amt,Stadtverwaltung,Landratsamt,Finanzamt,Arbeitsagentur,Stadtwerke,Gemeindeverwaltung,Bürgerservice,Agentur für Arbeit,Rathausnebenstelle,Bürgeramt,Ordnungsamt,Standesamt,Jugendamt,Gesundheitsamt,Bauamt,Sozialamt,Stadtbüro,Kreisverwaltung,Amtsverwaltung,Landesamt,Versorgungsbetriebe,Energieversorger,Kundenzentrum Stadtwerke,Kundenbüro,Citymanagement,Stadtmarketing,Quartiersmanagement,Citybüro,Stadtwerke Kundencenter
security|Polizei, Feuerwehr, Gericht|police, fire, court||84.2|amenity=police,fire_station,courthouse,prison,rescue_station;emergency=ambulance_station|Polizei,Feuerwehr,Gericht,Amtsgericht,Rettungswache,Polizeirevier,Polizeiposten,Polizeistation,Wache,Amtsgericht/Gericht,Arbeitsgericht,Polizeidienststelle,Bürgerpolizist
party_association|Partei und Verband|party and association||94|office=political_party,association,ngo,union,politician,trade_union,chamber,advocacy,lobby|Partei,Verband,Gewerkschaft,Parteibüro,Wahlkreisbüro,Bürgerbüro (Partei),Krankenkasse,IHK,Kammer,Geschäftsstelle Verband,Abgeordnetenbüro,CDU,SPD,FDP,Die Linke,Grüne,AfD,DGB,ADAC,Barmer,DAK,IKK,AOK,TK,Sozialverband,Mieterverein,Mieterbund,Handwerkskammer,Innung,Kreishandwerkerschaft,Bauernverband,Abgeordneter,Landtagsabgeordneter,VdK,Geschäftsstelle AOK
"""

_ACCOMMODATION = """
hotel|Hotel und Pension|hotel||55.1|tourism=hotel,motel,guest_house,hostel,bed_and_breakfast|Hotel,Pension,Gästehaus,Herberge,Jugendherberge,Hotel garni,Gästezimmer,Pensionen,Hotelbetrieb,Hostel,Garni,Hotel/Restaurant,Übernachtung,Monteurzimmer,Fremdenzimmer
apartment|Ferienwohnung|holiday flat||55.2|tourism=apartment,chalet|Ferienwohnung,Ferienapartment,Ferienhaus,Ferienwohnungen,FeWo,Apartments,Ferienapartments,Appartement
"""

_CRAFT = """
food_craft|Lebensmittelhandwerk|food craft||10;11|craft=brewery,distillery,winery,confectionery,bakery,caterer,beekeeper,oil_mill,coffee_roaster|Brauerei,Brennerei,Catering,Imkerei,Partyservice,Rösterei,Brauereiverkauf,Mosterei,Kelterei,Destillerie,Imker,Cateringservice,Schokoladenmanufaktur,Mühle,Mälzerei
building_craft|Bauhandwerk|building craft||43|craft=carpenter,electrician,plumber,painter,roofer,glaziery,tiler,gardener,stonemason,hvac,builder,chimney_sweeper,plasterer,scaffolder,floorer,insulation,window_construction,metal_construction,joiner,blacksmith,parquet_layer,heating_engineer,sun_protection,landscaper,tinsmith|Handwerk,Elektriker,Installateur,Maler,Dachdecker,Schreiner,Tischler,Schlosser,Sanitär,Heizungsbau,Tischlerei,Schreinerei,Elektroinstallation,Klempner,Malerbetrieb,Glaserei,Steinmetz,Zimmerei,Heizung/Sanitär,Schornsteinfeger,Bauunternehmen,Handwerksbetrieb,Malerei,Maurer,Elektrobetrieb,Dachdeckerei,Zimmerer,Fliesenleger,Heizung,Bauelemente,Fensterbau,Metallbau,Holzbau,Glaser,Schlosserei,Trockenbau,Bodenleger,Installateurbetrieb,Malermeister,Sanitärbetrieb,Heizungsbauer,Gerüstbau,Hochbau,Tiefbau,Baufirma,Baubetrieb,Baugeschäft,Elektromeister,Haustechnik,Solartechnik,Photovoltaik,Sanitärinstallation,Elektrotechnik,Gartenbau,Landschaftsbau,Kachelofenbau,Ofenbau,Stuckateur,Bauschlosserei,Tischlermeister,Fußbodenbearbeitung,Fußbodenverlegung,Klempnerei,Bauservice,Fenster und Türen
maker_craft|Werkstatt und Kunsthandwerk|workshop craft||13-33|craft=photographer,watchmaker,jeweller,goldsmith,clockmaker,optician,upholsterer,saddler,bookbinder,pottery,musical_instrument,photographic_laboratory,printer,signmaker,basket_maker,sculptor,engraver,cleaning,furniture,cabinet_maker,agricultural_engines,turner,toolmaker,yes,print_shop,embroiderer,leather|Polsterei,Buchbinderei,Sattlerei,Instrumentenbau,Töpferei,Schilder,Manufaktur,Gewerbe,Drechslerei,Gebäudereinigung,Kunstwerkstatt,Raumausstatterwerkstatt,Geigenbau,Sattler,Polsterer,Glasbläser,Keramikwerkstatt,Töpfer,Schnitzerei,Holzschnitzerei,Drechsler,Klöppelwerkstatt,Buchbinder,Schmiede,Gravuren,Restaurator,Korbmacher,Bürstenmacher,Produktion,Werkstätten,Messerschleiferei,Schleiferei,Gebäudeservice,Kunstschmiede,Holzwerkstatt,Seifenmanufaktur,Kerzenmanufaktur,Goldschmiedewerkstatt,Schilder/Gravuren
"""

_SOCIAL = """
worship|Kirche und Glauben|worship||94.91|office=religion,parish|Kirche,Gemeindebüro,Pfarramt,Moschee,Kirchgemeinde,Pfarrbüro,Freikirche,Kirchengemeinde,Pfarrhaus,Kapelle,Gemeindehaus,Gebetsraum,Synagoge,Gemeinderaum,Landeskirchliche Gemeinschaft,Zeugen Jehovas,Königreichssaal,Kath. Kirche,Ev. Kirche
social|Soziales und Beratung|social services||88|amenity=social_facility,food_bank,refugee_site,shelter_home;office=charity,social,welfare;social_facility=*|Tafel,Beratungsstelle,Diakonie,Caritas,Soziales,AWO,Sozialberatung,Volkssolidarität,Suchtberatung,Rotes Kreuz,Soziale Einrichtung,Lebenshilfe,Kleiderkammer,DRK,Johanniter,Malteser,Beratungszentrum,Jugendhilfe,Sozialzentrum,Selbsthilfe,Schuldnerberatung,Schwangerenberatung,Behindertenhilfe,Kleiderkammer/Tafel,Familienberatung,Flüchtlingshilfe,Arbeitslosenberatung,Sozialer Dienst,Sozialdienst,Migrationsberatung,Tafelladen,Sozialladen,Kinderschutzbund,Tagesstätte,Wohnberatung
"""

_OTHER = """
housing|Wohnen im Erdgeschoss|ground-floor housing||||Wohnen,Wohnung,Wohnnutzung,Umnutzung Wohnen,Wohnung EG,Privatwohnung,Wohnhaus,Wohngebäude,Wohnraum,Wohnungen,Mietwohnung
storage|Lager und Garage|storage||||Lager,Garage,Abstellraum,Lagerfläche,Lagerraum EG,Abstellfläche,Keller,Lagerräume,Garagen,Lagerhalle,Archiv,Stauraum,Depot
"""

_GROUPS = {
    "retail": _RETAIL,
    "gastronomy": _GASTRONOMY,
    "service": _SERVICE,
    "office": _OFFICE,
    "health": _HEALTH,
    "education_care": _EDUCATION,
    "culture_leisure": _CULTURE,
    "administration": _ADMINISTRATION,
    "accommodation": _ACCOMMODATION,
    "craft": _CRAFT,
    "religion_social": _SOCIAL,
    "other": _OTHER,
}
_FUNCTION_OF = {"housing": "housing"}


def _tags(text: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for part in filter(None, text.split(";")):
        key, _, values = part.partition("=")
        pairs += [(key, value) for value in values.split(",")]
    return tuple(pairs)


def _read(function: str, lines: str) -> list[Branch]:
    found = []
    for line in lines.strip().splitlines():
        slug, german, english, tier, wz, osm, words = line.split("|")
        found.append(
            Branch(
                slug=slug,
                label=Text(de=german, en=english),
                function=_FUNCTION_OF.get(slug, function),
                need_tier=tier or None,
                wz2008=wz,
                osm=_tags(osm),
                words=tuple(words.split(",")),
            )
        )
    return found


#: Every branch by its slug, in the order in which products list them.
BRANCHES: MappingProxyType[str, Branch] = MappingProxyType(
    {branch.slug: branch for fn, lines in _GROUPS.items() for branch in _read(fn, lines)}
)

#: Slug of the branch that an OSM tag means; the value ``"*"`` stands for any other value.
BRANCH_OF_TAG: MappingProxyType[tuple[str, str], str] = MappingProxyType(
    {pair: branch.slug for branch in BRANCHES.values() for pair in branch.osm}
)

_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e"})


def _fold(text: str) -> str:
    plainly = unicodedata.normalize("NFKD", text.casefold().translate(_FOLD))
    bare = "".join(c for c in plainly if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()


@lru_cache(maxsize=1)
def _by_word() -> dict[str, str]:
    """Slug by folded word; the branch named first wins, labels and slugs count as words."""
    found: dict[str, str] = {}
    for branch in BRANCHES.values():
        for word in branch.words:
            found.setdefault(_fold(word), branch.slug)
    for branch in BRANCHES.values():
        for word in (branch.label.de, branch.label.en, branch.slug):
            found.setdefault(_fold(word), branch.slug)
    return found


class BranchRead(NamedTuple):
    """
    What a text says of a branch: its slug (None: nothing for certain) and how it says it.

    ``how`` is ``"word"`` (the text is the word for a branch and nothing else), ``"part"`` or
    ``"none"``; ``several`` tells that more branches are named and the first one was taken.
    """

    slug: str | None
    how: str = "none"
    several: bool = False


# Words for the kind of a place: they say something only where no other word does.
_WEAK = frozenset(
    """
    praxis agentur service boutique buero firma verein studio handwerk gewerbe medien werbung mode
    werkstatt reparatur verleih vermietung dienstleistung dienstleistungen dienstleister amt lokal
    wirtschaft gastronomie gastro haushalt party geschenke bildung kunst schule bueros vertrieb
    produktion handel facharzt club bar lounge shop verkauf technik design atelier akademie bistro
    manufaktur werkstaetten beratung planung planer archiv depot post reinigung leder bilder auto
    """.split()  # noqa: SIM905 - a list of words is read more easily than of strings
)
_TAILS = re.compile(
    r"(?:laden|laedchen|geschaeft|fachgeschaeft|handel|handlung|haendler|haus|markt|shop|store|center|zentrum"
    r"|welt|studio|salon|stube|ecke|eck|filiale|betrieb|meister|meisterbetrieb|bedarf|artikel|waren|service"
    r"|discount|outlet|express|paradies|oase|quelle|box|punkt|stelle|station|lounge|boutique|galerie|mode"
    r"|moden|technik|verkauf|profi|depot|atelier|stadl|kiste|kontor|manufaktur|werkstatt|praxis|agentur)n?s?"
)
# Trades that are surnames too: "Schneider", "Metzger", "Maler", not "Optiker", "Weinhändler".
_SURNAMED = re.compile(
    r"^(?!.*(?:ik|hand|haend|leist|berat|center|theat|fris|buech)).{2,9}er$|macher$"
)
_OF_INNS = {"zum", "zur", "am", "im", "alte", "alter", "altes", "alten", "goldene", "goldener"}


def _stand_alone(words: list[str], at: int, slug: str) -> bool:
    """Tell whether a word in a name means what it says ("Alte Post" is an inn, no post)."""
    if not at or words[at - 1] not in _OF_INNS:
        return True
    return BRANCHES[slug].function == "gastronomy"


def _compound(word: str, *, name: bool) -> str | None:
    """Branch word at the end of a compound, else at its beginning ("Sportcafé", "Tabakladen")."""
    known = _by_word()
    ends = [word[-n:] for n in range(4, len(word)) if word[-n:] in known]
    starts = [word[:n] for n in range(1, len(word)) if word[:n] in _stems()]
    starts = [
        w
        for w in starts
        if _TAILS.fullmatch(word[len(w) :])
        or (len(w) >= 7 and len(word) - len(w) >= (5 if name else 2))
        or (not name and len(word) - len(w) <= 2 and not word.endswith("er"))
    ]
    head = max((w for w in ends if w not in _WEAK), key=len, default=None)
    if head and not (name and ((len(head) < 5 and head != "cafe") or _SURNAMED.search(head))):
        return head
    first = max((w for w in starts if _stems()[w] not in _WEAK), key=len, default=None)
    if first:
        return _stems()[first]
    return max((w for w in ends if len(w) >= 5), key=len, default=None) if not name else None


@lru_cache(maxsize=1)
def _stems() -> dict[str, str]:
    """Beginnings of compounds ("schuh", "schuhe") and the word each comes from."""
    found: dict[str, str] = {}
    for word in _by_word():
        if " " not in word and len(word) >= 5:
            found[word] = word
            if word.endswith(("e", "n")) and len(word) >= 6:
                found.setdefault(word[:-1], word)
    found.setdefault("schuh", "schuhe")
    return found


def _named(words: list[str], *, name: bool) -> list[tuple[str, bool]]:
    """Every branch that the words name, in their order, and whether the word is a weak one."""
    known = _by_word()
    found: list[tuple[str, bool]] = []
    at = 0
    while at < len(words):
        for many in range(min(4, len(words) - at), 0, -1):
            told = " ".join(words[at : at + many])
            if told in known:
                break
        else:
            many, told = 1, _compound(words[at], name=name) or ""
        slug = known.get(told)
        surname = name and many == 1 and bool(_SURNAMED.search(told))
        bare = name and slug is not None and BRANCHES[slug].function in ("other", "housing")
        if slug and not surname and not bare and (not name or _stand_alone(words, at, slug)):
            found.append((slug, told in _WEAK))
        at += many
    return found


@lru_cache(maxsize=16_384)
def read_branch(text: str, *, name: bool = False) -> BranchRead:
    """
    Find the branch that a text names, and tell how.

    ``name=True`` reads the name of a shop: trades that are surnames too ("Schneider",
    "Metzger"), inns' names ("Alte Post") and words for housing or storage say nothing there.

    Examples
    --------
    >>> read_branch("Bäckerei / Café")
    BranchRead(slug='bakery', how='part', several=True)
    >>> read_branch("Schneider Reisen", name=True).slug, read_branch("Metzger", name=True).slug
    ('travel_agency', None)
    """
    whole = _fold(text)
    known = _by_word()
    words = whole.split()
    if whole in known and not name:
        return BranchRead(known[whole], "word")
    found = _named(words, name=name)
    strong = [slug for slug, weak in found if not weak]
    slugs = list(dict.fromkeys(strong or [slug for slug, _ in found]))
    if not slugs:
        return BranchRead(None)
    how = "word" if whole in known and known[whole] == slugs[0] else "part"
    return BranchRead(slugs[0], how, len(slugs) > 1)


def branch_of_word(text: str) -> str | None:
    """
    Find the branch that a German list names, whatever its spelling of umlauts and case.

    The whole text is tried first, then its words from left to right, then the known word at
    the end or start of a compound ("Damenschuhe"); None when nothing is known, never a guess.

    Examples
    --------
    >>> branch_of_word("BAECKEREI"), branch_of_word("Bäckerei / Café")
    ('bakery', 'bakery')
    >>> branch_of_word("Damenschuhe"), branch_of_word("xyz") is None
    ('shoes', True)
    """
    return read_branch(text).slug
