"""English."""

PARTS = {
    "I": "<{who}|You>",
    "my": "<your|his|her|their>[ own]",
    "thing": "<photo|picture|video|GIF|sticker|voice message|voice clip|audio message|audio clip"
    "|audio file|file"
    "|attachment|link|location|live location|post|reel|story|contact|document|note|song|game|memory|event>",
    "things": "<photos|videos|GIFs|stickers|files|links|attachments|voice messages>",
    "call": "<[video |audio |voice |group ]<call|chat>>",
    "kind of call": "<<video|audio|voice|group> <call|chat>>",
    "group": "<group|conversation|chat>",
}

SENTENCES = """
# attachments
{I} sent an attachment[.]
{I} sent a[n] {thing}.
{I} sent {n} {things}.
{I} <shared|forwarded> a[n] {thing}.
{I} shared {my} [live ]location.
{I} <started|stopped> sharing <video|{my} [live ]location|{my} screen>.
{I} took a screenshot[ of the chat].

# reactions
Reacted [{emoji} ]to your <message|story>[.]
<Liked|Loved|Laughed at|Disliked|Emphasized|Questioned> a message[.]
{I} <liked|loved|laughed at|disliked|emphasized|questioned> <a|{my}> message[.]
{I} reacted [with ]{emoji} to <a|{my}|{whom}'s> message[.]

# calls
You missed a[n] {call} <from|with> {whom}.
You missed a[n] {kind of call}[.]
{whom} missed <<your|the|a[n]> {call}|a[n] {call} <from|with> <you|{whom}>>.
{whom} <called|video called> you.
You <called|video called> {whom}.
{I} <called|video called> the group.
{I} <started|joined|left|ended|declined> <a[n]|the> {call}.
You <started|joined> <a[n]|the> {kind of call}[.]
The <call|{kind of call}> <ended|has ended>.
The {kind of call} <ended|has ended>
<Video|Audio|Voice> <call|chat> ended[.]

# connected, waves
You<'re| are> now connected on Messenger[.]
You and {whom} are now <connected on Messenger|friends>[.]
Say hi to your new Facebook friend, {any}[.]
You can now message and call each other and see info{any}
You can now <message|call> each other and see info{any}
You can now message and call each other.
{I} waved at <you|everyone|the group|{whom}><.|!>
You and {whom} waved at each other<.|!>

# group
{I} named the {group} {any}.
{I} <changed|removed|updated> the {group} <photo|picture|name|description>.
{I} changed the {group} <name|description> to {any}.
{I} set the nickname for {any} to {nick}.
{I} set {my} nickname to {nick}.
{I} <cleared|removed> the nickname for {any}.
{I} <cleared|removed> {my} nickname.
{I} changed the [chat ]<theme|color|colour|colors|colours|wallpaper>.
{I} changed the [chat ]<theme|color|colour|colors|colours|wallpaper> to {any}.
{I} <set|changed> the <emoji|quick reaction> to {any}.
{I} removed the <emoji|quick reaction>.
{I} <set|added> {any} as the word effect for {any}.
{I} <added|invited> {any} to the <{group}|call>.
{I} removed {any} from the <{group}|call>.
{I} <added|removed> participants.
{I} <left|created> the {group}.
{I} joined the {group}[ <via|with|using> {any}].
{I} requested to join the group.
{I} approved {any} request to join the group.
{I} made {any} a[n] [group ]admin.
{I} <added|removed> {any} as a[n] [group ]admin.
{whom} is <now|no longer> a[n] [group ]admin.
You are <now|no longer> a[n] [group ]admin.
{I} turned <on|off> <<member|admin> approval|disappearing messages|vanish mode|message requests\
|link sharing>[ {any}][.]
{I} turned <on|off> <<member|admin> approval|disappearing messages>. {any}
{I} <pinned|unpinned> a message[.]
This <chat|conversation|group> is read-only.
You can't reply to this conversation[.]

# polls, plans, reminders
{I} created a poll[: {any}].
{I} voted for "{any}" in the poll[: {any}].
{I} removed {my} vote for "{any}" in the poll[: {any}].
{who} voted for {any}.
{I} changed {my} vote[s][ to {any}][ in the poll[: {any}]].
{I} added "{any}" to the poll[: {any}].
This poll is no longer available[.]
{I} <started|created|deleted|cancelled|canceled> <a|the> <plan|reminder>.
{I} <created|started|named|deleted|cancelled|canceled> <a|the> <plan|reminder>: {any}.
{I} named the <plan|reminder> {any}.
{I} <changed|updated|removed> the <plan|reminder> <name|title|time|date|location>[ to {any}].
{I} responded <Going|Maybe|Can't Go|Interested|Not Going>[ to {any}].

# payments, games, marketplace
{I} <sent|requested|received|accepted|declined|cancelled|canceled> a <payment|money request\
|payment request>[ <from|of|to> {any}].
{I} <sent|requested|paid> [{whom} ]<$|€|£>{n}[ <to|from> <you|{whom}>].
A payment request was auto-detected[.]
{I} scored {n} [points ]<in|on|playing> {any}.
{I} challenged <you|{whom}> <to|in|on> {any}.
{I} played back, now it[ i]<s|'s> your turn!
{I} made {my} move: {any}
{I} changed the listing <description|title|price|photo[s]|location>[ to {any}].
{I} <reduced|lowered> the price to {any}.
{I} marked the listing as <available|pending|sold|Available|Pending|Sold>.
{I} removed the item from Marketplace.
{who} sold {any}.
{whom} is waiting for your response[ about this listing].

# taken back, quiet mode, encryption, unavailable
<{I}|User> unsent a message[.]
{I} <removed|deleted> a message.
{I} removed {whom}'s message.
<{whom}|You> <wasn't|weren't> notified about this message because {any} in quiet mode[.]
[New: ]<M|m>essages and calls are <secured|protected> with end-to-end encryption[.]
[New: ]<M|m>essages and calls are <secured|protected> with end-to-end encryption. {any}
{I} upgraded the security of this chat. {any}
This <person|account> is unavailable on <Messenger|Facebook>[.]

# stories
{I} replied to <{my}|{whom}'s> story[.]
Replied to your story[.]
{I} reacted [{emoji} ]to <{my}|{whom}'s> story[.]
{I} mentioned <you|{whom}> in {my} story[.]
Mentioned you in <their|his|her> story[.]
{I} shared <{my}|{whom}'s> story[.]
"""

MEMORIES = """
{years} <Year|Years> Ago[ Today]
{years} <Year|Years> Ago See <Your Memories|your memories>[ ›]
"""
