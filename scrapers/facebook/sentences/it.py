"""Italian."""

PARTS = {
    "I have": "<{who} ha|Hai>",
    "thing": "<una <foto|immagine|GIF|posizione|posizione in tempo reale|posizione live|storia"
    "|nota vocale|clip audio>"
    "|un <allegato|video|adesivo|messaggio vocale|messaggio audio|audio|file|file audio|link|post|reel"
    "|contatto"
    "|documento|sticker>|uno sticker|un'immagine>",
    "things": "<foto|video|GIF|adesivi|sticker|file|link|allegati|messaggi vocali>",
    "call": "<chiamata|chiamata vocale|chiamata audio|chiamata video|chiamata di gruppo|videochiamata"
    "|videochat>",
    "my": "<il tuo|il suo|il proprio>",
}

SENTENCES = """
# attachments
{I have} <inviato|condiviso|inoltrato> {thing}.
Hai inviato un allegato
{I have} inviato {n} {things}.
{I have} condiviso la <tua|sua> posizione[ in tempo reale].
{I have} <iniziato|smesso> <a|di> condividere <il video|la <tua|sua> posizione>.
{I have} <acquisito|fatto> uno screenshot.

# reactions
Ha reagito [con ][{emoji} ]<al tuo messaggio|alla tua storia>[.]
Ha reagito al tuo messaggio con {emoji}[.]
Ha aggiunto la reazione {emoji} al <tuo |>messaggio[.]
{I have} <reagito con|aggiunto la reazione> {emoji} <al tuo messaggio|a un messaggio|al suo messaggio>[.]
Ha messo "Mi piace" <a un|al tuo> messaggio[.]
{I have} messo "Mi piace" <a un|al tuo|al suo> messaggio[.]

# calls
Hai perso una {call} <di|da|con> {whom}.
Chiamata persa <di|da> {whom}[.]
{whom} ha perso la <tua |>{call}.
{whom} non ha risposto alla tua {call}.
{whom} ti ha <chiamato|chiamata|chiamato/a|videochiamato>.
Hai <chiamato|videochiamato> {whom}.
{I have} <avviato|iniziato|terminato|lasciato|abbandonato> <una|la> {call}.
<{who} si è|Ti sei> <unito|unita|unito/a|unito(a)> alla {call}.
{who} partecipa alla {call}.
La {call} è <terminata|finita>.
<Videochiamata|Chiamata video|Chiamata audio|Videochat> terminata[.]

# connected, waves
Ora siete <in contatto|connessi|collegati> su Messenger[.]
Ora potete {any}messaggi{any}<chiamarvi|chiamate>{any}
Ora potete chiamarvi{any}<informazioni|stato>{any}
<Saluta|Di' ciao a> <il tuo nuovo amico|la tua nuova amica> <di|su> Facebook, {any}[.]
Saluta {any}, <il tuo nuovo amico|la tua nuova amica> <di|su> Facebook[.]
Hai salutato {whom}<.|!>
{who} ti ha <salutato|salutata><.|!>

# group
{I have} <assegnato|dato> al gruppo il nome {any}.
{I have} <chiamato|rinominato|denominato> il gruppo {any}.
{I have} <cambiato|modificato> il nome del gruppo in {any}.
{I have} <cambiato|modificato|rimosso|aggiornato> <la foto|l'immagine|il nome> del gruppo.
{I have} <impostato|cambiato|modificato> il soprannome <di|per> {any} <su|in|come> {nick}.
{I have} <impostato|cambiato|modificato> {my} soprannome <su|in|come> {nick}.
{I have} <assegnato|dato> a {any} il soprannome {nick}.
{I have} <cancellato|rimosso|eliminato> il soprannome <di|per> {any}.
{I have} <cancellato|rimosso|eliminato> {my} soprannome.
{I have} <impostato|cambiato|modificato> il tema[ della <chat|conversazione>][ <in|su|con> {any}].
{I have} <cambiato|modificato> <il colore|i colori> della <chat|conversazione>.
{I have} <impostato|cambiato|modificato> <l'emoji|la reazione rapida> <su|in|con> {any}.
{I have} aggiunto {any} al gruppo.
{I have} <rimosso|eliminato> {any} dal gruppo.
{I have} <abbandonato|lasciato|creato> <il gruppo|questo gruppo|la conversazione>.
<{who} è <uscito|uscita|uscito/a>|Sei <uscito|uscita|uscito/a>> dal gruppo.
<{who} si è|Ti sei> <unito|unita|unito/a> al gruppo[ <tramite|con> {any}].
{I have} <reso|nominato> {any} <amministratore|amministratrice>[ del gruppo].
{I have} <aggiunto|rimosso> {any} come <amministratore|amministratrice>[ del gruppo].
{I have} <attivato|disattivato> l'approvazione <dei membri|degli amministratori>[{any}].
{I have} <attivato|disattivato> i messaggi <effimeri|a scomparsa>[{any}].
{I have} <fissato|appuntato|bloccato in alto> un messaggio.

# polls, plans, reminders
{I have} creato un sondaggio[: {any}].
{I have} votato [per ]{any} nel sondaggio[ {any}].
{who} ha votato [per ]{any}.
{I have} <cambiato|modificato> il <tuo|suo> voto[ in {any}].
Questo sondaggio non è più disponibile[.]
{I have} <creato|avviato> un <programma|piano>[: {any}].
{I have} creato <il|un> promemoria[: {any}].
{I have} chiamato il <programma|piano> {any}.
{I have} <cambiato|modificato> <l'ora|la data|il luogo> del <programma|piano> in {any}.

# payments, games, marketplace
{I have} <inviato|richiesto|ricevuto> un pagamento.
{I have} <totalizzato|ottenuto|fatto> {n} punti <in|su|a|giocando a> {any}.
{who} ti ha sfidato <a|in|su> {any}.
{I have} <cambiato|modificato> <la descrizione|il titolo|il prezzo> dell'<inserzione|articolo|annuncio>.
{whom} <attende|sta aspettando|è in attesa di> [una |la ]tua risposta.

# taken back, quiet mode, encryption, unavailable
{I have} annullato l'invio di un messaggio[.]
{I have} <eliminato|rimosso|ritirato> un messaggio.
{whom} non ha ricevuto <la|una|alcuna> notifica <di|per|su|relativa a> questo messaggio perché {any}
I messaggi e le chiamate sono <protetti|protette> <con la|dalla|da> crittografia end-to-end[.]
I messaggi e le chiamate sono <protetti|protette> <con la|dalla|da> crittografia end-to-end. {any}
Questa persona non è disponibile su Messenger[.]

# stories
Ha <risposto|reagito> alla tua storia[.]
{I have} <risposto|reagito> alla <tua|sua> storia[.]
Ti ha <menzionato|menzionata> nella sua storia[.]
{who} ti ha <menzionato|menzionata> nella sua storia[.]
{I have} condiviso la <tua|sua> storia[.]
"""

MEMORIES = """
{years} <anno|anni> fa
Un anno fa
"""
