"""Swedish."""

PARTS = {
    "I": "<{who}|Du>",
    "sent": "<<har |>skickat|skickade|delade|vidarebefordrade>",
    "thing": "<<ett|1> <foto|klistermärke|röstmeddelande|ljudmeddelande|ljudklipp|inlägg|dokument|GIF>"
    "|<en|1> <bild|video"
    "|GIF|GIF-fil|fil|ljudfil|bilaga|länk|plats|liveplats|reel|händelse|story|sticker|dekal|kontakt>>",
    "things": "<foton|bilder|videor|videoklipp|GIF-filer|filer|länkar|bilagor|klistermärken>",
    "call": "<ett <samtal|videosamtal|röstsamtal|ljudsamtal|gruppsamtal>|en <videochatt|video-chatt>>",
    "the call": "<samtalet|videosamtalet|röstsamtalet|ljudsamtalet|videochatten>",
    "changed": "<ändrade|bytte>",
    "my": "<ditt|sitt>[ eget]",
    "to": "<till|som|på>",
    "encrypted": "<skyddas|är skyddade|säkras|är säkrade> <med|av|med hjälp av> <end-to-end-kryptering"
    "|total kryptering"
    "|genomgående kryptering|slutpunktskryptering>",
}

SENTENCES = """
# attachments
{I} {sent} {thing}.
Du skickade en bilaga
{I} {sent} {n} {things}.
{I} delade <din|sin> [live]plats.
{I} <började|slutade> dela <video|<din|sin> [live]plats>.
{I} tog en skärmbild.

# reactions
Reagerade [med ][{emoji} ]på <ditt meddelande|din händelse>[.]
{I} reagerade [med ]{emoji} på <ditt|ett> meddelande[.]
Gillade <ett|ditt> meddelande[.]
{I} gillade <ett|ditt> meddelande[.]

# calls
Du <missade|har missat> {call} <från|med> {whom}.
Missat <samtal|videosamtal> från {whom}[.]
{whom} <missade|har missat> <ditt <samtal|videosamtal|röstsamtal>|din videochatt>.
{whom} ringde <till |>dig.
Du ringde <till |>{whom}.
{I} <startade|påbörjade|avslutade|lämnade> <{call}|{the call}>.
{I} <gick med i|anslöt till> {the call}.
{who} deltar i {the call}.
<Samtalet|Videosamtalet|Röstsamtalet|Ljudsamtalet|Videochatten> <avslutades|är avslutat|är avslutad\
|har avslutats>.
<Videosamtal avslutat|Ljudsamtal avslutat|Videochatt avslutad|Videochatten avslutades>[.]

# connected, waves
Ni är nu <anslutna|kontakter|vänner> <på|i|via> Messenger[.]
<Nu kan ni|Ni kan nu> {any}meddelanden{any}ringa{any}
<Nu kan ni|Ni kan nu> ringa{any}<information|status>{any}
Säg hej till din nya <Facebook-vän|vän på Facebook>[,] {any}[.]
Du vinkade <till|åt> {whom}<.|!>
{who} vinkade <till|åt> dig<.|!>

# group
{I} gav gruppen namnet {any}.
{I} <döpte|döpte om> gruppen till {any}.
{I} {changed} <gruppens namn|gruppnamnet> till {any}.
{I} <{changed}|tog bort> <gruppfotot|gruppbilden|gruppens foto|gruppens bild|gruppnamnet>.
{I} gav {any} smeknamnet {nick}.
{I} <angav|ställde in|{changed}> smeknamnet <för|på> {any} {to} {nick}.
{I} <angav|ställde in|{changed}> {my} smeknamn {to} {nick}.
{I} <tog bort|rensade> smeknamnet <för|på> {any}.
{I} <tog bort|rensade> {my} smeknamn.
{I} {changed} <tema|chattema|chattemat|temat>[ till {any}].
{I} {changed} <chattfärgerna|chattfärgen|chattens färger>.
{I} <angav|ställde in|{changed}> <emojin|emoji|snabbreaktionen|snabbreaktion> {to} {any}.
{I} <lade till|bjöd in> {any} <i|till> gruppen.
{I} tog bort {any} <från|ur> gruppen.
{I} <lämnade|skapade> <gruppen|konversationen>.
{I} gick med i gruppen[ <via|med> {any}].
{I} gjorde {any} till <administratör|gruppadministratör|admin>.
{I} <lade till|tog bort> {any} som [grupp]administratör.
{I} <aktiverade|inaktiverade> <medlemsgodkännande|godkännande av medlemmar|försvinnande meddelanden>[{any}].
{I} <fäste|nålade fast|lossade> ett meddelande.

# polls, plans, reminders
{I} skapade en omröstning[: {any}].
{I} röstade <på|för> {any} i omröstningen[ {any}].
{who} röstade <på|för> {any}.
{I} {changed} <din|sin> röst[ till {any}].
<Den här omröstningen|Omröstningen> <är inte längre tillgänglig|finns inte längre>[.]
{I} <skapade|startade> en plan[: {any}].
{I} skapade <påminnelsen|en påminnelse>[: {any}].
{I} gav planen namnet {any}.
{I} {changed} <tiden|datumet|platsen> för planen till {any}.

# payments, games, marketplace
{I} <skickade|begärde|tog emot> en betalning.
{I} <fick|gjorde> {n} poäng <i|på> {any}.
{who} utmanade dig <i|på|till> {any}.
{I} {changed} <beskrivningen av annonsen|annonsens beskrivning|annonsbeskrivningen|annonsens titel\
|annonsens pris>.
{whom} väntar på ditt svar.

# taken back, quiet mode, encryption, unavailable
{I} <drog tillbaka|tog tillbaka|ångrade|tog bort> ett meddelande.
Du <drog tillbaka|tog tillbaka> ett meddelande
{whom} <aviserades inte|meddelades inte|fick ingen avisering|fick inget meddelande> om <det här\
|detta> <meddelandet|meddelande> <eftersom|för att> {any}
Meddelanden och samtal {encrypted}[.]
Meddelanden och samtal {encrypted}. {any}
<Den här|Denna> <personen|person> är inte tillgänglig <på|i> Messenger[.]

# stories
<Svarade|Reagerade> på din <händelse|story>[.]
{I} <svarade|reagerade> på <din|sin> <händelse|story>[.]
Nämnde dig i sin <händelse|story>[.]
{who} nämnde dig i sin <händelse|story>[.]
"""

MEMORIES = """
För {years} år sedan
{years} år sedan
"""
