"""What Facebook writes in a person's name, in each language, and what only looks like it.

The people are invented: the sender of each message is Zoë Nobody, the other one is Jan Noone. The
sentences of Facebook are facts; those of people were made up for these tests.
"""

BY_FACEBOOK = {
    "en": """
        Zoë Nobody sent an attachment.
        You sent an attachment.
        You sent an attachment
        Zoë sent a photo.
        Zoë Nobody sent a voice message
        You sent a GIF.
        Zoë Nobody sent 3 photos.
        You sent a live location.
        Zoë Nobody shared a story.
        Reacted ❤ to your message
        Reacted 👍🏽 to your message
        Reacted ❤️ to your message
        Zoë Nobody reacted 😂 to your message
        Liked a message
        You missed a call from Jan.
        You missed a video chat with Jan Noone.
        Jan missed your call.
        Jan Noone called you.
        You called Jan.
        The video call ended.
        Video chat ended
        Zoë started a video chat.
        You started an audio call
        Zoë Nobody joined the video call.
        You are now connected on Messenger
        You're now connected on Messenger.
        You’re now connected on Messenger.
        Say hi to your new Facebook friend, Jan.
        You can now message and call each other and see info like Active Status and when you've read messages.
        You waved at Jan.
        Jan Noone waved at you.
        Zoë named the group Night swimmers.
        You changed the group photo.
        Zoë Nobody set the nickname for Jan Noone to Janni.
        Zoë set her own nickname to Z.
        Jan Noone set your nickname to Zo.
        You cleared the nickname for Jan Noone.
        Zoë changed the chat theme to Ocean.
        You set the emoji to 🦉.
        Zoë Nobody set the quick reaction to 🦉.
        Zoë added Jan to the group.
        Zoë Nobody removed Ann Other from the group.
        You left the group.
        Zoë Nobody created the group.
        Zoë Nobody joined the group.
        Zoë Nobody made Jan Noone an admin.
        You turned on member approval and will review requests to join the group.
        You turned off member approval. Anyone with the link can join the group.
        You created a poll: Where?.
        You voted for "Lake" in the poll.
        Zoë Nobody changed her vote to Lake in the poll: Where?.
        This poll is no longer available.
        Zoë Nobody started a plan.
        Zoë Nobody named the plan Soup night.
        You created the reminder: Buy bread.
        Zoë Nobody responded Going to Soup night.
        Zoë Nobody responded Can’t Go.
        You pinned a message.
        You sent a payment.
        You paid Jan $20.00.
        Zoë Nobody scored 1,204 points playing Soup Ball.
        Zoë Nobody challenged Jan to Soup Ball.
        Zoë Nobody played back, now it is your turn!
        You changed the listing description.
        Jan is waiting for your response.
        You unsent a message
        Zoë Nobody unsent a message.
        Jan wasn't notified about this message because they're in quiet mode.
        Messages and calls are secured with end-to-end encryption. Only people in this chat can read them.
        This person is unavailable on Messenger.
        Replied to your story
        Mentioned you in their story
        """,
    "de": """
        Zoë Nobody hat einen Anhang gesendet.
        Du hast einen Anhang gesendet.
        Zoë hat ein Foto gesendet.
        Zoë Nobody hat eine Sprachnachricht gesendet
        Du hast 4 Fotos gesendet.
        Hat mit ❤️ auf deine Nachricht  reagiert
        Hat mit ❤ auf deine Nachricht reagiert
        Zoë Nobody gefällt eine Nachricht.
        Du hast einen Anruf von Jan verpasst.
        Du hast einen Videoanruf von Jan Noone verpasst.
        Jan hat deinen Anruf verpasst.
        Jan Noone hat dich angerufen.
        Du hast Jan angerufen.
        Der Videoanruf ist beendet.
        Videochat beendet
        Zoë hat einen Anruf gestartet.
        Zoë Nobody ist dem Videoanruf beigetreten.
        Ihr seid jetzt auf Messenger verbunden.
        Ihr seid jetzt auf Messenger verbunden
        Ihr könnt euch jetzt gegenseitig Nachrichten senden und anrufen und Infos wie den Aktivitätsstatus.
        Sag hallo zu deinem neuen Facebook-Freund, Jan.
        Du hast Jan zugewinkt.
        Jan hat dir zugewinkt!
        Zoë hat die Gruppe Nachtschwimmer genannt.
        Du hast das Gruppenfoto geändert.
        Zoë Nobody hat den Spitznamen für Jan Noone auf Janni festgelegt.
        Zoë hat ihren eigenen Spitznamen auf Z festgelegt.
        Zoë hat das Chat-Design in Ozean geändert.
        Du hast das Emoji auf 🦉 festgelegt.
        Du hast die Schnellreaktion auf 🦉 festgelegt.
        Zoë hat Jan Noone zur Gruppe hinzugefügt.
        Zoë Nobody hat Ann Other aus der Gruppe entfernt.
        Du hast die Gruppe verlassen.
        Zoë Nobody hat die Gruppe erstellt.
        Zoë Nobody ist der Gruppe beigetreten.
        Du hast Jan Noone zum Administrator gemacht.
        Du hast eine Umfrage erstellt: Wohin?.
        Zoë Nobody hat für „See“ in der Umfrage gestimmt.
        Diese Umfrage ist nicht mehr verfügbar.
        Zoë Nobody hat einen Plan erstellt.
        Du hast die Erinnerung erstellt: Brot.
        Du hast eine Nachricht angepinnt.
        Du hast eine Zahlung gesendet.
        Zoë Nobody hat 120 Punkte in Suppenball erzielt.
        Du hast die Beschreibung des Angebots geändert.
        Jan wartet auf deine Antwort.
        Du hast eine Nachricht zurückgenommen.
        Jan wurde nicht über diese Nachricht benachrichtigt, weil der Ruhemodus aktiviert ist.
        Nachrichten und Anrufe sind durch Ende-zu-Ende-Verschlüsselung geschützt.
        Diese Person ist auf Messenger nicht verfügbar.
        Hat auf deine Story geantwortet
        Hat dich in seiner Story erwähnt
        """,
    "fr": """
        Zoë Nobody a envoyé une pièce jointe.
        Vous avez envoyé une pièce jointe.
        Zoë a envoyé une photo.
        Zoë Nobody a envoyé un message vocal
        Vous avez envoyé 4 photos.
        A réagi avec ❤ à votre message
        A réagi ❤️ à votre message
        A aimé un message
        Zoë Nobody a aimé un message.
        Vous avez manqué un appel de Jan.
        Vous avez manqué un appel vidéo de Jan Noone.
        Jan a manqué votre appel.
        Jan a raté votre appel.
        Jan Noone vous a appelé.
        Vous avez appelé Jan.
        L’appel vidéo est terminé.
        L'appel vidéo est terminé.
        Appel vidéo terminé
        Zoë a démarré un appel.
        Zoë Nobody a rejoint l’appel vidéo.
        Vous êtes maintenant connectés sur Messenger
        Vous êtes désormais en contact sur Messenger.
        Vous pouvez désormais échanger des messages et des appels, et voir le statut En ligne.
        Dites bonjour à votre nouvel ami Facebook, Jan.
        Vous avez fait signe à Jan.
        Jan vous a fait signe !
        Zoë a nommé le groupe Nageurs de nuit.
        Vous avez changé la photo du groupe.
        Zoë Nobody a défini le surnom de Jan Noone sur Janni.
        Zoë a donné à Jan Noone le pseudo Janni.
        Zoë a défini son propre pseudo sur Z.
        Zoë a changé le thème de la discussion en Océan.
        Vous avez défini l’emoji sur 🦉.
        Vous avez défini la réaction rapide sur 🦉.
        Zoë a ajouté Jan Noone au groupe.
        Zoë Nobody a retiré Ann Other du groupe.
        Vous avez quitté le groupe.
        Zoë Nobody a créé le groupe.
        Zoë Nobody a rejoint le groupe.
        Vous avez nommé Jan Noone administrateur du groupe.
        Vous avez créé un sondage : Où ?.
        Zoë Nobody a voté pour « Lac ».
        Ce sondage n’est plus disponible.
        Zoë Nobody a créé un plan.
        Vous avez créé le rappel : Pain.
        Vous avez épinglé un message.
        Vous avez envoyé un paiement.
        Zoë Nobody a marqué 120 points à Soupe Ball.
        Vous avez modifié la description de l’annonce.
        Jan attend votre réponse.
        Vous avez annulé l’envoi d’un message
        Jan n’a pas reçu de notification pour ce message, car le mode silencieux est activé.
        Les messages et les appels sont sécurisés avec le chiffrement de bout en bout.
        Cette personne n’est pas disponible sur Messenger.
        A répondu à votre story
        Vous a mentionné dans sa story
        """,
    "es": """
        Zoë Nobody envió un archivo adjunto.
        Enviaste un archivo adjunto.
        Has enviado un archivo adjunto.
        Zoë envió una foto.
        Zoë Nobody envió un mensaje de voz
        Enviaste 4 fotos.
        Reaccionó con ❤ a tu mensaje
        Ha reaccionado con ❤️ a tu mensaje
        Le gustó un mensaje
        Perdiste una llamada de Jan.
        Has perdido una videollamada de Jan Noone.
        Jan perdió tu llamada.
        Jan Noone te llamó.
        Llamaste a Jan.
        La videollamada finalizó.
        Videollamada finalizada
        Zoë inició una videollamada.
        Zoë Nobody se unió a la videollamada.
        Ahora están conectados en Messenger
        Ya estáis conectados en Messenger.
        Ahora pueden enviarse mensajes, llamarse y ver información como el estado activo.
        Saluda a tu nuevo amigo de Facebook, Jan.
        Saludaste a Jan.
        Jan te saludó.
        Zoë nombró el grupo Nadadores.
        Cambiaste la foto del grupo.
        Zoë Nobody estableció el apodo de Jan Noone como Janni.
        Zoë estableció su propio apodo como Z.
        Zoë cambió el tema a Océano.
        Estableciste el emoji como 🦉.
        Estableciste la reacción rápida como 🦉.
        Zoë agregó a Jan Noone al grupo.
        Zoë ha añadido a Jan Noone al grupo.
        Zoë Nobody eliminó a Ann Other del grupo.
        Saliste del grupo.
        Zoë Nobody creó el grupo.
        Zoë Nobody se unió al grupo.
        Zoë nombró a Jan Noone administrador del grupo.
        Creaste una encuesta: ¿Dónde?.
        Zoë Nobody votó por "Lago" en la encuesta.
        Esta encuesta ya no está disponible.
        Zoë Nobody inició un plan.
        Creaste el recordatorio: Pan.
        Fijaste un mensaje.
        Enviaste un pago.
        Zoë Nobody obtuvo 120 puntos en Sopa Ball.
        Cambiaste la descripción del artículo.
        Jan está esperando tu respuesta.
        Anulaste el envío de un mensaje
        Jan no recibió una notificación de este mensaje porque está en modo silencioso.
        Los mensajes y las llamadas están protegidos con cifrado de extremo a extremo.
        Esta persona no está disponible en Messenger.
        Respondió a tu historia
        Te mencionó en su historia
        """,
    "it": """
        Zoë Nobody ha inviato un allegato.
        Hai inviato un allegato.
        Zoë ha inviato una foto.
        Zoë Nobody ha inviato un messaggio vocale
        Hai inviato 4 foto.
        Ha reagito con ❤ al tuo messaggio
        Ha aggiunto la reazione ❤️ al tuo messaggio
        Ha messo "Mi piace" a un messaggio
        Ha messo “Mi piace” a un messaggio
        Hai perso una chiamata di Jan.
        Hai perso una videochiamata da Jan Noone.
        Jan ha perso la tua chiamata.
        Jan Noone ti ha chiamato.
        Hai chiamato Jan.
        La videochiamata è terminata.
        Videochiamata terminata
        Zoë ha avviato una videochiamata.
        Zoë Nobody si è unita alla videochiamata.
        Ora siete in contatto su Messenger
        Ora siete in contatto su Messenger.
        Ora potete inviarvi messaggi, chiamarvi e vedere informazioni come lo stato di attività.
        Saluta il tuo nuovo amico di Facebook, Jan.
        Hai salutato Jan.
        Jan ti ha salutato!
        Zoë ha assegnato al gruppo il nome Nuotatori.
        Hai cambiato la foto del gruppo.
        Zoë Nobody ha impostato il soprannome di Jan Noone su Janni.
        Zoë ha impostato il proprio soprannome su Z.
        Zoë ha cambiato il tema della chat in Oceano.
        Hai impostato l’emoji su 🦉.
        Hai impostato la reazione rapida su 🦉.
        Zoë ha aggiunto Jan Noone al gruppo.
        Zoë Nobody ha rimosso Ann Other dal gruppo.
        Hai abbandonato il gruppo.
        Zoë Nobody ha creato il gruppo.
        Zoë Nobody si è unita al gruppo.
        Hai reso Jan Noone amministratore del gruppo.
        Hai creato un sondaggio: Dove?.
        Zoë Nobody ha votato "Lago" nel sondaggio.
        Questo sondaggio non è più disponibile.
        Zoë Nobody ha creato un programma.
        Hai creato il promemoria: Pane.
        Hai fissato un messaggio.
        Hai inviato un pagamento.
        Zoë Nobody ha totalizzato 120 punti in Zuppa Ball.
        Hai modificato la descrizione dell'inserzione.
        Jan è in attesa di una tua risposta.
        Hai annullato l'invio di un messaggio
        Jan non ha ricevuto la notifica di questo messaggio perché ha attivato la modalità silenziosa.
        I messaggi e le chiamate sono protetti con la crittografia end-to-end.
        Questa persona non è disponibile su Messenger.
        Ha risposto alla tua storia
        Ti ha menzionato nella sua storia
        """,
    "pt": """
        Zoë Nobody enviou um anexo.
        Você enviou um anexo.
        Enviaste um anexo.
        Zoë enviou uma foto.
        Zoë Nobody enviou uma mensagem de voz
        Você enviou uma figurinha.
        Enviaste um ficheiro.
        Enviaste 4 fotos.
        Reagiu com ❤ à sua mensagem
        Reagiu com ❤️ à tua mensagem
        Curtiu uma mensagem
        Gostou de uma mensagem
        Você perdeu uma ligação de Jan.
        Perdeste uma chamada de vídeo de Jan Noone.
        Jan perdeu sua chamada de vídeo.
        Jan Noone ligou para você.
        Jan ligou-te.
        Você ligou para Jan.
        A chamada de vídeo foi encerrada.
        A chamada de vídeo terminou.
        Bate-papo por vídeo encerrado
        Zoë iniciou uma chamada de vídeo.
        Zoë Nobody entrou na chamada de vídeo.
        Agora vocês estão conectados no Messenger
        Estão agora ligados no Messenger.
        Agora vocês podem enviar mensagens e ligar um para o outro.
        Diga oi para seu novo amigo do Facebook, Jan.
        Diz olá ao teu novo amigo do Facebook, Jan.
        Você acenou para Jan.
        Jan acenou para você.
        Zoë nomeou o grupo Nadadores.
        Você mudou a foto do grupo.
        Alteraste a foto do grupo.
        Zoë Nobody definiu o apelido de Jan Noone como Janni.
        Definiste a alcunha de Jan Noone como Janni.
        Zoë definiu seu próprio apelido como Z.
        Zoë mudou o tema para Oceano.
        Você definiu o emoji como 🦉.
        Você definiu a reação rápida como 🦉.
        Zoë adicionou Jan Noone ao grupo.
        Zoë Nobody removeu Ann Other do grupo.
        Você saiu do grupo.
        Saíste do grupo.
        Zoë Nobody criou o grupo.
        Zoë Nobody entrou no grupo.
        Você tornou Jan Noone administrador do grupo.
        Você criou uma enquete: Onde?.
        Zoë Nobody votou em "Lago" na enquete.
        Esta enquete não está mais disponível.
        Esta sondagem já não está disponível.
        Zoë Nobody criou um plano.
        Você criou o lembrete: Pão.
        Você fixou uma mensagem.
        Você enviou um pagamento.
        Zoë Nobody marcou 120 pontos em Sopa Ball.
        Você alterou a descrição do anúncio.
        Jan está aguardando sua resposta.
        Você cancelou o envio de uma mensagem
        Anulaste o envio de uma mensagem
        Jan não foi notificado sobre esta mensagem porque está no modo silencioso.
        As mensagens e as chamadas são protegidas com a criptografia de ponta a ponta.
        Esta pessoa não está disponível no Messenger.
        Respondeu ao seu story
        Mencionou você no story dele
        """,
    "nl": """
        Zoë Nobody heeft een bijlage verzonden.
        Zoë Nobody heeft een bijlage verstuurd
        Je hebt een bijlage verzonden.
        Zoë heeft een foto gestuurd.
        Je hebt een spraakbericht verzonden.
        Je hebt 4 foto's verzonden.
        Heeft met ❤ op je bericht gereageerd
        Heeft met ❤️ gereageerd op je bericht
        Vindt een bericht leuk
        Je hebt een oproep van Jan gemist.
        Je hebt een videogesprek met Jan Noone gemist.
        Jan heeft je oproep gemist.
        Jan Noone heeft je gebeld.
        Je hebt Jan gebeld.
        Het videogesprek is beëindigd.
        Videochat beëindigd
        Zoë heeft een videogesprek gestart.
        Zoë Nobody neemt deel aan het videogesprek.
        Jullie zijn nu verbonden op Messenger
        Jullie zijn nu verbonden op Messenger.
        Jullie kunnen elkaar nu berichten sturen en bellen en informatie bekijken.
        Zeg hallo tegen je nieuwe Facebook-vriend, Jan.
        Je hebt naar Jan gezwaaid.
        Jan heeft naar je gezwaaid.
        Zoë heeft de groep Nachtzwemmers genoemd.
        Je hebt de groepsfoto gewijzigd.
        Zoë Nobody heeft de bijnaam van Jan Noone ingesteld op Janni.
        Zoë heeft haar eigen bijnaam ingesteld op Z.
        Zoë heeft het thema gewijzigd in Oceaan.
        Je hebt de emoji ingesteld op 🦉.
        Je hebt de snelle reactie ingesteld op 🦉.
        Zoë heeft Jan Noone toegevoegd aan de groep.
        Zoë Nobody heeft Ann Other uit de groep verwijderd.
        Je hebt de groep verlaten.
        Zoë Nobody heeft de groep gemaakt.
        Zoë Nobody is lid geworden van de groep.
        Je hebt Jan Noone beheerder gemaakt.
        Je hebt een peiling gemaakt: Waar?.
        Zoë Nobody heeft op "Meer" gestemd in de peiling.
        Deze peiling is niet meer beschikbaar.
        Zoë Nobody heeft een plan gemaakt.
        Je hebt de herinnering gemaakt: Brood.
        Je hebt een bericht vastgemaakt.
        Je hebt een betaling verzonden.
        Zoë Nobody heeft 120 punten gescoord in Soepbal.
        Je hebt de beschrijving van de advertentie gewijzigd.
        Jan wacht op je reactie.
        Je hebt een bericht ingetrokken.
        Jan heeft geen melding ontvangen over dit bericht omdat de rustige modus aanstaat.
        Berichten en gesprekken worden beveiligd met end-to-end-versleuteling.
        Deze persoon is niet beschikbaar op Messenger.
        Heeft gereageerd op je verhaal
        Heeft je vermeld in zijn verhaal
        """,
    "pl": """
        Zoë Nobody wysłała załącznik.
        Zoë Nobody wysłał(a) załącznik.
        Zoë Nobody przesyła załącznik.
        Wysłałeś(aś) załącznik.
        Wysłałaś zdjęcie.
        Wysłałeś(aś) link.
        Zoë wysłał wiadomość głosową.
        Zareagował(a) ❤ na Twoją wiadomość
        Zareagowała ❤️ na Twoją wiadomość
        Polubił(a) wiadomość
        Nieodebrane połączenie od Jan
        Nieodebrane połączenie od Jan Noone.
        Nie odebrałeś(aś) połączenia od Jan.
        Jan nie odebrał(a) Twojego połączenia.
        Jan Noone dzwonił(a) do Ciebie.
        Zadzwoniłeś(aś) do Jan.
        Rozmowa wideo została zakończona.
        Rozmowa wideo zakończona
        Zoë rozpoczął(ęła) rozmowę wideo.
        Zoë Nobody dołączyła do rozmowy wideo.
        Możecie teraz kontaktować się przez Messenger
        Teraz możecie wysyłać do siebie wiadomości i dzwonić.
        Przywitaj się z nowym znajomym na Facebooku, Jan.
        Pomachałeś(aś) do Jan.
        Jan pomachał(a) do Ciebie.
        Zoë nadał(a) nazwę grupy Nocni pływacy.
        Zmieniłeś(aś) zdjęcie grupy.
        Zoë Nobody ustawiła pseudonim użytkownika Jan Noone na Janni.
        Zoë ustawiła swój pseudonim na Z.
        Zoë zmieniła motyw na Ocean.
        Zoë zmieniła kolor czatu.
        Ustawiłeś(aś) emoji na 🦉.
        Zoë dodała Jan Noone do grupy.
        Zoë Nobody usunęła użytkownika Ann Other z grupy.
        Opuściłeś(aś) grupę.
        Zoë Nobody opuściła grupę.
        Zoë Nobody utworzyła grupę.
        Zoë Nobody dołączyła do grupy.
        Zoë mianowała Jan Noone administratorem grupy.
        Utworzyłeś(aś) ankietę: Gdzie?.
        Zoë Nobody zagłosowała na "Jezioro" w ankiecie.
        Ta ankieta nie jest już dostępna.
        Zoë Nobody utworzyła plan.
        Zoë zmieniła godzinę planu na pt., 28 lut o 18:22.
        Zoë nazwała plan: Zupa.
        Twoja odpowiedź na wydarzenie Zupa: Wezmę udział
        Utworzyłeś przypomnienie: Chleb.
        Przypięłaś wiadomość.
        Wysłałeś(aś) płatność.
        Zoë Nobody zdobyła 120 punktów w grze Zupa.
        Zmieniłeś(aś) opis oferty.
        Jan czeka na Twoją odpowiedź.
        Cofnięto wysłanie wiadomości
        Jan nie otrzymał(a) powiadomienia o tej wiadomości, ponieważ korzysta z trybu cichego.
        Wiadomości i połączenia są zabezpieczone pełnym szyfrowaniem.
        Ta osoba jest niedostępna w Messengerze.
        Odpowiedział(a) na Twoją relację
        Wspomniał(a) o Tobie w swojej relacji
        """,
    "ru": """
        Zoë Nobody отправила вложение.
        Zoë Nobody отправил(а) вложение.
        Zoë Nobody отправил(-а) вложение.
        Вы отправили вложение.
        Zoë отправила фото.
        Вы отправили голосовое сообщение.
        Отреагировал(а) ❤ на ваше сообщение
        Отреагировала ❤️ на ваше сообщение
        Вы пропустили звонок от Jan.
        Вы пропустили видеозвонок от Jan Noone.
        Jan пропустил(а) ваш звонок.
        Jan Noone звонил вам.
        Вы позвонили Jan.
        Видеозвонок завершён.
        Видеочат завершен
        Zoë начала видеозвонок.
        Zoë Nobody присоединилась к видеозвонку.
        Теперь вы общаетесь в Messenger
        Теперь вы можете обмениваться сообщениями и звонить друг другу.
        Поздоровайтесь с новым другом на Facebook, Jan.
        Вы помахали Jan.
        Jan помахал(а) вам.
        Zoë назвала группу Ночные пловцы.
        Вы изменили фото группы.
        Zoë Nobody установила псевдоним Janni для Jan Noone.
        Zoë изменила псевдоним Jan Noone на Janni.
        Zoë изменила тему на Океан.
        Вы установили смайлик 🦉.
        Zoë добавила Jan Noone в группу.
        Zoë Nobody удалила Ann Other из группы.
        Вы покинули группу.
        Zoë Nobody создала группу.
        Zoë Nobody присоединилась к группе.
        Zoë назначила Jan Noone администратором группы.
        Вы создали опрос: Где?.
        Zoë Nobody проголосовала за "Озеро" в опросе.
        Этот опрос больше недоступен.
        Zoë Nobody создала план.
        Вы создали напоминание: Хлеб.
        Вы закрепили сообщение.
        Вы отправили платеж.
        Zoë Nobody набрала 120 очков в игре Суп.
        Вы изменили описание объявления.
        Jan ждет вашего ответа.
        Вы отменили отправку сообщения
        Jan не получил уведомление об этом сообщении, потому что включен тихий режим.
        Сообщения и звонки защищены сквозным шифрованием.
        Этот человек недоступен в Messenger.
        Ответил(а) на вашу историю
        Упомянул(а) вас в своей истории
        """,
    "tr": """
        Zoë Nobody bir ek gönderdi.
        Bir ek gönderdin.
        Zoë bir fotoğraf gönderdi.
        Bir sesli mesaj gönderdin.
        Zoë Nobody 4 fotoğraf gönderdi.
        Mesajına ❤ ifadesini bıraktı
        Mesajınıza ❤️ ile tepki verdi
        Bir mesajı beğendi
        Jan adlı kişinin aramasını cevapsız bıraktın.
        Jan kişisinin görüntülü aramasını kaçırdın.
        Jan aramanı cevapsız bıraktı.
        Jan Noone seni aradı.
        Jan adlı kişiyi aradın.
        Görüntülü arama sona erdi.
        Görüntülü sohbet sona erdi
        Zoë görüntülü arama başlattı.
        Zoë Nobody görüntülü aramaya katıldı.
        Artık Messenger'da bağlantınız var
        Artık Messenger’da bağlantınız var.
        Artık birbirinize mesaj gönderebilir ve birbirinizi arayabilirsiniz.
        Yeni Facebook arkadaşın Jan ile selamlaş.
        Jan adlı kişiye el salladın.
        Jan sana el salladı.
        Zoë grubun adını Gece Yüzücüleri yaptı.
        Grup fotoğrafını değiştirdin.
        Zoë, Jan Noone adlı kişinin takma adını Janni yaptı.
        Zoë sohbet temasını Okyanus olarak değiştirdi.
        Emojiyi 🦉 olarak ayarladın.
        Zoë, Jan Noone adlı kişiyi gruba ekledi.
        Zoë Nobody, Ann Other adlı kişiyi gruptan çıkardı.
        Gruptan ayrıldın.
        Zoë Nobody grubu oluşturdu.
        Zoë Nobody gruba katıldı.
        Zoë, Jan Noone adlı kişiyi grup yöneticisi yaptı.
        Zoë bir anket oluşturdu: Nerede?.
        Zoë Nobody ankette "Göl" için oy verdi.
        Bu anket artık kullanılamıyor.
        Zoë Nobody bir plan oluşturdu.
        Zoë bir anımsatıcı oluşturdu: Ekmek.
        Bir mesajı sabitledin.
        Zoë Nobody ödeme gönderdi.
        Zoë Nobody Çorba Topu oyununda 120 puan aldı.
        Zoë ilan açıklamasını değiştirdi.
        Jan yanıtını bekliyor.
        Bir mesajı geri aldın
        Jan sessiz modda olduğu için bu mesaj hakkında bilgilendirilmedi.
        Mesajlar ve aramalar uçtan uca şifreleme ile korunuyor.
        Bu kişi Messenger'da müsait değil.
        Hikayene yanıt verdi
        Hikayesinde senden bahsetti
        """,
    "ro": """
        Zoë Nobody a trimis un fișier atașat.
        Zoë Nobody a trimis un fişier ataşat.
        Ai trimis un atașament.
        Zoë a trimis o fotografie.
        Ai trimis un mesaj vocal.
        Ai trimis 4 fotografii.
        A reacționat cu ❤ la mesajul tău
        A reacţionat cu ❤️ la mesajul tău
        A apreciat un mesaj
        Ai pierdut un apel de la Jan.
        Ai pierdut un apel video de la Jan Noone.
        Jan a pierdut apelul tău.
        Jan Noone te-a sunat.
        L-ai sunat pe Jan.
        Apelul video s-a încheiat.
        Apel video încheiat
        Zoë a început un apel video.
        Zoë Nobody s-a alăturat apelului video.
        Acum sunteți conectați pe Messenger
        Acum puteți să vă trimiteți mesaje și să vă apelați.
        Salută-l pe noul prieten de pe Facebook, Jan.
        I-ai făcut cu mâna lui Jan.
        Jan ți-a făcut cu mâna.
        Zoë a denumit grupul Înotători.
        Ai schimbat fotografia grupului.
        Zoë Nobody a setat porecla lui Jan Noone la Janni.
        Zoë a schimbat tema în Ocean.
        Ai setat emoji-ul la 🦉.
        Zoë l-a adăugat pe Jan Noone în grup.
        Zoë Nobody a eliminat-o pe Ann Other din grup.
        Ai părăsit grupul.
        Zoë Nobody a creat grupul.
        Zoë Nobody s-a alăturat grupului.
        Zoë l-a numit pe Jan Noone administrator al grupului.
        Ai creat un sondaj: Unde?.
        Zoë Nobody a votat pentru "Lac" în sondaj.
        Acest sondaj nu mai este disponibil.
        Zoë Nobody a creat un plan.
        Ai creat mementoul: Pâine.
        Ai fixat un mesaj.
        Ai trimis o plată.
        Zoë Nobody a obținut 120 de puncte la Supă.
        Ai schimbat descrierea anunțului.
        Jan îți așteaptă răspunsul.
        Ai anulat trimiterea unui mesaj
        Jan nu a fost notificat despre acest mesaj, deoarece este în modul silențios.
        Mesajele și apelurile sunt securizate prin criptare integrală.
        Această persoană nu este disponibilă pe Messenger.
        A răspuns la povestea ta
        Te-a menționat în povestea sa
        """,
    "sv": """
        Zoë Nobody skickade en bilaga.
        Du skickade en bilaga.
        Zoë skickade ett foto.
        Du skickade ett röstmeddelande.
        Zoë Nobody har skickat 4 foton.
        Reagerade med ❤ på ditt meddelande
        Reagerade ❤️ på ditt meddelande
        Gillade ett meddelande
        Du missade ett samtal från Jan.
        Du missade ett videosamtal från Jan Noone.
        Jan missade ditt samtal.
        Jan Noone ringde dig.
        Du ringde Jan.
        Videosamtalet avslutades.
        Videosamtal avslutat
        Zoë startade ett videosamtal.
        Zoë Nobody gick med i videosamtalet.
        Ni är nu anslutna på Messenger
        Nu kan ni skicka meddelanden till och ringa varandra.
        Säg hej till din nya Facebook-vän Jan.
        Du vinkade till Jan.
        Jan vinkade till dig!
        Zoë gav gruppen namnet Nattsimmare.
        Du ändrade gruppfotot.
        Zoë Nobody gav Jan Noone smeknamnet Janni.
        Zoë ändrade sitt smeknamn till Z.
        Zoë ändrade temat till Hav.
        Du ändrade emojin till 🦉.
        Du ställde in snabbreaktionen på 🦉.
        Zoë lade till Jan Noone i gruppen.
        Zoë Nobody tog bort Ann Other från gruppen.
        Du lämnade gruppen.
        Zoë Nobody skapade gruppen.
        Zoë Nobody gick med i gruppen.
        Du gjorde Jan Noone till administratör.
        Du skapade en omröstning: Var?.
        Zoë Nobody röstade på "Sjö" i omröstningen.
        Den här omröstningen är inte längre tillgänglig.
        Zoë Nobody skapade en plan.
        Du skapade påminnelsen: Bröd.
        Du fäste ett meddelande.
        Du skickade en betalning.
        Zoë Nobody fick 120 poäng i Soppboll.
        Du ändrade annonsens beskrivning.
        Jan väntar på ditt svar.
        Du drog tillbaka ett meddelande
        Jan fick ingen avisering om det här meddelandet eftersom tyst läge är på.
        Meddelanden och samtal skyddas med end-to-end-kryptering.
        Den här personen är inte tillgänglig på Messenger.
        Svarade på din händelse
        Nämnde dig i sin händelse
        """,
    "cs": """
        Zoë Nobody poslala přílohu.
        Zoë Nobody poslal(a) přílohu.
        Poslali jste přílohu.
        Zoë odeslala fotku.
        Poslali jste hlasovou zprávu.
        Reagoval(a) ❤ na vaši zprávu
        Reagovala ❤️ na vaši zprávu
        Dal(a) vaší zprávě To se mi líbí
        Zmeškali jste hovor od Jan.
        Zmeškali jste videohovor od uživatele Jan Noone.
        Jan zmeškal(a) váš videohovor.
        Jan Noone vám volal.
        Volali jste uživateli Jan.
        Videohovor skončil.
        Videohovor skončil
        Zoë zahájila videohovor.
        Zoë Nobody se připojila k videohovoru.
        Teď jste propojeni v Messengeru
        Teď si můžete posílat zprávy a volat si.
        Pozdravte svého nového přítele na Facebooku, Jan.
        Zamávali jste na uživatele Jan.
        Jan na vás zamával(a).
        Zoë pojmenovala skupinu Noční plavci.
        Změnili jste fotku skupiny.
        Zoë Nobody nastavila uživateli Jan Noone přezdívku Janni.
        Zoë nastavila svou přezdívku na Z.
        Zoë změnila motiv chatu na Oceán.
        Nastavili jste emoji na 🦉.
        Zoë přidala Jan Noone do skupiny.
        Zoë Nobody odebrala Ann Other ze skupiny.
        Opustili jste skupinu.
        Zoë Nobody vytvořila skupinu.
        Zoë Nobody se připojila ke skupině.
        Zoë jmenovala Jan Noone správcem skupiny.
        Vytvořili jste anketu: Kde?.
        Zoë Nobody hlasovala pro "Jezero" v anketě.
        Tato anketa už není k dispozici.
        Zoë Nobody vytvořila plán.
        Vytvořili jste připomenutí: Chléb.
        Připnuli jste zprávu.
        Poslali jste platbu.
        Zoë Nobody získala 120 bodů ve hře Polévka.
        Změnili jste popis nabídky.
        Jan čeká na vaši odpověď.
        Zrušili jste odeslání zprávy
        Zoë Nobody zapnula automatické odstranění zpráv.
        Jan nedostal upozornění na tuto zprávu, protože má zapnutý tichý režim.
        Zprávy a hovory jsou zabezpečeny koncovým šifrováním.
        Tato osoba není v Messengeru k dispozici.
        Odpověděl(a) na váš příběh
        Zmínil(a) vás ve svém příběhu
        """,
    "hu": """
        Zoë Nobody küldött egy mellékletet.
        Zoë Nobody mellékletet küldött.
        Küldtél egy mellékletet.
        Zoë küldött egy fényképet.
        Küldtél egy hangüzenetet.
        Ezzel reagált az üzenetedre: ❤
        Reagált az üzenetedre: ❤️
        Kedvelt egy üzenetet
        Nem fogadott hívás tőle: Jan
        Nem fogadtad Jan hívását.
        Jan nem fogadta a hívásodat.
        Jan Noone felhívott téged.
        Felhívtad őt: Jan.
        A videohívás véget ért.
        Videohívás véget ért
        Zoë videohívást indított.
        Zoë Nobody csatlakozott a videohíváshoz.
        Mostantól kapcsolatban vagytok a Messengeren
        Mostantól üzeneteket küldhettek egymásnak, és felhívhatjátok egymást.
        Köszönj új Facebook-ismerősödnek, Jan.
        Integettél neki: Jan.
        Jan integetett neked.
        Zoë elnevezte a csoportot: Éjszakai úszók.
        Megváltoztattad a csoport fényképét.
        Zoë Nobody beállította Jan Noone becenevét: Janni.
        Zoë megváltoztatta a témát erre: Óceán.
        Beállítottad az emojit: 🦉.
        Zoë hozzáadta Jan Noone felhasználót a csoporthoz.
        Zoë Nobody eltávolította Ann Other felhasználót a csoportból.
        Kiléptél a csoportból.
        Zoë Nobody létrehozta a csoportot.
        Zoë Nobody csatlakozott a csoporthoz.
        Zoë adminisztrátorrá tette őt: Jan Noone.
        Létrehoztál egy szavazást: Hol?.
        Zoë Nobody szavazott erre: Tó.
        Ez a szavazás már nem érhető el.
        Zoë Nobody létrehozott egy tervet.
        Létrehoztál egy emlékeztetőt: Kenyér.
        Kitűztél egy üzenetet.
        Zoë Nobody fizetést küldött.
        Zoë Nobody 120 pontot ért el a(z) Leves játékban.
        Módosítottad a hirdetés leírását.
        Jan várja a válaszodat.
        Visszavontál egy üzenetet
        Jan nem kapott értesítést erről az üzenetről, mert csendes módban van.
        Az üzeneteket és a hívásokat végpontok közötti titkosítás védi.
        Ez a személy nem érhető el a Messengeren.
        Válaszolt a történetedre
        Megemlített téged a történetében
        """,
    "ja": """
        Zoë Nobodyさんが添付ファイルを送信しました。
        Zoë Nobody さんが添付ファイルを送信しました
        あなたが添付ファイルを送信しました。
        Zoëが写真を送信しました。
        あなたはボイスメッセージを送信しました。
        Zoë Nobodyさんが写真を4枚送信しました。
        あなたのメッセージに❤でリアクションしました
        あなたのメッセージに「いいね！」しました
        Janさんからの着信に応答しませんでした。
        Jan Nooneさんからの不在着信がありました。
        Janさんがあなたからの着信に応答しませんでした。
        Jan Nooneさんがあなたに電話をかけました。
        Janさんに電話をかけました。
        ビデオ通話が終了しました。
        ビデオチャットが終了しました
        Zoë Nobodyさんがビデオ通話を開始しました。
        Zoë Nobodyさんがビデオ通話に参加しました。
        Messengerでつながりました
        お互いにメッセージの送信や通話ができるようになりました。
        新しいFacebookの友達Janさんに挨拶しましょう。
        Janさんに手を振りました。
        Jan Nooneさんがあなたに手を振りました。
        Zoë Nobodyさんがグループ名を夜の泳者に変更しました。
        あなたがグループの写真を変更しました。
        Zoë NobodyさんがJan NooneさんのニックネームをJanniに設定しました。
        Zoë Nobodyさんがチャットのテーマを海に変更しました。
        あなたが絵文字を🦉に設定しました。
        Zoë NobodyさんがJan Nooneさんをグループに追加しました。
        Zoë NobodyさんがAnn Otherさんをグループから削除しました。
        あなたがグループを退出しました。
        Zoë Nobodyさんがグループを作成しました。
        Zoë Nobodyさんがグループに参加しました。
        Zoë NobodyさんがJan Nooneさんをグループの管理者にしました。
        あなたがアンケートを作成しました: どこ?。
        Zoë Nobodyさんが「湖」に投票しました。
        このアンケートは利用できなくなりました。
        Zoë Nobodyさんが予定を作成しました。
        あなたがリマインダーを作成しました。
        あなたがメッセージをピン留めしました。
        あなたが送金しました。
        Zoë Nobodyさんがスープボールで120点を獲得しました。
        あなたが商品の説明を変更しました。
        Janさんが返信を待っています。
        Zoë Nobodyさんがメッセージの送信を取り消しました
        Janさんは静かモードのため通知されませんでした。
        メッセージと通話はエンドツーエンド暗号化で保護されています。
        この人はMessengerを利用できません。
        あなたのストーリーズに返信しました
        ストーリーズであなたをメンションしました
        """,
}

BY_PEOPLE = {
    "en": """
        You can now message me at work, too
        You can now call me any time
        You voted for the wrong party.
        Hello, I  missed your call.
        I missed your call.
        We left the group of tourists at the pier.
        left the group
        Mia sent an attachment.
        You called me yesterday.
        You sent a photo. Which one?
        You sent me an attachment.
        she named the group
        The call ended badly
        Call ended
        Missed call
        I liked a message
        You voted for him.
        You sold the car.
        Jan left the group
        Jan called you
        Jan sent a photo
        Jan missed your call, he says
        Zoë is not here right now
        You turned off the lights.
        Reacted badly to your message
        Messages and calls are expensive abroad
        Reminder: bring the soup
        Jan
        Zoë Nobody
        Zoë Nobody here, new number
        """,
    "de": """
        Ihr könnt euch jetzt gegenseitig anrufen, wenn ihr wollt
        Du hast für die Falschen gestimmt.
        Ich habe deinen Anruf verpasst.
        du hast einen Anhang gesendet, den ich nicht öffnen kann
        Hat mich gefreut, dass du auf meine Nachricht reagiert hast
        Mia hat einen Anhang gesendet.
        Du hast die Gruppe verlassen?
        Du hast mich angerufen.
        Der Anruf ist beendet, bevor er anfing
        Gefällt mir
        Jan hat ein Foto gesendet
        Jan hat angerufen
        Wir haben die Gruppe verlassen.
        Diese Umfrage ist Quatsch.
        Ihr seid jetzt verbunden, schön!
        """,
    "fr": """
        Vous pouvez maintenant envoyer le dossier.
        Vous avez voté pour qui ?
        Vous avez voté pour lui.
        Tu as appelé Jan.
        J’ai manqué ton appel.
        il a envoyé une pièce jointe vide, encore
        Vous avez vu ma photo ?
        Vous avez appelé qui ?
        Mia a envoyé une pièce jointe.
        A aimé ton gâteau, il paraît
        Jan a quitté le groupe
        Jan a appelé hier
        L’appel est mal passé
        Tu as quitté le groupe ?
        On a quitté le groupe de touristes.
        Ce sondage est nul.
        """,
    "es": """
        Ahora pueden llamarme cuando quieran
        Votaste por ellos.
        Perdí tu llamada, perdona.
        Perdiste una llamada importante de tu jefe, creo
        Enviaste la foto, ¿no?
        Mia envió un archivo adjunto.
        Llamaste a mi madre.
        Jan salió del grupo
        Jan te llamó ayer
        Salimos del grupo de turistas.
        ¿Saliste del grupo?
        Ahora están en casa
        Me gustó un mensaje tuyo
        Respondió a tu pregunta
        """,
    "it": """
        Ora potete scrivermi quando volete
        Hai votato per loro.
        Ho perso la tua chiamata.
        mi ha inviato un allegato enorme
        Hai inviato la foto?
        Mia ha inviato un allegato.
        Hai chiamato mamma.
        Jan ha lasciato il gruppo
        Jan ti ha chiamato
        Abbiamo lasciato il gruppo dei turisti.
        Ora siete tutti a casa
        La chiamata è terminata male
        Ha risposto alla tua domanda
        Mi piace
        """,
    "pt": """
        Agora vocês podem enviar tudo para mim
        Você votou em quem?
        Perdi sua ligação, desculpa.
        ele enviou um anexo errado de novo
        Você enviou a foto?
        Mia enviou um anexo.
        Você ligou para minha mãe.
        Jan saiu do grupo
        Jan ligou para você
        Saímos do grupo de turistas.
        Agora vocês estão em casa?
        Respondeu à sua pergunta
        Gostou da festa?
        A chamada foi péssima
        """,
    "nl": """
        Jullie kunnen elkaar nu bellen als je wilt
        Je hebt op hem gestemd.
        Ik heb je oproep gemist.
        hij heeft een bijlage verzonden die ik niet kan openen
        Je hebt de foto verzonden?
        Mia heeft een bijlage verzonden.
        Je hebt mijn moeder gebeld.
        Jan heeft de groep verlaten
        Jan heeft je gebeld
        We hebben de groep toeristen verlaten.
        Jullie zijn nu thuis?
        Heeft niemand op je bericht gelet
        Het gesprek is leuk
        Deze poll is stom
        """,
    "pl": """
        Teraz możecie dzwonić do mnie
        Zagłosowałeś na niego.
        Nie odebrałem twojego połączenia.
        ktoś wysłał załącznik bez treści
        Wysłałaś mi to zdjęcie?
        Mia wysłała załącznik.
        Zadzwoniłeś do mojej mamy.
        Jan opuścił grupę
        Jan dzwonił do Ciebie
        Opuściliśmy grupę turystów.
        Możecie teraz wejść
        Rozmowa była krótka
        Odpowiedział na moje pytanie
        opuściłeś grupę i nic nie mówisz
        """,
    "ru": """
        Теперь вы можете звонить мне
        Вы проголосовали за него.
        Я пропустил твой звонок.
        он отправил вложение не туда
        Вы отправили посылку?
        Миа отправила вложение.
        Вы позвонили моей маме.
        Jan покинул группу
        Jan звонил вам
        Мы покинули группу туристов.
        Теперь вы дома
        Звонок был плохой
        Ответил на мой вопрос
        Понравилось!
        """,
    "tr": """
        Artık birbirinizi arayabilirsiniz
        Arama bitti.
        Aramanı kaçırdım.
        yanlış bir ek gönderdi
        Bir fotoğraf gönderdin mi?
        Mia bir ek gönderdi.
        Annemi aradın.
        Jan gruptan ayrıldı
        Jan seni aradı
        Turist grubundan ayrıldık.
        Artık evde misin?
        Arama kötü geçti
        Soruna yanıt verdi
        Bu anket saçma
        """,
    "ro": """
        Acum puteți să vă sunați
        Am pierdut apelul tău.
        mi-a trimis un atașament gol
        Ai trimis poza?
        Mia a trimis un atașament.
        L-ai sunat pe tata.
        Jan a părăsit grupul
        Jan te-a sunat
        Am părăsit grupul de turiști.
        Acum sunteți acasă?
        Apelul a fost scurt
        A răspuns la întrebare
        Acest sondaj e prost
        """,
    "sv": """
        Ni kan nu ringa mig
        Du röstade på honom.
        Jag missade ditt samtal.
        han skickade en bilaga som inte går att öppna
        Du skickade bilden?
        Mia skickade en bilaga.
        Du ringde mamma.
        Jan lämnade gruppen
        Jan ringde dig
        Vi lämnade gruppen av turister.
        Ni är nu hemma?
        Samtalet var kort
        Svarade på frågan
        Nu kan ni komma
        """,
    "cs": """
        Teď si můžete volat
        Hlasovali jste pro něj.
        Zmeškal jsem tvůj hovor.
        poslal mi přílohu, která nejde otevřít
        Poslali jste fotku?
        Mia poslala přílohu.
        Volali jste mojí mámě.
        Jan opustil skupinu
        Jan vám volal
        Opustili jsme skupinu turistů.
        Teď jste doma?
        Hovor byl krátký
        Odpověděl na otázku
        Teď si můžete dát kafe
        """,
    "hu": """
        Mostantól írhattok nekem bármikor
        Most már üzenetet is írhattok
        Nem fogadtam a hívásodat.
        rossz mellékletet küldött
        Küldtél egy fényképet?
        Mia küldött egy mellékletet.
        Felhívtad anyát.
        Jan kilépett a csoportból
        Jan felhívott téged
        Kiléptünk a turisták csoportjából.
        Mostantól otthon vagyok
        A hívás rövid volt
        Válaszolt a kérdésre
        Ez a szavazás rossz
        """,
    "ja": """
        お互いにメッセージを送ろう
        これで終わりです
        写真を送信しましたか?
        添付ファイルを送信しました。
        ミアさんが添付ファイルを送信しました。
        あなたが好きです
        電話をかけました。
        Janさんが電話してきた
        グループを退出しました
        通話が長かった
        この人は面白い
        お互いに頑張ろう
        いいね！
        ビデオ通話しよう
        """,
}

MEMORIES = """
    3 Years Ago
    1 Year Ago
    Vor 3 Jahren
    Vor 1 Jahr
    Il y a 3 ans
    Il y a 1 an
    Hace 3 años
    3 anni fa
    Há 3 anos
    3 anos atrás
    3 jaar geleden
    3 lata temu
    5 lat temu
    3 года назад
    5 лет назад
    3 Yıl Önce
    Acum 3 ani
    För 3 år sedan
    Před 3 lety
    3 évvel ezelőtt
    3年前
    """

NO_MEMORIES = """
    3 years ago I was there
    It was 3 Years Ago
    Years Ago
    Vor 3 Jahren waren wir hier
    Il y a 3 ans déjà !
    Hace 3 años que te espero
    3年前のこと
    300 Years Ago
    """


def lines(block: str) -> list[str]:
    """The lines of one of the texts above."""
    return [line.strip() for line in block.splitlines() if line.strip()]
