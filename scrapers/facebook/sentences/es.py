"""Spanish, of Spain and of Latin America."""

PARTS = {
    "thing": "<una <foto|imagen|publicación|ubicación|ubicación en tiempo real|historia|nota de voz>"
    "|un <archivo"
    "|archivo adjunto|archivo de audio|adjunto|video|vídeo|GIF|sticker|mensaje de voz|clip de audio|audio"
    "|enlace"
    "|contacto|documento|reel>>",
    "things": "<fotos|videos|vídeos|GIF|stickers|archivos|enlaces|archivos adjuntos|mensajes de voz>",
    "sent": "<{who} envió|{who} ha enviado|Enviaste|Has enviado>",
    "shared": "<{who} compartió|{who} ha compartido|Compartiste|Has compartido>",
    "started": "<{who} inició|{who} ha iniciado|{who} comenzó|Iniciaste|Has iniciado>",
    "joined": "<{who} se unió|{who} se ha unido|Te uniste|Te has unido>",
    "changed": "<{who} cambió|{who} ha cambiado|{who} modificó|{who} ha modificado|Cambiaste|Has cambiado"
    "|Modificaste>",
    "set": "<{who} estableció|{who} ha establecido|{who} configuró|{who} puso|Estableciste"
    "|Has establecido|Configuraste>",
    "removed": "<{who} eliminó|{who} ha eliminado|{who} borró|{who} quitó|Eliminaste|Has eliminado"
    "|Borraste|Quitaste>",
    "created": "<{who} creó|{who} ha creado|Creaste|Has creado>",
    "call": "<llamada|llamada de voz|llamada de audio|llamada de video|llamada grupal|videollamada"
    "|videochat>",
    "my": "<tu|su>[ propio]",
    "as": "<como|en|a|por>",
}

SENTENCES = """
# attachments
{sent} {thing}.
<Enviaste|Has enviado> un <archivo adjunto|adjunto>
{sent} {n} {things}.
{shared} {thing}.
{shared} <tu|su> ubicación[ en tiempo real].
<{who} dejó|{who} ha dejado|Dejaste|Has dejado> de compartir <video|vídeo|<tu|su> ubicación>.
<{who} empezó|{who} comenzó|Empezaste|Comenzaste> a compartir <video|vídeo|<tu|su> ubicación>.
<{who} hizo|{who} tomó|Hiciste|Tomaste> una captura de pantalla.

# reactions
<Reaccionó|Ha reaccionado> [con ][{emoji} ]a tu <mensaje|historia>[.]
{who} <reaccionó|ha reaccionado> con {emoji} a tu mensaje[.]
<Reaccionaste|Has reaccionado> con {emoji} a <un|su> mensaje[.]
<Le gustó|Le ha gustado|Indicó que le gusta|Le encantó> <un|tu> mensaje[.]

# calls
<Perdiste|Has perdido|Tienes> una {call} [perdida ]<de|con> {whom}.
<Llamada|Videollamada> perdida de {whom}[.]
{whom} <perdió|ha perdido|no respondió|no ha respondido|no contestó|no ha contestado> [a ]tu {call}.
{whom} te <llamó|ha llamado|videollamó>.
<Llamaste|Has llamado> a {whom}.
{started} <una|la> {call}.
{joined} a <la|una> {call}.
<{who} salió|Saliste> de la {call}.
La {call} <finalizó|terminó|ha finalizado|ha terminado>.
<Finalizó|Terminó|Ha terminado> la {call}.
<Llamada|Videollamada|Llamada de audio|Videochat> <finalizada|terminada|finalizado|terminado>.
<Videollamada|Llamada de audio|Videochat> <finalizada|terminada|finalizado|terminado>

# connected, waves
<Ahora|Ya> <están|estáis> conectados <en|por|a través de> Messenger[.]
<Ahora|Ya> <pueden|podéis> {any}mensajes{any}<llamarse|llamaros|llamadas>{any}
<Ahora|Ya> <pueden|podéis> <llamarse|llamaros>{any}<información|estado>{any}
<Saluda|Di hola|Dile hola> a tu <nuevo amigo|nueva amiga> <de|en> Facebook, {any}[.]
<Saluda|Di hola|Dile hola> a {any}, tu <nuevo amigo|nueva amiga> <de|en> Facebook[.]
<Saludaste|Has saludado> a {whom}<.|!>
{who} te <saludó|ha saludado><.|!>

# group
<{who} nombró|{who} llamó|Nombraste|Llamaste|{who} ha llamado|Has llamado> <al|el> grupo {any}.
<{who} puso|{who} asignó|Pusiste|Asignaste> el nombre {any} al grupo.
{changed} el nombre del <grupo|chat> <a|por> {any}.
<{changed}|{removed}> <la foto|la imagen|el nombre> del <grupo|chat|grupo de chat>.
<{set}|{changed}> el apodo de {any} {as} {nick}.
<{set}|{changed}> {my} apodo {as} {nick}.
<{who} asignó|{who} puso|Asignaste|Pusiste> a {any} el apodo {nick}.
{removed} el apodo de {any}.
{removed} {my} apodo.
<{set}|{changed}> el tema[ del chat][ {as} {any}].
{changed} <los colores|el color> del chat.
<{set}|{changed}> <el emoji|la reacción rápida> {as} {any}.
<{who} agregó|{who} añadió|{who} ha añadido|{who} ha agregado|Agregaste|Añadiste\
|Has añadido> a {any} al <grupo|chat>.
<{removed}|{who} expulsó|{who} sacó|Expulsaste> a {any} del <grupo|chat>.
<{who} salió|{who} ha salido|Saliste|Has salido> del <grupo|chat>.
<{who} abandonó|{who} ha abandonado|{who} dejó|Abandonaste|Has abandonado|Dejaste> <el grupo|el chat\
|la conversación>.
{created} <el|este|un> grupo.
{joined} al grupo[ <mediante|con|a través de> {any}].
<{who} nombró|{who} hizo|{who} convirtió|Nombraste|Hiciste|Convertiste> a {any} <administrador\
|administradora>[ del grupo].
<{who} nombró|Nombraste> <administrador|administradora>[ del grupo] a {any}.
<{who} convirtió|Convertiste> a {any} en <administrador|administradora>[ del grupo].
<{who} activó|{who} desactivó|{who} ha activado|{who} ha desactivado|Activaste\
|Desactivaste> la aprobación de [los ]<miembros|administradores>[{any}].
<{who} activó|{who} desactivó|Activaste|Desactivaste> los mensajes <temporales|que desaparecen>[{any}].
<{who} fijó|{who} ha fijado|{who} ancló|Fijaste|Has fijado> un mensaje.

# polls, plans, reminders
{created} una encuesta[: {any}].
<{who} votó|{who} ha votado|Votaste|Has votado> <por|a favor de> {any} en la encuesta[ {any}].
{who} <votó|ha votado> por {any}.
{changed} <tu|su> voto[ <a|por> {any}].
Esta encuesta ya no está disponible[.]
<{created}|{started}> un plan[: {any}].
{created} <el|un> recordatorio[: {any}].
<{who} llamó|{who} nombró> <al|el> plan {any}.
{changed} <la hora|la fecha|el lugar|la ubicación> del plan a {any}.

# payments, games, marketplace
{sent} un pago.
<{who} obtuvo|{who} anotó|{who} consiguió|{who} ha conseguido|Obtuviste|Anotaste\
|Conseguiste> {n} puntos <en|jugando a> {any}.
{who} te <desafió|retó> <a|en> {any}.
{changed} <la descripción|el título|el precio> <de la publicación|del artículo|del anuncio>.
{whom} está esperando tu respuesta.

# taken back, quiet mode, encryption, unavailable
<{who} anuló|{who} ha anulado|{who} canceló|Anulaste|Has anulado|Cancelaste> el envío de un mensaje[.]
{removed} un mensaje.
No se notificó a {whom} sobre este mensaje porque {any}
{whom} no <recibió|ha recibido> <|una |ninguna >notificación <de|sobre> este mensaje porque {any}
Los mensajes y las llamadas están <protegidos|protegidas|cifrados\
|cifradas> [con cifrado ]de extremo a extremo[.]
Los mensajes y las llamadas están <protegidos|protegidas|cifrados\
|cifradas> [con cifrado ]de extremo a extremo. {any}
Esta persona no está disponible en Messenger[.]

# stories
<Respondió|Ha respondido> a tu historia[.]
{who} <respondió|ha respondido|reaccionó> a tu historia[.]
<Te mencionó|Te ha mencionado> en su historia[.]
{who} te <mencionó|ha mencionado> en su historia[.]
<Respondiste|Has respondido> a su historia[.]
{shared} <tu|su> historia[.]
"""

MEMORIES = """
Hace {years} <año|años>
Hace un año
"""
