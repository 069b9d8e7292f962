"""Hungarian."""

PARTS = {
    "sent": "<{who} <küldött|elküldött|megosztott|továbbított>|Küldtél|Elküldtél|Megosztottál|Továbbítottál>",
    "thing": "<mellékletet|csatolmányt|fényképet|fotót|képet|videót|GIF-et|matricát|hangüzenetet"
    "|hangfelvételt|fájlt"
    "|hangfájlt|linket|hivatkozást|helyet|tartózkodási helyet|élő helyet|bejegyzést|reelt|reels-videót"
    "|történetet"
    "|névjegyet|dokumentumot>",
    "changed": "<{who} <megváltoztatta|módosította|lecserélte>|Megváltoztattad|Módosítottad|Lecserélted>",
    "set": "<{who} <beállította|erre állította|megváltoztatta|módosította>|Beállítottad|Megváltoztattad"
    "|Módosítottad>",
    "removed": "<{who} <törölte|eltávolította>|Törölted|Eltávolítottad>",
    "created": "<{who} létrehozott egy|Létrehoztál egy>",
    "call": "<hívást|videohívást|hanghívást|csoportos hívást|videocsevegést>",
    "your call": "<hívásodat|videohívásodat|hanghívásodat|videocsevegésedet>",
    "their call": "<hívását|videohívását|hanghívását>",
    "to call": "<híváshoz|videohíváshoz|hanghíváshoz|videocsevegéshez>",
    "the call": "<hívás|videohívás|hanghívás|videocsevegés>",
    "encrypted": "végpontok közötti titkosítással <védettek|vannak védve|vannak titkosítva|biztonságosak>",
}

SENTENCES = """
# attachments
{sent} [egy ]{thing}.
{who} [egy ]{thing} küldött.
Küldtél egy <mellékletet|csatolmányt>
{sent} {n} <fényképet|fotót|képet|videót|fájlt|mellékletet|matricát>.
{who} {n} <fényképet|fotót|képet|videót|fájlt|mellékletet|matricát> küldött.
{who} megosztotta <tartózkodási|élő> helyét.
{who} <elkezdte|abbahagyta> <a videó|videó|a helye> megosztását.
{who} képernyőképet készített.

# reactions
Ezzel reagált az üzenetedre: {emoji}[.]
<Reagált|Ezt a reakciót adta> [{emoji} ]az üzenetedre[.]
Reagált az üzenetedre[:] {emoji}[.]
{who} <ezzel |>reagált az üzenetedre[:] {emoji}[.]
<Kedvelt egy üzenetet|Kedvelte az üzenetedet|Kedvelte az üzenetet>[.]
{who} <kedvelt egy üzenetet|kedvelte az üzenetedet>.

# calls
Nem fogadott {the call} <tőle|a következőtől>: {whom}[.]
<Nem fogadtad|Elmulasztottad> {whom} {their call}.
{whom} <nem fogadta|elmulasztotta|lemaradt róla:> [a ]{your call}.
{whom} <hívott|felhívott>[ téged].
<Hívtad|Felhívtad> [őt: ]{whom}[ nevű ismerősödet].
<{who} <indított egy|elindított egy|kezdeményezett egy>|Indítottál egy|Elindítottál egy\
|Kezdeményeztél egy> {call}.
{who} [egy ]{call} <indított|kezdeményezett|kezdett>.
<{who} csatlakozott|Csatlakoztál> a {to call}.
<{who} kilépett|Kiléptél> a <hívásból|videohívásból|videocsevegésből>.
A {the call} <véget ért|befejeződött>.
<Videohívás|Hanghívás|Videocsevegés> <véget ért|befejeződött|vége>[.]

# connected, waves
<Mostantól|Most már> <kapcsolatban vagytok|kapcsolódtatok|ismerősök vagytok\
|össze vagytok kötve> a Messengeren[.]
<Mostantól|Most már> <üzeneteket|üzenetet>{any}<hívhatjátok|felhívhatjátok>{any}
<Mostantól|Most már> <hívhatjátok|felhívhatjátok> egymást{any}<információ|állapot>{any}
<Köszönj|Köszönj rá> [az ]új Facebook-<ismerősödnek|ismerősödre|barátodnak><,|:> {any}[.]
{who} integetett neked<.|!>
Integettél [neki: ]{whom}[ nevű ismerősödnek]<.|!>

# group
<{who} elnevezte|Elnevezted> a csoportot<:| erre:| így:> {any}.
<{who} átnevezte|Átnevezted> a csoportot<:| erre:> {any}.
{changed} a csoport nevét<:| erre:> {any}.
<{changed}|{removed}> a <csoport képét|csoport fényképét|csoport fotóját|csoportképet|csoportfotót\
|csoport nevét>.
{set} {any} becenevét<:| erre:> {nick}.
{set} a <becenevedet|becenevét|saját becenevét><:| erre:> {nick}.
{who} a következő becenevet adta <neki|neked|{whom} számára>: {nick}.
{removed} {any} becenevét.
{removed} a <becenevedet|saját becenevét>.
{changed} a <témát|csevegés témáját|csevegési témát>[<:| erre:> {any}].
{changed} a csevegés <színeit|színét>.
{set} <az emojit|az emotikont|a gyorsreakciót><:| erre:> {any}.
<{who} hozzáadta|{who} felvette|Hozzáadtad|Felvetted> [őt |a következőt ]a <csoporthoz|csoportba>: {any}.
<{who} hozzáadta|{who} felvette|Hozzáadtad|Felvetted> {any} <felhasználót |nevű felhasználót \
|>a <csoporthoz|csoportba>.
{removed} {any} <felhasználót |nevű felhasználót |>a csoportból.
<{who} <kilépett a csoportból|elhagyta a csoportot>|Kiléptél a csoportból|Elhagytad a csoportot>.
<{who} létrehozta|Létrehoztad> a csoportot.
<{who} csatlakozott|Csatlakoztál> a csoporthoz[ {any}].
{who} <adminisztrátorrá|adminná> tette <őt: |>{any}.
{who} <bekapcsolta|kikapcsolta> a <tagok jóváhagyását|tagjóváhagyást|eltűnő üzeneteket>[{any}].
<{who} <kitűzött|rögzített>|Kitűztél|Rögzítettél> egy üzenetet.

# polls, plans, reminders
{created} szavazást[: {any}].
{who} <szavazást hozott létre|szavazást indított>[: {any}].
<{who} <|erre >szavazott|Szavaztál> <erre|a következőre>: {any}.
{who} módosította a szavazatát[<:| erre:> {any}].
Ez a szavazás már nem <érhető el|elérhető>[.]
{created} <tervet|programot|emlékeztetőt>[: {any}].
{who} <tervet|programot|emlékeztetőt> hozott létre[: {any}].
{changed} a terv <időpontját|helyét|helyszínét|nevét><:| erre:> {any}.

# payments, games, marketplace
{who} fizetést <küldött|kért>.
{who} {n} pontot <ért el|szerzett> <ebben|a következőben|itt>: {any}.
{who} {n} pontot <ért el|szerzett> <a|az|a(z)> {any} játékban.
{who} kihívott [téged ]<erre|ebben>: {any}.
{changed} a hirdetés <leírását|címét|árát>.
{whom} <a válaszodra vár|várja a válaszodat|vár a válaszodra>.

# taken back, quiet mode, encryption, unavailable
<{who} <visszavont|visszahívott|törölt>|Visszavontál|Visszahívtál|Töröltél> egy üzenetet.
Visszavontál egy üzenetet
{whom} nem kapott értesítést erről az üzenetről, <mert|mivel> {any}
Az üzenetek és [a ]hívások {encrypted}[.]
Az üzenetek és [a ]hívások {encrypted}. {any}
Az üzeneteket és [a ]hívásokat végpontok közötti titkosítás védi{any}
Ez a személy nem <érhető el|elérhető> a Messengeren[.]

# stories
<Válaszolt|Reagált> a történetedre[.]
{who} <válaszolt|reagált> a történetedre[.]
Megemlített [téged ]a történetében[.]
{who} megemlített [téged ]a történetében[.]
"""

MEMORIES = """
{years} <évvel ezelőtt|éve>
Egy évvel ezelőtt
"""
