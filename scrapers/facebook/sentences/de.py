"""German."""

PARTS = {
    "I have": "<{who} hat|Du hast>",
    "I am": "<{who} ist|Du bist>",
    "thing": "<<ein|1> <Foto|Bild|Video|GIF|Reel|Dokument>|<einen|1> <Anhang|Sticker|Link|Standort"
    "|Live-Standort"
    "|Beitrag|Kontakt>|eine <Datei|Sprachnachricht|Audiodatei|Audionachricht|Story|Notiz|GIF-Datei>>",
    "things": "<Fotos|Videos|GIFs|Sticker|Dateien|Links|Anhänge|Sprachnachrichten>",
    "call": "<Anruf|Videoanruf|Audioanruf|Sprachanruf|Gruppenanruf|Videochat|Video-Chat>",
    "set": "<festgelegt|gesetzt|geändert>",
    "my": "<deinen|seinen|ihren>[ eigenen]",
}

SENTENCES = """
# attachments
{I have} {thing} <gesendet|geschickt|geteilt|weitergeleitet>.
Du hast einen Anhang gesendet
{I have} {n} {things} <gesendet|geschickt>.
{I have} <deinen|seinen|ihren> [Live-]Standort <gesendet|geteilt>.
{I have} <begonnen|aufgehört>, <ein Video|Videos|deinen Standort|seinen Standort|ihren Standort> zu teilen.
{I have} einen Screenshot <gemacht|erstellt>.

# reactions
Hat [mit ][{emoji} ]auf deine <Nachricht|Story> reagiert[.]
{I have} mit {emoji} auf <deine|eine|seine|ihre> Nachricht reagiert[.]
Gefällt eine Nachricht[.]
{whom} gefällt <eine|deine> Nachricht.
Hat <eine|deine> Nachricht mit "Gefällt mir" <markiert|gekennzeichnet>[.]
{I have} <eine|deine> Nachricht mit "Gefällt mir" <markiert|gekennzeichnet>[.]

# calls
Du hast einen {call} <von|mit> {whom} verpasst.
Verpasster {call} von {whom}[.]
{whom} hat <deinen|den> {call} verpasst.
{whom} hat dich <angerufen|per Video angerufen>.
Du hast {whom} <angerufen|per Video angerufen>.
{I have} <einen|den> {call} <gestartet|begonnen|beendet|verlassen>.
{I am} dem {call} beigetreten.
{I have} am {call} teilgenommen.
{who} nimmt am {call} teil.
Der {call} <ist|wurde> beendet.
<Videoanruf|Audioanruf|Sprachanruf|Videochat|Video-Chat> <beendet|ist beendet>[.]

# connected, waves
Ihr seid jetzt <auf|in|im|über> [den ]Messenger [miteinander ]verbunden[.]
Du bist jetzt [mit {whom} ]<auf|in|im|über> [den ]Messenger verbunden[.]
Ihr könnt <euch |><jetzt|nun> {any}Nachrichten{any}<anrufen|telefonieren|Anrufe|Aktivitätsstatus>{any}
Ihr könnt <euch |><jetzt|nun> {any}anrufen{any}<Infos|Informationen>{any}
Sag[e] [hallo zu ]deine<m|r> neuen Facebook-Freund[in][,] {any}[.]
Sag[e] Hallo zu deine<m|r> neuen Facebook-Freund[in][,] {any}[.]
Begrüße deine[n] neue[n] Facebook-Freund[in][,] {any}[.]
Du hast {whom} zugewinkt<.|!>
{who} hat <dir|{whom}|allen|der Gruppe> zugewinkt<.|!>
{who} winkt dir zu<.|!>

# group
{I have} die <Gruppe|Unterhaltung> {any} genannt.
{I have} die <Gruppe|Unterhaltung> in {any} umbenannt.
{I have} der Gruppe den Namen {any} gegeben.
{I have} den Gruppennamen <in|zu|auf> {any} geändert.
{I have} das <Gruppenfoto|Gruppenbild|Foto der Gruppe> <geändert|entfernt|aktualisiert>.
{I have} den <Spitznamen|Nicknamen> <für|von> {any} <auf|als|in|zu> {nick} {set}.
{I have} {my} <Spitznamen|Nicknamen> <auf|als|in|zu> {nick} {set}.
{I have} <dir|{whom}> den Spitznamen {nick} gegeben.
{I have} den <Spitznamen|Nicknamen> <für|von> {any} <entfernt|gelöscht>.
{I have} {my} <Spitznamen|Nicknamen> <entfernt|gelöscht>.
{I have} das <Design|Thema|Chat-Design|Chatdesign|Chat-Thema|Design des Chats> <geändert|<auf|in\
|zu> {any} {set}>.
{I have} die <Chatfarben|Chat-Farben|Chatfarbe|Chat-Farbe> geändert.
{I have} <das|den|die> <Emoji|Schnellreaktion> <auf|in|zu> {any} {set}.
{I have} {any} <zur|zu der> <Gruppe|Unterhaltung> hinzugefügt.
{I have} {any} aus der <Gruppe|Unterhaltung> entfernt.
{I have} die <Gruppe|Unterhaltung> <verlassen|erstellt|gegründet>.
{I am} der Gruppe[ über {any}] beigetreten.
{I have} {any} <zum|zur|als> [Gruppen]<Admin|Administrator|Administratorin|administrator> <gemacht\
|ernannt|hinzugefügt|entfernt>.
{whom} ist <jetzt|nicht mehr> [Gruppen-]Admin[istrator].
{I have} die <Mitgliedergenehmigung|Mitgliedsgenehmigung|Genehmigung von Mitgliedern\
|Administratorgenehmigung> <aktiviert|deaktiviert>[{any}].
{I have} <selbstlöschende Nachrichten|den Selbstlöschmodus> <aktiviert|deaktiviert>[{any}].
{I have} eine Nachricht <angepinnt|fixiert|angeheftet|losgelöst>.

# polls, plans, reminders
{I have} eine Umfrage <erstellt|gestartet>[: {any}].
{I have} <in der Umfrage für {any}|für {any} in der Umfrage[ {any}]> <gestimmt|abgestimmt>.
{who} hat für {any} <gestimmt|abgestimmt>.
{I have} <deine|seine|ihre> Stimme [<auf|in|zu|für> {any} ]geändert.
Diese Umfrage ist nicht mehr verfügbar[.]
{I have} einen Plan <erstellt|gestartet>[: {any}].
{I have} den Plan [in ]{any} <genannt|umbenannt>.
{I have} <die|eine> Erinnerung erstellt[: {any}].
{I have} <die Uhrzeit|das Datum|den Ort> des Plans <auf|in|zu> {any} geändert.

# payments, games, marketplace
{I have} eine Zahlung <gesendet|geschickt|angefordert|erhalten>.
{I have} {n} Punkte [<in|bei> {any} ]<erzielt|erreicht>.
{I have} {n} Punkte <erzielt|erreicht> <in|bei> {any}.
{I have} <dich|{whom}> <zu|in|bei> {any} herausgefordert.
{I have} die <Beschreibung|Überschrift> <des Angebots|des Artikels|der Anzeige|des Inserats> geändert.
{I have} den <Preis|Titel> des <Angebots|Artikels|Inserats> geändert.
{whom} wartet auf deine Antwort.

# taken back, quiet mode, encryption, unavailable
{I have} eine Nachricht <zurückgenommen|zurückgerufen|zurückgezogen|entfernt|gelöscht>.
Du hast eine Nachricht zurückgenommen
{whom} wurde <nicht über diese Nachricht|über diese Nachricht nicht> benachrichtigt, {any}
Nachrichten und Anrufe <sind|werden> <durch|mit|per> [eine ]Ende-zu-Ende-Verschlüsselung <geschützt\
|gesichert>[.]
Nachrichten und Anrufe <sind|werden> <durch|mit|per> [eine ]Ende-zu-Ende-Verschlüsselung <geschützt\
|gesichert>. {any}
Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt{any}
Diese Person ist [<derzeit|momentan|zurzeit> ]<auf|im|in|über> [den ]Messenger nicht <verfügbar\
|erreichbar>[.]

# stories
Hat auf deine Story geantwortet[.]
{I have} auf <deine|seine|ihre> Story <geantwortet|reagiert>[.]
Hat dich in <seiner|ihrer|der|einer> Story <erwähnt|markiert>[.]
{I have} <dich|{whom}> in <deiner|seiner|ihrer|der|einer> Story <erwähnt|markiert>[.]
{I have} <deine|seine|ihre> Story geteilt[.]
"""

MEMORIES = """
Vor {years} <Jahr|Jahren>
Heute vor {years} <Jahr|Jahren>
Vor einem Jahr
"""
