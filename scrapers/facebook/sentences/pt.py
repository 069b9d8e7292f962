"""Portuguese, of Brazil and of Portugal."""

PARTS = {
    "thing": "<uma <foto|imagem|figurinha|mensagem de voz|mensagem de áudio|localização"
    "|localização em tempo real"
    "|publicação|história>|um <anexo|vídeo|GIF|adesivo|autocolante|sticker|clipe de áudio|áudio|arquivo"
    "|ficheiro"
    "|link|post|reel|story|contato|contacto|documento|local>|uma ligação>",
    "things": "<fotos|vídeos|GIFs|figurinhas|autocolantes|arquivos|ficheiros|links|anexos|mensagens de voz>",
    "sent": "<<{who}|Você> enviou|Enviaste>",
    "shared": "<<{who}|Você> compartilhou|{who} partilhou|Partilhaste>",
    "changed": "<<{who}|Você> <mudou|alterou|trocou>|Mudaste|Alteraste>",
    "set": "<<{who}|Você> definiu|Definiste>",
    "removed": "<<{who}|Você> <removeu|apagou|limpou>|Removeste|Apagaste|Limpaste>",
    "added": "<<{who}|Você> adicionou|Adicionaste>",
    "created": "<<{who}|Você> criou|Criaste>",
    "started": "<<{who}|Você> <iniciou|começou>|Iniciaste|Começaste>",
    "call": "<<chamada|ligação>[ de <vídeo|áudio|voz|grupo>]|videochamada>",
    "chat": "<bate-papo|chat> <por|de|com> vídeo",
    "nickname": "<o apelido|a alcunha>",
    "my": "<seu|o seu|o teu|sua|a sua|a tua>[ próprio| própria] <apelido|alcunha>",
    "as": "<como|para>",
}

SENTENCES = """
# attachments
{sent} {thing}.
<Você enviou|Enviaste> um anexo
{sent} {n} {things}.
{shared} {thing}.
{shared} <a |>sua localização[ em tempo real].
<{who} parou|Você parou|{who} deixou|Deixaste> de compartilhar <vídeo|<a |>sua localização>.
<{who}|Você> começou a compartilhar <vídeo|<a |>sua localização>.
<<{who}|Você> <fez|tirou>|Fizeste|Tiraste> uma captura <de tela|de ecrã>.

# reactions
Reagiu [com ][{emoji} ]<à <sua|tua> mensagem|ao seu story|à <sua|tua> história>[.]
<{who} reagiu|Você reagiu|Reagiste> com {emoji} <à <sua|tua> mensagem|a uma mensagem>[.]
<Curtiu|Gostou de|Amou> uma mensagem[.]
<{who}|Você> <curtiu|amou> <uma|sua|a sua> mensagem[.]
{who} gostou <de uma|da tua|da sua> mensagem[.]

# calls
<Você perdeu|Perdeste|Não atendeste> uma {call} de {whom}.
<Você perdeu|Perdeste> um {chat} com {whom}.
<Chamada|Ligação> perdida de {whom}[.]
{whom} <perdeu|não atendeu> <a |><sua|tua> {call}.
{whom} <perdeu|não atendeu> <o |><seu|teu> {chat}.
{whom} <ligou para você|te ligou|ligou-te|ligou para ti>.
<Você ligou para|Ligaste a|Ligaste para> {whom}.
{started} <uma|a> {call}.
{started} <um|o> {chat}.
<<{who}|Você> entrou n|{who} participa n|Entraste n><a {call}|o {chat}>.
<{who} juntou-se|Juntaste-te> à {call}.
<{who}|Você> saiu da {call}.
A {call} <foi encerrada|terminou|acabou>.
O {chat} <foi encerrado|terminou|acabou>.
<Chamada de vídeo|Chamada de áudio|Ligação de vídeo|Videochamada> <encerrada|terminada>[.]
<Bate-papo|Chat> por vídeo <encerrado|terminado>[.]

# connected, waves
Agora vocês estão conectados <no|pelo> Messenger[.]
<Agora|Já> <estão|têm> <ligados|ligação|conectados> <no|através do> Messenger[.]
Estão agora ligados no Messenger[.]
Agora[,] <vocês |>podem {any}mensagens{any}<ligar|chamadas|ligações|telefonar>{any}
Agora[,] <vocês |>podem <ligar|efetuar>{any}<informações|status|estado>{any}
<Diga oi|Diga olá|Diz olá|Dê um oi> <para|a|ao> <o |>[<seu|teu> ]<novo amigo|nova amiga> <do\
|no> Facebook, {any}[.]
Você acenou para {whom}<.|!>
Acenaste <a|para> {whom}<.|!>
{who} <acenou para você|acenou-te><.|!>

# group
<<{who}|Você> nomeou|Nomeaste> o grupo [como ]{any}.
<<{who}|Você> deu|Deste> ao grupo o nome {any}.
<<{who}|Você> deu|Deste> o nome {any} ao grupo.
{changed} o nome do grupo para {any}.
<{changed}|{removed}> <a foto|a imagem|o nome> do <grupo|bate-papo>.
<{set}|{changed}> {nickname} de {any} {as} {nick}.
<{set}|{changed}> {my} {as} {nick}.
<{who}|Você> deu a {any} {nickname} {nick}.
{removed} {nickname} de {any}.
{removed} {my}.
<{set}|{changed}> o tema[ <da conversa|do chat|do bate-papo>][ {as} {any}].
{changed} <as cores|a cor> <da conversa|do chat|do bate-papo>.
<{set}|{changed}> <o emoji|a reação rápida> {as} {any}.
{added} {any} <ao grupo|à conversa>.
{removed} {any} <do grupo|da conversa>.
<<{who}|Você> saiu|Saíste> do grupo.
{created} <o|este|um> grupo.
<<{who}|Você> entrou|Entraste> no grupo[ <pelo|com|por meio de|através de> {any}].
<{who} juntou-se|Juntaste-te> ao grupo.
<<{who}|Você> <tornou|nomeou|promoveu>|Tornaste> {any} <administrador|administradora|admin>[ do grupo].
<{added}|{removed}> {any} como <administrador|administradora|admin>[ do grupo].
<<{who}|Você> <ativou|desativou>|Ativaste|Desativaste> a aprovação de <membros|administradores>[{any}].
<<{who}|Você> <ativou|desativou>|Ativaste|Desativaste> as mensagens temporárias[{any}].
<<{who}|Você> <fixou|afixou|desafixou>|Fixaste|Afixaste> uma mensagem.

# polls, plans, reminders
{created} uma <enquete|sondagem|votação>[: {any}].
<<{who}|Você> votou|Votaste> <em|para|por> {any} na <enquete|sondagem|votação>[ {any}].
{who} votou em {any}.
{changed} <o |><seu|teu> voto[ para {any}].
Esta <enquete|sondagem|votação> <não está mais|já não está> disponível[.]
<{created}|{started}> um plano[: {any}].
{created} <o|um> lembrete[: {any}].
<{who}|Você> <nomeou|chamou> o plano [como |de ]{any}.
{changed} <a hora|o horário|a data|o local> do plano para {any}.

# payments, games, marketplace
{sent} um pagamento.
Uma solicitação de pagamento foi detectada automaticamente[.]
<{who}|Você> <marcou|fez|obteve|conseguiu> {n} pontos <em|no|na|jogando> {any}.
<{who} desafiou você|{who} desafiou-te> <em|no|na|para> {any}.
{changed} <a descrição|o título|o preço> <do anúncio|da listagem|do classificado|do item>.
{whom} está <<aguardando|esperando> <|a >sua|à espera da tua> resposta.

# taken back, quiet mode, encryption, unavailable
<<{who}|Você> <cancelou|anulou|desfez>|Anulaste|Cancelaste> o envio de uma mensagem[.]
{removed} uma mensagem.
{whom} não foi <notificado|notificada|notificado(a)> sobre <esta|essa> mensagem porque {any}
As mensagens e [as ]<chamadas|ligações> <são|estão> <protegidas|seguras> <com|pela|por\
|com a> <criptografia|encriptação> de ponta a ponta[.]
As mensagens e [as ]<chamadas|ligações> <são|estão> <protegidas|seguras> <com|pela|por\
|com a> <criptografia|encriptação> de ponta a ponta. {any}
Esta pessoa <não está disponível|está indisponível> no Messenger[.]

# stories
<Respondeu|Reagiu> <ao seu story|à <sua|tua> história>[.]
{who} <respondeu|reagiu> <ao seu story|à <sua|tua> história>[.]
<Mencionou você|Mencionou-te> <no story <dele|dela|dele(a)>|em seu story|na sua história>[.]
{who} <mencionou você|mencionou-te> <no story <dele|dela|dele(a)>|em seu story|na sua história>[.]
{shared} <seu story|a <sua|tua> história>[.]
"""

MEMORIES = """
Há {years} <ano|anos>
{years} <ano|anos> atrás
Há um ano
"""
