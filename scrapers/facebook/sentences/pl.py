"""Polish: ``{a}`` and ``{es}`` are the endings of man and woman."""

PARTS = {
    "a": "<|a|(a)>",
    "es": "<eś|aś|eś(aś)|eś/aś>",
    "ela": "<ął|ęła|ął(ęła)|ął(-ęła)>",
    "sent": "<{who} <wysłał{a}|przesłał{a}|przesyła|udostępnił{a}>|Wysłał{es}|Przesłał{es}|Udostępnił{es}"
    "|Wysłano>",
    "thing": "<<załącznik|zdjęcie|film|wideo|GIF|plik GIF|plik|plik audio|link|post|kontakt|dokument>"
    "|<naklejkę|wiadomość głosową|lokalizację|lokalizację na żywo|rolkę|relację|notatkę>>",
    "things": "<zdjęcia|zdjęć|filmy|filmów|pliki|plików|GIF-y|załączniki|załączników|naklejki|naklejek>",
    "changed": "<{who} zmienił{a}|Zmienił{es}>",
    "set": "<{who} ustawił{a}|Ustawił{es}>",
    "removed": "<{who} usun{ela}|Usun<ąłeś|ęłaś|ąłeś(ęłaś)>>",
    "created": "<{who} utworzył{a}|Utworzył{es}>",
    "call": "<połączenie|połączenie wideo|połączenie głosowe|rozmowę|rozmowę wideo|rozmowę głosową"
    "|czat wideo|wideoczat>",
    "of call": "<połączenia|połączenia wideo|rozmowy|rozmowy wideo|rozmowy głosowej|czatu wideo|wideoczatu>",
    "person": "<użytkownika |użytkowniczki |użytkownikowi |>",
}

SENTENCES = """
# attachments
{sent} {thing}.
Wysłał{es} załącznik
{sent} {n} {things}.
{sent} <swoją |>lokalizację[ na żywo].
<{who} rozpocz{ela}|{who} zakończył{a}|Zakończył{es}> udostępnianie <wideo|<swojej |>lokalizacji>.
<{who} zrobił{a}|Zrobił{es}> zrzut ekranu.

# reactions
Zareagował{a} [{emoji} ]na Twoją <wiadomość|relację>[.]
Zareagował{a} na Twoją wiadomość: {emoji}[.]
<{who} zareagował{a}|Zareagował{es}> {emoji} na <Twoją |>wiadomość[.]
Polubił{a} <Twoją |>wiadomość[.]
<{who} polubił{a}|Polubił{es}> <Twoją |>wiadomość.

# calls
Nieodebrane połączenie [wideo |głosowe ]od {person}{whom}[.]
Nie odebrał{es} {of call} <od|z> {person}{whom}.
Masz nieodebrane {call} od {person}{whom}.
{whom} nie odebrał{a} <Twojego |Twojej |>{of call}.
{whom} <dzwonił{a}|zadzwonił{a}> do Ciebie.
<Dzwonił{es}|Zadzwonił{es}> do {person}{whom}.
<{who} rozpocz{ela}|Rozpocz<ąłeś|ęłaś|ąłeś(ęłaś)>> {call}.
<{who} dołączył{a}|Dołączył{es}> do {of call}.
<{who} opuścił{a}|Opuścił{es}> {call}.
<Rozmowa|Rozmowa wideo|Rozmowa głosowa> <została zakończona|zakończyła się|zakończona>.
<Połączenie|Połączenie wideo> <zostało zakończone|zakończyło się|zakończone>.
<Czat wideo|Wideoczat> <został zakończony|zakończył się|zakończony>.
<Rozmowa wideo zakończona|Połączenie wideo zakończone|Czat wideo zakończony>

# connected, waves
<Możecie teraz|Teraz możecie> kontaktować się przez <Messenger|Messengera>[.]
<Możecie teraz|Teraz możecie> {any}<wiadomości|rozmawiać>{any}<dzwonić|połączenia>{any}
<Możecie teraz|Teraz możecie> <dzwonić|do siebie dzwonić>{any}<informacje|status>{any}
<Jesteście|Macie> teraz <połączeni|połączenie|kontakt> <w|na|przez> <Messengerze|Messengera|Messenger>[.]
Przywitaj się <z|ze swoim|ze swoją> <nowym znajomym|nową znajomą> <na Facebooku|z Facebooka><,|:> {any}[.]
Pomachał{es} do {person}{whom}<.|!>
{who} pomachał{a} <do Ciebie|Ci><.|!>

# group
<{who} nadał{a}|Nadał{es}> nazwę grupy {any}.
<{who} nadał{a}|Nadał{es}> grupie nazwę {any}.
<{who} nazwał{a}|Nazwał{es}> grupę {any}.
{changed} nazwę grupy na {any}.
<{changed}|{removed}> <zdjęcie|nazwę|obraz> grupy.
<{set}|{changed}> pseudonim {person}{any} na {nick}.
{set} pseudonim {nick} dla {person}{any}.
<{set}|{changed}> <Twój|swój|własny> pseudonim <na|jako> {nick}.
<{who} nadał{a}|Nadał{es}> {person}{any} pseudonim {nick}.
{removed} pseudonim {person}{any}.
{removed} <Twój|swój|własny> pseudonim.
<{set}|{changed}> motyw[ czatu][ na {any}].
{changed} <kolor|kolory> czatu[ na {any}].
<{set}|{changed}> <emoji|ikonę emoji|szybką reakcję> <na|jako> {any}.
<{who} dodał{a}|Dodał{es}> {any} do <grupy|czatu|konwersacji>.
{removed} {any} z <grupy|czatu|konwersacji>.
{removed} członka grupy.
<{who} opuścił{a}|Opuścił{es}> <grupę|czat|konwersację>.
{created} <grupę|tę grupę>.
<{who} dołączył{a}|Dołączył{es}> do grupy[ <przez|za pomocą> {any}].
<{who} mianował{a}|{who} ustanowił{a}|Ustanowił{es}> {person}{any} administratorem[ grupy].
<{who} dodał{a}|Dodał{es}> {any} jako administratora[ grupy].
<{who} włączył{a}|{who} wyłączył{a}|Włączył{es}|Wyłączył{es}> <zatwierdzanie członków\
|zatwierdzanie przez administratora>[{any}].
<{who} włączył{a}|{who} wyłączył{a}|Włączył{es}|Wyłączył{es}> znikające wiadomości[{any}].
<{who} przypi{ela}|{who} odpi{ela}|Przypi<ąłeś|ęłaś|ąłeś(ęłaś)>> wiadomość.

# polls, plans, reminders
{created} ankietę[: {any}].
<{who} zagłosował{a}|{who} oddał{a} głos|Zagłosował{es}|Oddał{es} głos> na {any} w ankiecie[ {any}].
{who} <zagłosował{a}|oddał{a} głos> na {any}.
{changed} <swój |>głos[ na {any}].
Ta ankieta <nie jest już dostępna|jest już niedostępna>[.]
{created} plan[: {any}].
{changed} <godzinę|datę|lokalizację|miejsce> planu na {any}.
<{who} nazwał{a}|Nazwał{es}> plan: {any}.
{created} przypomnienie[: {any}].
Twoja odpowiedź na wydarzenie {any}: <Wezmę udział|Nie mogę wziąć udziału|Może>[.]
Odpowiedź {whom} na wydarzenie {any}: <Wezmę udział|Nie mogę wziąć udziału|Może>[.]

# payments, games, marketplace
{sent} płatność.
<{who} zdobył{a}|Zdobył{es}> {n} <pkt|punkty|punktów|punkt> w [grze ]{any}.
{who} rzucił{a} Ci wyzwanie w {any}.
{changed} <opis|tytuł|cenę> <oferty|ogłoszenia|przedmiotu>.
{whom} czeka na Twoją odpowiedź.

# taken back, quiet mode, encryption, unavailable
<{who} cofn{ela}|Cofnięto|Cofn<ąłeś|ęłaś|ąłeś(ęłaś)>> <wysłanie|wysyłanie> wiadomości[.]
{removed} wiadomość.
{whom} nie <otrzymał{a} powiadomienia|został{a} powiadomion<y|a|y(a)>> o tej wiadomości, ponieważ {any}
Wiadomości i <połączenia|rozmowy> są <zabezpieczone|chronione|w pełni szyfrowane>{any}
Ta osoba <jest niedostępna|nie jest dostępna> <w|na> Messengerze[.]

# stories
<Odpowiedział{a}|Zareagował{a}> na Twoją relację[.]
{who} <odpowiedział{a}|zareagował{a}> na Twoją relację[.]
<Wspomniał{a} o Tobie|Oznaczył{a} Cię> w swojej relacji[.]
{who} <wspomniał{a} o Tobie|oznaczył{a} Cię> w swojej relacji[.]
"""

MEMORIES = """
{years} <rok|lata|lat> temu
Rok temu
"""
