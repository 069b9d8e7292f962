"""French."""

PARTS = {
    "I have": "<{who} a|Vous avez>",
    "thing": "<une <photo|image|vidéo|pièce jointe|position|localisation|position en direct|publication"
    "|story"
    "|animation GIF|note vocale>|un <GIF|autocollant|sticker|message vocal|message audio|clip audio|fichier"
    "|fichier audio|lien|lieu|contact|document|reel>>",
    "things": "<photos|vidéos|GIF|autocollants|fichiers|liens|pièces jointes|messages vocaux>",
    "call": "<appel|appel vidéo|appel audio|appel vocal|appel de groupe|chat vidéo>",
    "theme": "<thème|arrière-plan>",
    "nickname": "<surnom|pseudo|pseudonyme>",
    "my": "<votre|son>[ propre]",
}

SENTENCES = """
# attachments
{I have} <envoyé|partagé|transféré> {thing}.
Vous avez envoyé une pièce jointe
{I have} envoyé {n} {things}.
{I have} partagé <votre|sa> <position|localisation>[ en direct].
{I have} <commencé|arrêté> à partager <de la vidéo|une vidéo|<votre|sa> position>.
{I have} <arrêté de|commencé à> partager <la vidéo|<votre|sa> position>.
{I have} <pris|fait> une capture d'écran.

# reactions
A réagi [avec ][{emoji} ]à votre <message|story>[.]
A réagi à votre message avec {emoji}[.]
{I have} réagi [avec |par ]{emoji} à <votre|un|son> message[.]
A <aimé|adoré> un message[.]
{I have} <aimé|adoré> <un|votre|son> message[.]

# calls
Vous avez <manqué|raté> un {call} <de|avec> {whom}.
Vous avez <manqué|raté> une <discussion vidéo|conversation vidéo> <de|avec> {whom}.
Appel [vidéo ]manqué de {whom}[.]
{whom} a <manqué|raté> votre {call}.
{whom} a <manqué|raté> votre <discussion|conversation> vidéo.
{whom} vous a appelé<|e|(e)>.
{I have} appelé <{whom}|le groupe>.
{I have} <démarré|lancé|commencé|rejoint|quitté|terminé> <un {call}|l'<appel|appel vidéo|appel audio>\
|le chat vidéo>.
{I have} <démarré|lancé|commencé|rejoint|quitté> <une|la> <discussion|conversation> vidéo.
L'<appel|appel vidéo|appel audio|appel vocal> <est|s'est> terminé.
<Le chat vidéo est terminé|La <discussion|conversation> vidéo est terminée>.
<Appel vidéo terminé|Appel audio terminé|Chat vidéo terminé|Discussion vidéo terminée>[.]

# connected, waves
Vous êtes <maintenant|désormais|à présent> <connectés|connecté(e)s|en contact|en relation> <sur\
|dans> Messenger[.]
Vous pouvez <maintenant|désormais|à présent> {any}messages{any}<appel|appeler>{any}
Vous pouvez <maintenant|désormais|à présent> {any}<appeler|appels>{any}<informations|infos|statut>{any}
<Dites bonjour|Faites signe> à votre <nouvel ami|nouvelle amie\
|nouvel(le) ami(e)> <Facebook|sur Facebook>[,] {any}[.]
Vous avez <fait signe|fait coucou> à {whom}<.|!>
Vous avez salué {whom}<.|!>
{who} vous a <fait signe|fait coucou|salué|salué(e)|saluée>< !|!|.>

# group
{I have} <nommé|renommé|appelé> <le groupe|la conversation|la discussion> {any}.
{I have} <changé|modifié> le nom du groupe en {any}.
{I have} donné le nom {any} au groupe.
{I have} <changé|modifié|supprimé|retiré> <la photo|l'image|le nom> <du groupe|de la conversation\
|de la discussion>.
{I have} donné le {nickname} {nick} à {any}.
{I have} donné à {any} le {nickname} {nick}.
{I have} <défini|changé|modifié|remplacé> le {nickname} <de|pour> {any} <sur|en|par|à|comme> {nick}.
{I have} <défini|changé|modifié|remplacé> {my} {nickname} <sur|en|par|à|comme> {nick}.
{I have} <effacé|supprimé|retiré> le {nickname} <de|pour> {any}.
{I have} <effacé|supprimé|retiré> {my} {nickname}.
{I have} <défini|changé|modifié> le {theme}[ de la <discussion|conversation>].
{I have} <défini|changé|modifié> le {theme}[ de la <discussion|conversation>] <en|pour|sur|par|à> {any}.
{I have} <changé|modifié> <la couleur|les couleurs> de la <discussion|conversation>.
{I have} <défini|changé|modifié> <l'emoji|l'émoji|l'emoticône|la réaction rapide> <sur|en|par|pour|à> {any}.
{I have} <défini|choisi> {any} comme <emoji|émoji|réaction rapide>.
{I have} ajouté {any} <au groupe|à la conversation|à la discussion>.
{I have} <retiré|supprimé|exclu> {any} <du groupe|de la conversation|de la discussion>.
{I have} <quitté|créé|rejoint|intégré> <le groupe|ce groupe|la conversation|la discussion>.
{I have} rejoint le groupe <via|avec|grâce à> {any}.
{I have} <nommé|promu> {any} <administrateur|administratrice|admin>[ du groupe].
{I have} <ajouté|retiré|supprimé> {any} <en tant qu'|des |comme ><administrateur|administratrice|admin\
|administrateurs>[ du groupe].
{whom} est maintenant administrateur[ du groupe].
{I have} <activé|désactivé> l'approbation <des membres|de l'administrateur|des administrateurs>[{any}].
{I have} <activé|désactivé> les messages éphémères[{any}].
{I have} <épinglé|désépinglé> un message.

# polls, plans, reminders
{I have} <créé|lancé> un sondage[[ ]: {any}].
{I have} voté pour {any} dans le sondage[{any}].
{who} a voté pour {any}.
{I have} <changé|modifié> <votre|son> vote[ <pour|en> {any}][ dans le sondage].
Ce sondage n'est plus disponible[.]
{I have} <créé|démarré|lancé> un <plan|projet>[[ ]: {any}].
{I have} nommé le <plan|projet> {any}.
{I have} créé <le|un> rappel[[ ]: {any}].
{I have} <changé|modifié> <l'heure|la date|le lieu> du <plan|projet> <en|pour|à> {any}.

# payments, games, marketplace
{I have} <envoyé|demandé|reçu> un paiement.
{I have} <marqué|obtenu|fait> {n} points <à|sur|dans|en jouant à> {any}.
{who} vous a <défié|mis au défi> <à|sur|dans> {any}.
{I have} <modifié|changé> <la description|le titre|le prix> de l'annonce.
{whom} attend votre réponse.

# taken back, quiet mode, encryption, unavailable
{I have} annulé l'envoi d'un message[.]
{I have} <retiré|supprimé> un message.
{whom} n'a pas <reçu de notification|été notifié|été notifié(e)|été averti|été informé> <pour|de\
|à propos de|concernant> ce message<,| car| parce>{any}
Les messages et <les |>appels sont <sécurisés|protégés> <avec le|par le|par un\
|grâce au> chiffrement de bout en bout[.]
Les messages et <les |>appels sont <sécurisés|protégés> <avec le|par le|par un\
|grâce au> chiffrement de bout en bout. {any}
Les messages et <les |>appels sont chiffrés de bout en bout{any}
Cette personne <n'est pas disponible|est indisponible> sur Messenger[.]

# stories
A répondu à votre story[.]
{I have} <répondu|réagi> à <votre|sa> story[.]
Vous a <mentionné|mentionnée|mentionné(e)|identifié> dans <sa|une> story[.]
{who} vous a <mentionné|mentionnée|mentionné(e)> dans <sa|une> story[.]
{I have} partagé <votre|sa> story[.]
"""

MEMORIES = """
Il y a {years} <an|ans>
Il y a un an
"""
