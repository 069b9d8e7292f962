"""What a Facebook account's language decides: names, words, Facebook's own sentences, dates.

All people and texts are invented. The sentences are those that exports of that language hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Language:
    """One language.

    Args:
        owner: The account's name now.
        old_name: Its name before.
        given: First names of the others.
        family: Last names of the others.
        words: To make texts of.
        short: Messages that people write again and again.
        lookalikes: What a person could write, and a careless pattern would take for Facebook's.
        deleted: What Facebook calls somebody who left.
        events: Sentences in a message that begin with a name, or with "You"; {n} is the sender,
            {o} somebody else in the conversation.
        greetings: Sentences in a message without any name.
        status: The title above a post; {n} is the owner.
        wall: The title above what somebody wrote on another's timeline.
        comment: The title above a comment.
        memory: The text of a post that shares a memory.
        updated: The word before the date of a change, in pages.
        message_label: What label_values call the text of a post.
        months: Short names, as in the dates of pages.
    """

    owner: str
    old_name: str
    given: str
    family: str
    words: str
    short: tuple[str, ...]
    deleted: str
    events: tuple[str, ...]
    greetings: tuple[str, ...]
    status: str
    wall: str
    comment: str
    memory: str
    updated: str
    message_label: str
    months: str
    lookalikes: tuple[str, ...] = field(default=())


LANGUAGES = {
    "en": Language(
        owner="Zoë Nobody-O’Hara",
        old_name="Zoë Formerly",
        given="Ann Ben Cleo Dave Ellen Finn Gwen Hank Iris Jack Kim Lou",
        family="Noone Other Person Anyone Someone Sample Mock Dummy Fake Blank Void Null Example Pretend",
        words="the quick river went over my old café while nobody saw seven naïve owls “sing” – again, and "
        "then we all had soup with bread before it rained so hard that even Brontë’s dog stayed inside",
        short=("ok", "haha", "yes!", "no way", "lol 😂", "👍"),
        deleted="Facebook User",
        events=(
            "{n} sent an attachment.",
            "You sent an attachment.",
            "{n} sent a photo.",
            "You sent a video.",
            "{n} sent a voice message.",
            "You sent a sticker.",
            "{n} sent a link.",
            "{n} sent a live location.",
            "You missed a call from {o}.",
            "{o} missed your call.",
            "You missed a video chat with {o}.",
            "{o} called you.",
            "You called {o}.",
            "{n} started a video chat.",
            "You waved at {o}.",
            "{n} named the group Seven owls.",
            "{n} changed the group photo.",
            "{n} set the nickname for {o} to Owl.",
            "{n} added {o} to the group.",
            "{n} left the group.",
            "{n} created the group.",
            "{n} pinned a message.",
            "You unsent a message",
            "{n} unsent a message",
            "{n} sent a GIF.",
            "You sent a location.",
            "{n} reacted ❤ to your message",
            "{n} started a call.",
            "{n} started a video call.",
            "{n} joined the video call.",
            "{o} waved at you.",
            "{n} set her own nickname to Owl of the North.",
            "{n} cleared the nickname for {o}.",
            "{n} changed the chat theme to Lemon.",
            "You changed the theme to Lemon.",
            "{n} set the emoji to 🦉.",
            "You set the quick reaction to 🦉.",
            "{n} removed {o} from the group.",
            "{n} joined the group.",
            "{n} made {o} an admin.",
            "{n} turned on member approval and will review requests to join the group.",
            "{n} created a poll: Soup or bread?.",
            "{n} voted for Soup.",
            "{n} started a plan.",
            "{n} named the plan Soup night.",
            "{n} responded Going to Soup night.",
            "{n} created the reminder: Buy bread.",
            "{n} wasn't notified about this message because they're in quiet mode.",
            "{n} shared a story.",
            "{n} scored 12 in Soup Ball.",
            "{n} changed the listing description.",
            "{n} is waiting for your response.",
        ),
        greetings=(
            "Reacted ❤ to your message ",
            "Liked a message",
            "The video call ended.",
            "The audio call ended.",
            "Video chat ended",
            "Replied to your story",
            "Mentioned you in their story",
            "This person is unavailable on Messenger.",
            "You can now message and call each other and see info like Active Status and when you've read "
            "messages.",
            "Messages and calls are secured with end-to-end encryption. Only people in this chat can read, "
            "listen to, or share them.",
            "You are now connected on Messenger",
            "You are now connected on Messenger.",
            "Say hi to your new Facebook friend, {o}.",
            "This poll is no longer available.",
        ),
        status="{n} updated her status.",
        wall="{n} wrote on {o}'s timeline.",
        comment="{n} commented on {o}'s photo.",
        memory="3 Years Ago",
        updated="Updated",
        message_label="Message",
        months="Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        lookalikes=(
            "Hello, I  missed your call.",
            "we left the group of tourists at the station",
            "I changed the group photo because the old one was blurry",
            "you sent an attachment yesterday and I cannot open it",
            "the video call ended badly, he cried",
            "You can now message me at work, too",
            "this poll is no longer available? what a pity",
            "I liked a message of hers, and she noticed",
            "she said she started a plan. I started a soup.",
            "You sent me a photo of your soup.",
        ),
    ),
    "de": Language(
        owner="Jörg Niemand-Müßig",
        old_name="Jörg Früher",
        given="Änne Bernd Cäcilie Dieter Elke Frank Götz Heike Ingo Jutta Käthe Lars",
        family="Keiner Anders Irgendwer Muster Probe Beispiel Leer Platzhalter Unbekannt Fremd Großmann",
        words="der Fluß fließt über große Wiesen während keiner die süßen Äpfel sieht – „wirklich“, und "
        "dann saßen wir alle müde beim Frühstück, bevor es schüttete, weil niemand dafür Zeit hätte",
        short=("ok", "haha", "ja!", "nö", "schön 😂", "👍"),
        deleted="Facebook-Nutzer",
        events=(
            "{n} hat einen Anhang gesendet.",
            "Du hast einen Anhang gesendet.",
            "Du hast einen Anruf von {o} verpasst.",
        ),
        greetings=(
            "Hat mit ❤️ auf deine Nachricht  reagiert",
            "Ihr seid jetzt auf Messenger verbunden.",
            "Der Videoanruf ist beendet.",
        ),
        status="{n} hat seinen Status aktualisiert.",
        wall="{n} hat etwas in die Chronik von {o} geschrieben.",
        comment="{n} hat das Foto von {o} kommentiert.",
        memory="Vor 3 Jahren",
        updated="Aktualisiert",
        message_label="Nachricht",
        months="Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
        lookalikes=(
            "ich habe deinen Anruf verpasst, tut mir leid",
            "du hast einen Anhang gesendet, den ich nicht öffnen kann",
        ),
    ),
    "fr": Language(
        owner="Éloïse Personne",
        old_name="Éloïse Jadis",
        given="Anaïs Benoît Chloé Damien Élise François Gaëlle Hervé Inès Jérôme Kévin Léa",
        family="Aucun Autre Quelquun Exemple Modèle Fictif Vide Néant Inconnu Témoin Préau Châtelet",
        words="la rivière passe sous le vieux café où personne n’a vu sept hiboux « chanter » – puis nous "
        "avons mangé une soupe à l’oignon avant qu’il pleuve, même le chien de Noël est resté là, hélas",
        short=("ok", "mdr", "oui !", "bof", "génial 😂", "👍"),
        deleted="Utilisateur de Facebook",
        events=("{n} a envoyé une pièce jointe.", "Vous avez manqué un appel de {o}."),
        greetings=(
            "A réagi avec ❤ à votre message",
            "A aimé un message",
            "Vous êtes maintenant connectés sur Messenger",
        ),
        status="{n} a mis à jour son statut.",
        wall="{n} a écrit sur le journal de {o}.",
        comment="{n} a commenté la photo de {o}.",
        memory="Il y a 3 ans",
        updated="Mis à jour",
        message_label="Message",
        months="janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        lookalikes=("il a envoyé une pièce jointe vide, encore", "j’ai manqué un appel de ma mère hier"),
    ),
    "es": Language(
        owner="Íñigo Nadie Muñoz",
        old_name="Íñigo Antes",
        given="Ángela Benito Concepción Dárío Elena Félix Graciela Héctor Inés José Karina Lucía",
        family="Ninguno Otro Alguien Ejemplo Muestra Ficticio Vacío Nada Ñandú Cualquiera",
        words="el río pasó por mi viejo café mientras nadie veía a siete búhos «cantar» – y después comimos "
        "sopa con pan, ¿quién sabe?, antes de que lloviera tanto que ni el perro del señor Peña salió mañana",
        short=("ok", "jaja", "¡sí!", "no sé", "qué risa 😂", "👍"),
        deleted="Usuario de Facebook",
        events=("{n} envió un archivo adjunto.", "Perdiste una llamada de {o}."),
        greetings=(
            "Reaccionó con ❤ a tu mensaje",
            "Le gustó un mensaje",
            "Ahora están conectados en Messenger",
        ),
        status="{n} actualizó su estado.",
        wall="{n} escribió en la biografía de {o}.",
        comment="{n} comentó la foto de {o}.",
        memory="Hace 3 años",
        updated="Actualizado",
        message_label="Mensaje",
        months="ene. feb. mar. abr. may. jun. jul. ago. sept. oct. nov. dic.",
        lookalikes=("él envió un archivo adjunto roto", "perdiste una llamada importante de tu jefe, creo"),
    ),
    "it": Language(
        owner="Nicolò Nessuno",
        old_name="Nicolò Già",
        given="Agnese Brunò Càrola Dario Èlena Furio Gaia Ivo Lidia Mirò Noè Ornella",
        family="Altro Qualcuno Esempio Prova Finto Vuoto Nulla Ignoto Chiunque",
        words="il fiume passò sotto il mio vecchio caffè mentre nessuno vide i sette gufi «cantare» – e poi "
        "mangiammo la zuppa perché pioveva così forte che perfino il cane restò lì, più o meno felice",
        short=("ok", "ahah", "sì!", "boh", "bello 😂", "👍"),
        deleted="Utente di Facebook",
        events=("{n} ha inviato un allegato.", "Hai perso una chiamata di {o}."),
        greetings=("Ha reagito con ❤ al tuo messaggio", "Ora siete in contatto su Messenger"),
        status="{n} ha aggiornato il suo stato.",
        wall="{n} ha scritto sul diario di {o}.",
        comment="{n} ha commentato la foto di {o}.",
        memory="3 anni fa",
        updated="Aggiornato",
        message_label="Messaggio",
        months="gen feb mar apr mag giu lug ago set ott nov dic",
        lookalikes=("mi ha inviato un allegato enorme", "hai perso una chiamata di lavoro, mi sa"),
    ),
    "pt": Language(
        owner="João Ninguém",
        old_name="João Outrora",
        given="Antônia Bárbara César Dália Érica Fábio Glória Hélio Íris Júlia Kauã Lívia",
        family="Outro Alguém Exemplo Amostra Fictício Vazio Nulo Desconhecido Qualquer",
        words="o rio passou pelo meu velho café enquanto ninguém via as sete corujas “cantarem” – e então "
        "comemos sopa com pão antes que chovesse tanto que até o cão não saiu de manhã, coração e ilusões",
        short=("ok", "kkkk", "sim!", "não", "ótimo 😂", "👍"),
        deleted="Usuário do Facebook",
        events=("{n} enviou um anexo.", "Você perdeu uma ligação de {o}."),
        greetings=(
            "Reagiu com ❤ à sua mensagem",
            "Curtiu uma mensagem",
            "Agora vocês estão conectados no Messenger",
        ),
        status="{n} atualizou seu status.",
        wall="{n} escreveu na linha do tempo de {o}.",
        comment="{n} comentou a foto de {o}.",
        memory="Há 3 anos",
        updated="Atualizado",
        message_label="Mensagem",
        months="jan fev mar abr mai jun jul ago set out nov dez",
        lookalikes=("ele enviou um anexo errado de novo", "você perdeu uma ligação do banco"),
    ),
    "pl": Language(
        owner="Łucja Nikt-Żadna",
        old_name="Łucja Dawniejsza",
        given="Ąbra Bożena Ćwiek Damian Ęlka Grażyna Hłasko Irena Jędrzej Kśenia Łukasz Małgorzata",
        family="Inny Ktoś Przykład Próba Zmyślony Pusty Żółw Obcy Świerk",
        words="rzeka płynęła pod moją starą kawiarnią, gdy nikt nie widział siedmiu sów „śpiewać” – a potem "
        "zjedliśmy zupę z chlebem, zanim lunęło tak mocno, że nawet pies źle spał, więc czekaliśmy dłużej",
        short=("ok", "haha", "tak!", "no wiesz", "świetnie 😂", "👍"),
        deleted="Użytkownik Facebooka",
        events=(
            "{n} wysłał załącznik.",
            "{n} przesyła załącznik.",
            "{n} nadał(a) nazwę grupy Siedem sów.",
            "Opuściłeś(aś) grupę.",
            "Nieodebrane połączenie od {o}",
        ),
        greetings=(
            "Zareagował(a) ❤ na Twoją wiadomość",
            "Możecie teraz kontaktować się przez Messenger",
        ),
        status="{n} zaktualizowała swój status.",
        wall="{n} napisała na osi czasu użytkownika {o}.",
        comment="{n} skomentowała zdjęcie użytkownika {o}.",
        memory="3 lata temu",
        updated="Zaktualizowano",
        message_label="Wiadomość",
        months="sty lut mar kwi maj cze lip sie wrz paź lis gru",
        lookalikes=("ktoś wysłał załącznik bez treści", "opuściłeś grupę i nic nie mówisz"),
    ),
    "nl": Language(
        owner="Anaïs van Niemand",
        old_name="Anaïs van Vroeger",
        given="Aäron Bram Coën Daan Elïse Femke Gijs Hanneke Ilse Joël Koen Lotte",
        family="Geen Ander Iemand Voorbeeld Proef Verzonnen Leeg Niets Onbekend Reünie",
        words="de rivier ging onder mijn oude café door terwijl niemand zeven uilen ‘zong’ hoorde – en toen "
        "aten we soep met brood vóór het zó hard regende dat zelfs de hond binnen bleef, geïrriteerd en één",
        short=("ok", "haha", "ja!", "nee joh", "mooi 😂", "👍"),
        deleted="Facebook-gebruiker",
        events=("{n} heeft een bijlage verzonden.", "Je hebt een oproep van {o} gemist."),
        greetings=("Heeft met ❤ gereageerd op je bericht", "Jullie zijn nu verbonden op Messenger"),
        status="{n} heeft haar status bijgewerkt.",
        wall="{n} heeft op de tijdlijn van {o} geschreven.",
        comment="{n} heeft gereageerd op de foto van {o}.",
        memory="3 jaar geleden",
        updated="Bijgewerkt",
        message_label="Bericht",
        months="jan. feb. mrt. apr. mei jun. jul. aug. sep. okt. nov. dec.",
        lookalikes=("hij heeft een bijlage verzonden die ik niet kan openen",),
    ),
    "ru": Language(
        owner="Никто Невидимов",
        old_name="Никто Прежний",
        given="Алёна Борис Вера Глеб Даша Егор Жанна Зоя Илья Юля Лев Мила",
        family="Другой Ктотов Пример Пробный Выдуман Пустой Чужой Нулевой",
        words="река текла под моим старым кафе, пока никто не видел, как совы «поют» – а потом мы ели суп "
        "с хлебом, прежде чем пошёл такой дождь, что даже собака осталась дома и ещё долго ждала",
        short=("ок", "ахаха", "да!", "не знаю", "класс 😂", "👍"),
        deleted="Пользователь Facebook",
        events=("{n} отправил(-а) вложение.",),
        greetings=(),
        status="{n} обновляет статус.",
        wall="{n} пишет в хронике {o}.",
        comment="{n} комментирует фото {o}.",
        memory="3 года назад",
        updated="Обновлено",
        message_label="Сообщение",
        months="янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.",
        lookalikes=("он отправил вложение не туда",),
    ),
    "ja": Language(
        owner="無名 花子",
        old_name="旧姓 花子",
        given="葵 蓮 陽菜 翔 結衣 大翔 凛 悠真 咲 蒼",
        family="誰某 他人 見本 架空 空白 未知 某氏 仮名",
        words="川が 古い 喫茶店の 下を 流れて 誰も 見ない うちに 七羽の フクロウが 「歌った」、 それから "
        "皆で スープと パンを 食べた。 雨が ひどく 降り 犬も 家に いた 🍜",
        short=("ok", "笑", "はい!", "うーん", "いいね😂", "👍"),
        deleted="Facebookユーザー",
        events=(),
        greetings=(),
        status="{n}さんが近況をアップデートしました。",
        wall="{n}さんが{o}さんのタイムラインに投稿しました。",
        comment="{n}さんが{o}さんの写真にコメントしました。",
        memory="3年前",
        updated="更新",
        message_label="メッセージ",
        months="1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
        lookalikes=("写真を送信しましたか?",),
    ),
}
