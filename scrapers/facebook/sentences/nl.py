"""Dutch."""

PARTS = {
    "I have": "<{who} heeft|Je hebt|Jij hebt>",
    "I am": "<{who} is|Je bent>",
    "sent": "<verzonden|verstuurd|gestuurd|gedeeld|doorgestuurd>",
    "thing": "<<een|1> <foto|afbeelding|video|GIF|sticker|spraakbericht|audiobericht|audiobestand|bestand"
    "|bijlage|link"
    "|koppeling|locatie|livelocatie|live locatie|bericht|post|reel|verhaal|contact|document>>",
    "things": "<foto's|video's|GIF's|stickers|bestanden|links|bijlagen|spraakberichten>",
    "call": "<oproep|gesprek|videogesprek|video-oproep|audiogesprek|audio-oproep|spraakoproep"
    "|groepsgesprek|videochat>",
    "the call": "<de <oproep|video-oproep|audio-oproep|spraakoproep|videochat>|het <gesprek|videogesprek"
    "|audiogesprek"
    "|groepsgesprek>>",
    "changed": "<ingesteld op|gewijzigd in|gewijzigd naar|veranderd in|veranderd naar>",
    "my": "<je|jouw|zijn|haar|hun>[ eigen]",
    "end to end": "<end-to-end-versleuteling|end-to-end versleuteling|end-to-end-encryptie"
    "|end-to-end encryptie>",
}

SENTENCES = """
# attachments
{I have} {thing} {sent}.
Je hebt een bijlage <verzonden|verstuurd|gestuurd>
{I have} {n} {things} {sent}.
{I have} <je|zijn|haar> [live]locatie gedeeld.
{I am} <begonnen|gestopt> met het delen van <video|<je|zijn|haar> [live]locatie>.
{I have} een <screenshot|schermafbeelding> gemaakt.

# reactions
Heeft [met ][{emoji} ]op je <bericht|verhaal> gereageerd[.]
Heeft [met ][{emoji} ]gereageerd op je <bericht|verhaal>[.]
Reageerde [met ]{emoji} op je <bericht|verhaal>[.]
{I have} met {emoji} <op <je|een> bericht gereageerd|gereageerd op <je|een> bericht>[.]
<Vindt|Vond> een bericht leuk[.]
{who} <vindt|vond> <een|je> bericht leuk.

# calls
Je hebt een {call} <van|met> {whom} gemist.
Gemiste {call} van {whom}[.]
{whom} heeft <je|jouw> {call} gemist.
{whom} heeft <je|jou> gebeld.
Je hebt {whom} gebeld.
{I am} een {call} <gestart|begonnen>.
{I have} een {call} gestart.
{I have} deelgenomen aan {the call}.
{I have} {the call} verlaten.
{who} neemt deel aan {the call}.
{I am} toegetreden tot {the call}.
<De|Het> {call} is <beëindigd|afgelopen>.
<Videogesprek|Audiogesprek|Videochat|Spraakoproep|Video-oproep> <beëindigd|afgelopen>[.]

# connected, waves
<Jullie zijn|Je bent> nu <verbonden|bevriend> [met elkaar ]<op|via> Messenger[.]
Jullie kunnen <elkaar nu|nu> [{any}]<berichten|chatten>{any}<bellen|oproepen>{any}
Jullie kunnen elkaar nu bellen{any}<informatie|info>{any}
Zeg <hallo|hoi> tegen je nieuwe <Facebook-vriend|Facebook-vriendin|Facebookvriend\
|Facebookvriendin>[,] {any}[.]
Je hebt naar {whom} gezwaaid<.|!>
{who} <heeft naar je gezwaaid|zwaaide naar je|zwaait naar je><.|!>

# group
{I have} <de groep|het gesprek> {any} genoemd.
{I have} de naam van <de groep|het gesprek> {changed} {any}.
{I have} de groepsnaam {changed} {any}.
{I have} de <groepsfoto|foto van de groep|groepsnaam> <gewijzigd|veranderd|verwijderd|bijgewerkt>.
{I have} de bijnaam <van|voor> {any} {changed} {nick}.
{I have} {my} bijnaam {changed} {nick}.
{I have} {whom} de bijnaam {nick} gegeven.
{I have} de bijnaam <van|voor> {any} <gewist|verwijderd>.
{I have} {my} bijnaam <gewist|verwijderd>.
{I have} het <thema|chatthema|thema van de chat> <gewijzigd|veranderd|{changed} {any}>.
{I have} de <chatkleuren|chatkleur|kleuren van de chat> <gewijzigd|veranderd>.
{I have} de <emoji|snelle reactie> {changed} {any}.
{I have} {any} <toegevoegd aan|verwijderd uit> <de groep|het gesprek>.
{I have} {any} <aan de groep toegevoegd|uit de groep verwijderd>.
{I have} de groep <verlaten|gemaakt|aangemaakt>.
{I have} het gesprek verlaten.
{I am} <lid geworden van|toegetreden tot> de groep[ via {any}].
{who} neemt deel aan de groep.
{I have} {any} <tot [groeps]beheerder|[een ]beheerder|beheerder van de groep> gemaakt.
{I have} {any} <verwijderd|toegevoegd> als [groeps]beheerder.
{I have} [de ]<goedkeuring van leden|ledengoedkeuring|goedkeuring door beheerders> <ingeschakeld\
|uitgeschakeld>[{any}].
{I have} <verdwijnende|tijdelijke> berichten <ingeschakeld|uitgeschakeld>[{any}].
{I have} een bericht <vastgemaakt|vastgezet|losgemaakt>.

# polls, plans, reminders
{I have} een <peiling|poll> <gemaakt|gestart>[: {any}].
{I have} <op|voor> {any} gestemd in de <peiling|poll>[: {any}].
{who} heeft <<op|voor> {any} gestemd|gestemd <op|voor> {any}>.
{I have} <je|zijn|haar> stem <gewijzigd|veranderd>[ <in|naar> {any}].
Deze <peiling|poll> is niet <meer|langer> beschikbaar[.]
{I have} een plan <gemaakt|gestart>[: {any}].
{I have} <de|een> herinnering gemaakt[: {any}].
{I have} het plan {any} genoemd.
{I have} <de tijd|de datum|de locatie> van het plan {changed} {any}.

# payments, games, marketplace
{I have} een betaling {sent}.
{I have} {n} punten <gescoord|behaald> <in|met|bij> {any}.
{who} heeft <je|jou> uitgedaagd <voor|in|bij> {any}.
{I have} de <beschrijving|titel|prijs> van <de advertentie|het artikel> gewijzigd.
{whom} wacht op je <reactie|antwoord>.

# taken back, quiet mode, encryption, unavailable
{I have} een bericht <ingetrokken|teruggetrokken|verwijderd>.
{I have} <de verzending|het verzenden> van een bericht ongedaan gemaakt[.]
{whom} <heeft geen melding <gekregen|ontvangen> <over|van|voor>\
|is niet op de hoogte gesteld van> dit bericht <omdat|want>{any}
Berichten en <gesprekken|oproepen> <zijn|worden> beveiligd met {end to end}[.]
Berichten en <gesprekken|oproepen> <zijn|worden> beveiligd met {end to end}. {any}
Deze persoon is niet <beschikbaar|bereikbaar> <op|via> Messenger[.]

# stories
Heeft <gereageerd|geantwoord> op je verhaal[.]
Heeft op je verhaal <gereageerd|geantwoord>[.]
{I have} <gereageerd|geantwoord> op <je|zijn|haar> verhaal[.]
Heeft je <vermeld|genoemd> in <zijn|haar|een|hun> verhaal[.]
{who} heeft je <vermeld|genoemd> in <zijn|haar|een|hun> verhaal[.]
{I have} <je|zijn|haar> verhaal gedeeld[.]
"""

MEMORIES = """
{years} jaar geleden
"""
