"""Czech: ``{a}`` is the ending of man and woman. Names stay as they are after the word "uživatel"."""

PARTS = {
    "a": "<|a|(a)>",
    "sent": "<{who} <poslal{a}|odeslal{a}|přeposlal{a}|sdílel{a}>|<Poslali|Odeslali|Sdíleli> jste>",
    "thing": "<přílohu|fotku|fotografii|obrázek|video|GIF|nálepku|hlasovou zprávu|zvukovou zprávu"
    "|zvukový klip|audio|soubor"
    "|zvukový soubor|odkaz|polohu|živou polohu|aktuální polohu|příspěvek|reel|sekvenci|příběh|kontakt"
    "|dokument>",
    "things": "<fotky|fotek|fotografie|videa|videí|soubory|souborů|GIFy|přílohy|příloh|nálepky|nálepek>",
    "changed": "<{who} změnil{a}|Změnili jste>",
    "set": "<{who} nastavil{a}|Nastavili jste>",
    "removed": "<{who} <odebral{a}|odstranil{a}|smazal{a}|vymazal{a}>|<Odebrali|Odstranili|Smazali"
    "|Vymazali> jste>",
    "created": "<{who} vytvořil{a}|Vytvořili jste>",
    "call": "<hovor|videohovor|hlasový hovor|zvukový hovor|videochat|skupinový hovor>",
    "to call": "<hovoru|videohovoru|hlasovému hovoru|videochatu>",
    "person": "<uživatele |uživatelky |uživateli |uživatelce |uživatelem |>",
    "my": "<vaši|tvou|svou|svoji|vlastní>",
}

SENTENCES = """
# attachments
{sent} {thing}.
<Poslali|Odeslali> jste přílohu
{sent} {n} {things}.
{sent} <svou |svoji |>polohu.
<{who} <začal{a}|přestal{a}>|<Začali|Přestali> jste> sdílet <video|<svou |svoji |>polohu>.
<{who} <pořídil{a}|udělal{a}>|Pořídili jste> snímek obrazovky.

# reactions
<Reagoval{a}|Zareagoval{a}> [{emoji} ]na <vaši|tvou|tvoji> zprávu[.]
<Reagoval{a}|Zareagoval{a}> na <vaši|tvou|tvoji> zprávu[:] {emoji}[.]
<{who} <reagoval{a}|zareagoval{a}>|Reagovali jste> {emoji} na <vaši |tvou |>zprávu[.]
{who} <reagoval{a}|zareagoval{a}> na <vaši|tvou> zprávu[:] {emoji}[.]
Dal{a} <vaší |tvojí |>zprávě To se mi líbí[.]
{who} dal{a} <vaší |tvojí |>zprávě To se mi líbí[.]

# calls
Zmeškali jste {call} <od|s|se> {person}{whom}.
Zmeškaný {call} od {person}{whom}[.]
{whom} zmeškal{a} <váš|tvůj> {call}.
{whom} <vám|ti> <volal{a}|zavolal{a}>.
<Volali|Zavolali> jste {person}{whom}.
<{who} <zahájil{a}|začal{a}|ukončil{a}|opustil{a}>|<Zahájili|Začali|Ukončili|Opustili> jste> {call}.
<{who} se připojil{a}|Připojili jste se> k {to call}.
<Hovor|Videohovor|Hlasový hovor|Videochat> <skončil|byl ukončen|ukončen>.
<Videohovor|Hlasový hovor|Videochat> <skončil|byl ukončen|ukončen>

# connected, waves
<Teď|Nyní> jste [spolu ]<propojeni|ve spojení|přátelé> <v|přes|na> <Messengeru|Messenger>[.]
<Teď|Nyní> si můžete {any}zprávy{any}volat{any}
<Teď|Nyní> si můžete volat{any}<informace|stav>{any}
Pozdravte svého nového přítele <na Facebooku|z Facebooku>[,] {any}[.]
Pozdravte svou novou přítelkyni <na Facebooku|z Facebooku>[,] {any}[.]
<Zamávali|Mávli> jste [na ]{person}{whom}<.|!>
{who} <na vás|vám|na tebe|ti> <zamával{a}|mává><.|!>

# group
<{who} <pojmenoval{a}|přejmenoval{a}|nazval{a}>|<Pojmenovali|Nazvali> jste> <skupinu|konverzaci> [na ]{any}.
{changed} název <skupiny|konverzace>[ na {any}].
<{changed}|{removed}> <fotku|fotografii|obrázek> <skupiny|konverzace>.
<{set}|{changed}> {person}{any} přezdívku [na ]{nick}.
<{set}|{changed}> přezdívku {person}{any} na {nick}.
{set} přezdívku pro {person}{any} na {nick}.
<{set}|{changed}> {my} přezdívku na {nick}.
{removed} přezdívku {person}{any}.
{removed} {my} přezdívku.
<{set}|{changed}> <motiv|téma>[ chatu][ na {any}].
{changed} <barvy|barvu> chatu.
<{set}|{changed}> <emoji|emodži|rychlou reakci> <na|jako> {any}.
<{who} přidal{a}|Přidali jste> {any} do <skupiny|konverzace>.
<{removed}|{who} vyhodil{a}> {any} ze skupiny.
<{who} opustil{a}|Opustili jste> <skupinu|konverzaci>.
{created} <skupinu|tuto skupinu>.
<{who} se připojil{a}|Připojili jste se|{who} se přidal{a}> <ke skupině|do skupiny>[ <pomocí|přes> {any}].
<{who} <jmenoval{a}|udělal{a}>|<Jmenovali|Udělali> jste> [z ]{person}{any} <správcem|správce|správkyni\
|administrátorem>[ skupiny].
<{who} <zapnul{a}|vypnul{a}>|<Zapnuli|Vypnuli> jste> <schvalování členů|automatické odstranění zpráv\
|mizející zprávy>[{any}].
<{who} <připnul{a}|odepnul{a}>|<Připnuli|Odepnuli> jste> zprávu.

# polls, plans, reminders
{created} anketu[: {any}].
<{who} hlasoval{a}|Hlasovali jste> pro {any} v anketě[ {any}].
{who} hlasoval{a} pro {any}.
{changed} <svůj |>hlas[ na {any}].
Tato anketa <už|již> není <k dispozici|dostupná>[.]
{created} plán[: {any}].
{created} <připomenutí|připomínku>[: {any}].
<{who} pojmenoval{a}|Pojmenovali jste> plán {any}.
{changed} <čas|datum|místo> plánu na {any}.

# payments, games, marketplace
{sent} platbu.
<{who} získal{a}|Získali jste> {n} <bod|body|bodů> <ve hře|v|ve> {any}.
{who} vás vyzval{a} <ve hře|k|v> {any}.
{changed} <popis|název|cenu> <nabídky|inzerátu|položky>.
{whom} čeká na vaši odpověď.

# taken back, quiet mode, encryption, unavailable
<{who} zrušil{a}|Zrušili jste> odeslání zprávy[.]
{removed} zprávu.
{whom} <nedostal{a}|neobdržel{a}> [na tuto zprávu ]<upozornění|oznámení><| na tuto zprávu\
| o této zprávě>, protože {any}
{whom} nebyl{a} na tuto zprávu upozorněn{a}, protože {any}
<Zprávy a hovory|Nové zprávy a hovory> jsou <zabezpečeny|zabezpečené|chráněny\
|chráněné> koncovým šifrováním[.]
<Zprávy a hovory|Nové zprávy a hovory> jsou <zabezpečeny|zabezpečené|chráněny\
|chráněné> koncovým šifrováním. {any}
Tato osoba není <v|na> Messengeru <k dispozici|dostupná>[.]

# stories
<Odpověděl{a}|Reagoval{a}> na <váš|tvůj> příběh[.]
{who} <odpověděl{a}|reagoval{a}> na <váš|tvůj> příběh[.]
Zmínil{a} <vás|tě> ve svém příběhu[.]
{who} <vás|tě> zmínil{a} ve svém příběhu[.]
"""

MEMORIES = """
Před {years} <rokem|lety|roky>
Před rokem
"""
