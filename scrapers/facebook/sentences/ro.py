"""Romanian."""

PARTS = {
    "I have": "<{who} a|Ai>",
    "thing": "<o <fotografie|poză|imagine|atașare|locație|locație în timp real|locație live|postare"
    "|poveste|înregistrare"
    "|înregistrare audio>|un <atașament|fișier|fișier atașat|fișier audio|videoclip|clip video|GIF"
    "|autocolant|sticker"
    "|mesaj vocal|mesaj audio|link|reel|story|contact|document>>",
    "things": "<fotografii|poze|videoclipuri|GIF-uri|fișiere|linkuri|atașamente|autocolante>",
    "call": "<apel|apel video|apel audio|apel vocal|apel de grup|chat video>",
    "the call": "<apelul|apelul video|apelul audio|apelul vocal|chatul video>",
    "as": "<la|ca|în|pe>",
    "encrypted": "<securizate|protejate> <prin|cu> criptare <integrală|end-to-end|completă>",
}

SENTENCES = """
# attachments
{I have} <trimis|distribuit|partajat|redirecționat> {thing}.
Ai trimis un <atașament|fișier atașat>
{I have} trimis {n} [de ]{things}.
{I have} <distribuit|partajat> locația <ta|sa>[ în timp real].
{I have} <început|încetat> să <distribuie|distribui|partajeze> <video|locația>.
{I have} făcut o captură de ecran.

# reactions
A reacționat [cu ][{emoji} ]la <mesajul tău|povestea ta>[.]
{I have} reacționat cu {emoji} la <mesajul tău|un mesaj>[.]
A apreciat <un mesaj|mesajul tău>[.]
I-a plăcut <un mesaj|mesajul tău>[.]
{I have} apreciat <un mesaj|mesajul tău>.
Lui {whom} i-a plăcut <un mesaj|mesajul tău>.

# calls
Ai <pierdut|ratat> un {call} <de la|cu> {whom}.
<Ai un apel pierdut|Apel pierdut|Apel video pierdut> de la {whom}[.]
{whom} <a pierdut|a ratat|ți-a ratat|ți-a pierdut> {the call}[ tău].
{whom} te-a <sunat|apelat>.
<L-ai sunat pe|Ai sunat-o pe|L-ai apelat pe|Ai apelat-o pe> {whom}.
{I have} <început|inițiat|pornit|părăsit|încheiat> <un {call}|{the call}>.
<{who} s-a alăturat|Te-ai alăturat> <apelului|apelului video|apelului audio|chatului video>.
<{who} a|Ai> intrat în <apel|apelul video|chatul video>.
<Apelul|Apelul video|Apelul audio|Chatul video> s-a <încheiat|terminat>.
<Apel video|Apel audio|Chat video> <încheiat|terminat>[.]

# connected, waves
<Acum|De acum> sunteți <conectați|prieteni|conectate> <pe|în|prin> Messenger[.]
<Acum|De acum> <vă puteți|puteți să vă> {any}mesaje{any}<apela|apelați|suna|sunați>{any}
<Acum|De acum> <vă puteți|puteți să vă> <apela|apelați|suna>{any}<informații|starea|statusul>{any}
Salută-<ți|l pe|o pe> <noul prieten|noua prietenă|noul tău prieten> de pe Facebook, {any}[.]
Salută-l pe {any}, noul tău prieten de pe Facebook[.]
{who} ți-a făcut cu mâna<.|!>
I-ai făcut cu mâna lui {whom}<.|!>

# group
{I have} <denumit|numit|redenumit> grupul {any}.
{I have} <schimbat|modificat> numele grupului {as} {any}.
{I have} <schimbat|modificat|eliminat> <fotografia|poza|imaginea|numele> grupului.
{I have} <setat|schimbat|modificat> porecla <lui|pentru> {any} {as} {nick}.
{I have} <setat|schimbat|modificat> porecla <ta|sa|lui|ei> {as} {nick}.
{I have} <șters|eliminat> porecla <lui|pentru> {any}.
{I have} <șters|eliminat> porecla <ta|sa>.
{who} ți-a <setat|schimbat> porecla {as} {nick}.
{I have} <setat|schimbat|modificat> tema[ <chatului|conversației>][ {as} {any}].
{I have} <schimbat|modificat> <culorile|culoarea> <chatului|conversației>.
{I have} <setat|schimbat> <emoji-ul|emoticonul|reacția rapidă> {as} {any}.
<{who} <a|l-a> adăugat|Ai adăugat|L-ai adăugat> [pe ]{any} <în|la> grup.
<{who} a|Ai> adăugat-o pe {any} <în|la> grup.
<{who} <a|l-a> <eliminat|scos>|Ai eliminat|L-ai eliminat> [pe ]{any} din grup.
<{who} a|Ai> <eliminat|scos>-o pe {any} din grup.
{I have} <părăsit grupul|ieșit din grup|creat grupul|creat acest grup|părăsit conversația>.
<{who} s-a|Te-ai> alăturat grupului[ <prin|folosind> {any}].
{I have} intrat în grup.
<{who} <a|l-a>|L-ai> <făcut|numit|desemnat> [pe ]{any} administrator[ al grupului].
{I have} <activat|dezactivat> <aprobarea membrilor|mesajele temporare>[{any}].
{I have} <fixat un|anulat fixarea unui> mesaj.

# polls, plans, reminders
{I have} creat un sondaj[: {any}].
{I have} votat [pentru ]{any} în sondaj[ul {any}].
{who} a votat [pentru ]{any}.
{I have} schimbat votul[ {as} {any}].
Acest sondaj nu mai este disponibil[.]
{I have} <creat|început|inițiat> un plan[: {any}].
{I have} creat <mementoul|memento-ul|un memento>[: {any}].
{I have} numit planul {any}.
{I have} schimbat <ora|data|locația> planului {as} {any}.

# payments, games, marketplace
{I have} <trimis|solicitat|primit> o plată.
{I have} <obținut|marcat|făcut> {n} [de ]puncte <la|în|jucând> {any}.
{who} te-a provocat la {any}.
{I have} <schimbat|modificat> <descrierea|titlul|prețul> <anunțului|articolului>.
{whom} îți așteaptă răspunsul.
{whom} așteaptă răspunsul tău.

# taken back, quiet mode, encryption, unavailable
{I have} anulat trimiterea <unui mesaj|mesajului>[.]
{I have} <șters|retras|eliminat> un mesaj.
{whom} nu a <fost notificat|fost notificată|fost notificat(ă)|primit o notificare> <despre|pentru\
|cu privire la> acest mesaj<,|> <deoarece|pentru că|fiindcă> {any}
Mesajele și apelurile sunt {encrypted}[.]
Mesajele și apelurile sunt {encrypted}. {any}
Această persoană <nu este disponibilă|este indisponibilă> pe Messenger[.]

# stories
A <răspuns|reacționat> la <povestea ta|story-ul tău>[.]
{who} a <răspuns|reacționat> la <povestea ta|story-ul tău>[.]
Te-a menționat în <povestea sa|povestea lui|povestea ei|story-ul său>[.]
{who} te-a menționat în <povestea sa|povestea lui|povestea ei|story-ul său>[.]
"""

MEMORIES = """
Acum {years} [de ]<an|ani>
Acum un an
"""
