"""Turkish."""

PARTS = {
    "thing": "<fotoğraf|resim|video|GIF|çıkartma|sesli mesaj|ses kaydı|ses klibi|ses dosyası|dosya|ek"
    "|bağlantı|konum"
    "|canlı konum|gönderi|Reels videosu|reel|hikaye|hikâye|kişi|belge>",
    "call": "<arama|görüntülü arama|sesli arama|görüntülü sohbet|grup araması|çağrı>",
    "to call": "<aramaya|görüntülü aramaya|sesli aramaya|görüntülü sohbete>",
    "your call": "<aramanı|aramanızı|görüntülü aramanı|görüntülü aramanızı|sesli aramanı"
    "|görüntülü sohbetini>",
    "person": "{whom} <adlı kişinin|kişisinin|adlı kullanıcının>",
    "to person": "{whom} <adlı kişiye|kişisine|adlı kullanıcıya>",
    "from person": "{whom} <adlı kişiden|kişisinden>",
    "made": "<yaptı|olarak <ayarladı|değiştirdi|belirledi>>",
    "you made": "<yaptın|yaptınız|olarak <ayarladın|değiştirdin|ayarladınız|değiştirdiniz|belirledin>>",
}

SENTENCES = """
# attachments
{who} <bir|1> {thing} <gönderdi|paylaştı|iletti>.
<Bir|1> {thing} <gönderdin|gönderdiniz|paylaştın|paylaştınız|ilettin>.
Bir ek gönderdin
{who} {n} <fotoğraf|video|GIF|dosya|ek|çıkartma> gönderdi.
{who} <canlı |>konumunu paylaştı.
{who} <video|konumunu> paylaşmaya başladı.
{who} <video|konumunu> paylaşmayı durdurdu.
{who} ekran görüntüsü aldı.

# reactions
Mesajına [{emoji} ]<ifadesini bıraktı|tepkisini verdi|ifadesi bıraktı|ile tepki verdi>[.]
Mesajınıza [{emoji} ]<ifadesini bıraktı|tepkisini verdi|ifadesi bıraktı|ile tepki verdi>[.]
{who} <mesajına|mesajınıza> {emoji} <ifadesini bıraktı|tepkisini verdi|ifadesi bıraktı|ile tepki verdi>[.]
Bir mesajı beğendi[.]
Mesajını beğendi[.]
{who} <bir mesajı|mesajını|mesajınızı> beğendi.

# calls
{person} <aramasını|görüntülü aramasını|sesli aramasını> <cevapsız bıraktın|cevapsız bıraktınız|kaçırdın\
|kaçırdınız>.
{from person} gelen [bir ]{call} <cevapsız bıraktın|kaçırdın|kaçırdınız>.
{from person} cevapsız {call}.
{whom} {your call} <cevapsız bıraktı|kaçırdı|yanıtlamadı|cevaplamadı>.
{whom} <seni|sizi> [görüntülü ]aradı.
{whom} <adlı kişiyi|kişisini> <aradın|aradınız>.
{who} [bir ]{call} başlattı.
<Bir {call}|Görüntülü arama> <başlattın|başlattınız>.
{who} {to call} katıldı.
<Aramaya|Görüntülü aramaya|Görüntülü sohbete> <katıldın|katıldınız>.
Arama sona erdi.
<Görüntülü arama|Sesli arama|Görüntülü sohbet> <sona erdi|bitti|sonlandı>.
<Görüntülü arama|Sesli arama|Görüntülü sohbet> <sona erdi|bitti|sonlandı>

# connected, waves
Artık Messenger'da <bağlantınız var|bağlantı kurdunuz|bağlantıdasınız|bağlantılısınız|arkadaşsınız>[.]
Artık {any}<mesaj|mesajlar|mesajlaşabilir>{any}<arayabilir|arama>{any}
Artık birbirinizi arayabilir{any}<bilgi|durum>{any}
Yeni Facebook arkadaşın[ız] {any} <ile selamlaş|kişisine merhaba de|adlı kişiye merhaba de>[.]
Yeni Facebook arkadaşın<|ıza|a> merhaba de: {any}[.]
{who} <sana|size> el salladı<.|!>
{to person} el <salladın|salladınız><.|!>

# group
{who} <grubun|sohbetin> adını {any} {made}.
<Grubun|Sohbetin> adını {any} {you made}.
{who} <gruba|sohbete> {any} adını verdi.
{who} <grup|grubun> <fotoğrafını|resmini|adını> <değiştirdi|kaldırdı>.
<Grup|Grubun> <fotoğrafını|resmini|adını> <değiştirdin|değiştirdiniz|kaldırdın>.
{who}, {person} takma adını {nick} {made}.
{who} {person} takma adını {nick} {made}.
{person} takma adını {nick} {you made}.
{who} <takma adını|kendi takma adını|takma adınızı> {nick} {made}.
{who}[,] {person} takma adını <kaldırdı|sildi|temizledi>.
{who} <temayı|sohbet temasını|sohbetin temasını> {any} {made}.
<Temayı|Sohbet temasını> {any} {you made}.
{who} <sohbet|sohbetin> renklerini değiştirdi.
{who} <emojiyi|hızlı ifadeyi|hızlı tepkiyi> {any} {made}.
<Emojiyi|Hızlı ifadeyi|Hızlı tepkiyi> {any} {you made}.
{who}[,] {any} <adlı kişiyi|kişisini|adlı kullanıcıyı> gruba ekledi.
{who}[,] {any} <adlı kişiyi|kişisini|adlı kullanıcıyı> gruptan çıkardı.
{who} <seni|sizi> gruba ekledi.
{who} <seni|sizi> gruptan çıkardı.
{whom} <adlı kişiyi|kişisini> gruba <eklediniz|ekledin>.
{who} <gruptan ayrıldı|grubu oluşturdu|gruba katıldı|sohbetten ayrıldı>.
<Gruptan|Sohbetten> <ayrıldın|ayrıldınız>.
Grubu <oluşturdun|oluşturdunuz>.
Gruba <katıldın|katıldınız>.
{who}[,] {any} <adlı kişiyi|kişisini> [grup ]yönetici<si|> yaptı.
{who} <üye onayını|yönetici onayını|kaybolan mesajları> <açtı|kapattı>[{any}].
{who} bir mesajı <sabitledi|sabitlemeyi kaldırdı>.
Bir mesajı <sabitledin|sabitlediniz>.

# polls, plans, reminders
{who} [bir ]anket oluşturdu[: {any}].
Bir anket <oluşturdun|oluşturdunuz>[: {any}].
{who}[,] <ankette {any} için|{any} anketinde {any} için|ankette {any} seçeneğine> oy verdi.
{who} oyunu <değiştirdi|{any} olarak değiştirdi>.
Bu anket artık <kullanılamıyor|mevcut değil|kullanılabilir değil>[.]
{who} [bir ]plan <oluşturdu|başlattı>[: {any}].
{who} [bir ]<hatırlatıcı|anımsatıcı> oluşturdu[: {any}].
{who} planın adını {any} {made}.

# payments, games, marketplace
{who} [bir ]ödeme <gönderdi|istedi>.
{who}[,] {any} oyununda {n} puan <aldı|yaptı|kazandı>.
{who} <seni|sizi> {any} oyununda <düelloya davet etti|yenmeye çağırdı>.
{who} ilan <açıklamasını|başlığını|fiyatını> değiştirdi.
{whom} yanıtını[zı] bekliyor.

# taken back, quiet mode, encryption, unavailable
{who} bir <mesajı geri aldı|mesajın gönderimini geri aldı|mesajı geri çekti|mesajı sildi|mesajı kaldırdı>.
Bir <mesajı|mesajın gönderimini> geri <aldın|aldınız|çektin>[.]
{whom} sessiz modda olduğu için bu mesaj <hakkında|konusunda> bilgilendirilmedi.
{whom} bu mesaj hakkında bilgilendirilmedi{any}
Mesajlar ve aramalar uçtan uca <şifreleme ile|şifrelemeyle|şifrelidir|şifrelenir>{any}
Bu kişi [şu anda ]Messenger'da <yok|müsait değil|kullanılamıyor>[.]
Bu kişiye Messenger'da <ulaşılamıyor|ulaşılamaz>[.]

# stories
<Hikayene|Hikâyene|Hikayenize> <yanıt verdi|ifade bıraktı>[.]
{who} <hikayene|hikâyene|hikayenize> <yanıt verdi|ifade bıraktı>[.]
<Hikayesinde|Hikâyesinde> <senden|sizden> bahsetti[.]
{who} <hikayesinde|hikâyesinde> <senden|sizden> bahsetti[.]
"""

MEMORIES = """
{years} <Yıl|yıl> <Önce|önce>
"""
