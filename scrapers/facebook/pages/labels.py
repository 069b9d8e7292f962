"""What Facebook's pages say in the account's language: labels, titles and "Updated"."""

from __future__ import annotations


def _all(*lines: str) -> frozenset[str]:
    return frozenset(label for line in lines for label in line.split("|"))


PARTICIPANTS = {
    "en": "Participants",
    "de": "Teilnehmer",
    "fr": "Participants",
    "es": "Participantes",
    "it": "Partecipanti",
    "pt": "Participantes",
    "nl": "Deelnemers",
    "pl": "Uczestnicy",
    "ru": "Участники",
    "tr": "Katılımcılar",
    "ro": "Participanți",
    "sv": "Deltagare",
    "cs": "Účastníci",
    "hu": "Résztvevők",
    "ja": "参加者",
    "vi": "Người tham gia",
    "da": "Deltagere",
    "nb": "Deltakere",
    "ko": "참가자",
}
"""The label of the line that lists who takes part in a conversation, by language as CLDR calls it."""

TITLES = tuple(
    _all(
        "messages|profile|timeline|wall|nachrichten|profil|chronik|pinnwand|journal|mensajes|perfil|biografía",
        "muro|messaggi|profilo|diario|mensagens|linha do tempo|mural|berichten|profiel|tijdlijn|prikbord",
        "wiadomości|oś czasu|tablica|сообщения|профиль|хроника|стена|mesajlar|zaman tüneli|mesaje|cronologie",
        "meddelanden|tidslinje|zprávy|üzenetek|idővonal|メッセージ|プロフィール|タイムライン|tin nhắn",
    )
)
"""What stands behind the owner's name in the titles of old pages."""

UPDATED = tuple(
    _all(
        "updated|aktualisiert|jour|actualiz|aggiorna|atualiza|bijgewerkt|geüpdatet|zaktualizowan|обновлен",
        "güncelle|uppdatera|aktualizov|frissít|更新|に更新|cập|opdatere|oppdatert|업데이트",
    )
)
"""How a word of the line "Updated Oct 19, 2019, 2:37 PM" begins."""

TEXT = _all(
    "message|comment|post|text|answer|note|review",
    "nachricht|kommentar|beitrag|antwort|notiz|bewertung",
    "commentaire|publication|réponse|texte|avis",
    "mensaje|comentario|publicación|respuesta|texto|nota|reseña",
    "messaggio|commento|risposta|testo|recensione",
    "mensagem|comentário|publicação|resposta|avaliação",
    "bericht|opmerking|reactie|antwoord|tekst|notitie",
    "wiadomość|komentarz|odpowiedź|treść|notatka",
    "сообщение|комментарий|публикация|ответ|текст|заметка",
    "mesaj|yorum|gönderi|yanıt|metin|not",
    "comentariu|postare|răspuns",
    "meddelande|inlägg|svar|anteckning",
    "zpráva|komentář|příspěvek|odpověď|poznámka",
    "üzenet|hozzászólás|bejegyzés|válasz|szöveg|jegyzet",
    "メッセージ|コメント|投稿|回答|テキスト|ノート",
    "tin nhắn|bình luận|bài viết|câu trả lời",
)
AUTHOR = _all("author|autor|auteur|autore|автор|yazar|författare|szerző|作成者|投稿者|著者|tác giả")
NAME = _all(
    "name|full name|vollständiger name|nom|nom complet|nombre|nombre completo|nome|nome completo|naam",
    "volledige naam|imię i nazwisko|pełne imię i nazwisko|имя|полное имя|ad|adı|tam ad|ad soyad|nume",
    "nume complet|namn|fullständigt namn|jméno|celé jméno|név|teljes név|名前|氏名|フルネーム|tên|tên đầy đủ",
)
FORMER_NAMES = _all(
    "previous names|former names|other names|frühere namen|andere namen|anciens noms|noms précédents",
    "autres noms|nombres anteriores|otros nombres|nomi precedenti|altri nomi|nomes anteriores|outros nomes",
    "eerdere namen|vorige namen|poprzednie imiona i nazwiska|poprzednie nazwiska|inne imiona",
    "предыдущие имена|другие имена|önceki adlar|diğer adlar|nume anterioare|alte nume|tidigare namn",
    "andra namn|předchozí jména|dřívější jména|další jména|korábbi nevek|egyéb nevek|以前の名前|その他の名前",
    "tên trước đây|tên khác",
)
