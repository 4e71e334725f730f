/**
 * The phrases by which sites introduce what is no part of an article, in the languages of our lists' readers.
 *
 * They never decide alone: edges.ts asks for a place (the head or the tail of the text), for brevity or for links as
 * well, so that a sentence about newsletters stays. A language that is missing here costs a few lines of precision.
 */

const starts = (...phrases: string[]) =>
  new RegExp(`^[\\s>»›•*\\[(|–—-]*(?:${phrases.join('|')})(?![\\p{L}\\p{N}])`, 'iu');
const whole = (...phrases: string[]) =>
  new RegExp(`^[\\s>»›•*\\[(|–—-]*(?:${phrases.join('|')})[\\s:…!?.»›>\\])(+|–—-]*$`, 'iu');

/** Starts of lines that point to other articles: `Related: ...`. */
export const POINTER = starts(
  'related(?: (?:stories|story|articles?|posts?|content|coverage|news|links|reading|topics?|videos?|items))?(?=\\s*[:\\]|–-]|\\s*$)',
  '(?:read|see|watch|learn|find out|discover|view) (?:more|also|next|this next|now)(?=\\s*[:\\]|»>–-]|\\s*$| (?:about|on|at|from|in|here))',
  'read(?=\\s*:)|watch(?=\\s*:)|see also|also (?:read|see|on|check)|further reading(?=\\s*[:\\]]|\\s*$)',
  "more (?:on|from|about|stories|news|great|like this)|more(?=\\s*:)|don[’']?t miss|must[- ]read|you (?:may|might) (?:also )?(?:like|enjoy|be interested)",
  'recommended(?: (?:for you|reading|articles|stories))?(?=\\s*:|\\s*$)|up next|next up|previously(?=\\s*:)|check out (?:our|more|these)|click here',
  'lesen sie auch|mehr zum thema|siehe auch|auch interessant|lire aussi|à lire(?: aussi)?|voir aussi|lea también|le[ae]r? más|ver también|te puede interesar',
  'leia (?:também|mais)|veja (?:também|mais)|saiba mais|leggi anche|vedi anche|lees ook|zie ook|läs (?:också|mer)|czytaj (?:też|także|również)|zobacz (?:też|także|również)',
  'читайте также|читать также|смотрите также|см\\. также|по теме|ещё по теме|читайте ещё|дивіться також|читайте також|ayrıca oku|baca juga|lihat juga',
  '関連記事|関連リンク|あわせて読みたい|こちらもおすすめ|相关阅读|相关文章|延伸阅读|推荐阅读|관련 ?기사|اقرأ أيضا|شاهد أيضا|إقرأ أيضا|קראו גם',
);

/** Short lines after which nothing of the article follows. */
export const END = whole(
  '(?:leave|post|add|write|submit) (?:a|your|my)? ?(?:reply|comment|response|review)(?: \\(.*\\))?|(?:view |show |read |all |\\d+ )?(?:user |reader )?comments?(?: \\(?\\d+\\)?)?|join the (?:conversation|discussion)|what do you think\\??|discussion|tell us what you think',
  "related(?: (?:stories|story|articles?|posts?|content|coverage|news|links|reading|topics?|videos?|products))|(?:popular|recent|latest|trending|similar|other|more) (?:stories|articles|posts|news|topics|now|this week|today|from .{2,40}|in .{2,30})|trending(?: now)?|most (?:read|popular|viewed|shared|commented)|recommended(?: for you| stories| articles| reading)?|you (?:may|might) also (?:like|enjoy|be interested in)|more (?:stories|from .{2,40}|on this(?: story)?|great .{2,30} stories)|read next|editor[’']s picks?|around the web|sponsored (?:content|links|stories)|promoted (?:content|stories)|in this section|don[’']t miss|keep reading|want more stories like this",
  'about (?:the|this) (?:author|writer|contributor)s?|author(?:\\(s\\))?|written by|share(?: (?:this|this (?:article|post|story|page|entry|on .*)))?|like this|sign up.{0,60}newsletters?|subscribe(?: to .{2,60})?|newsletter|get the newsletter|tags?|filed under|categories|topics|copyright|disclaimer|disclosure',
  'kommentare?(?: \\(\\d+\\))?|kommentar (?:schreiben|verfassen|hinterlassen)|mehr zum thema|das könnte (?:sie|dich) auch interessieren|weitere (?:artikel|themen)|ähnliche (?:artikel|beiträge)|verwandte (?:artikel|themen)|über den autor|teilen|schlagwörter',
  "commentaires?|laisser un commentaire|à lire aussi|articles (?:similaires|liés|récents)|sur le même sujet|partager|vous aimerez aussi|à propos de l[’']auteur",
  'comentarios?|deja (?:un|una) (?:comentario|respuesta)|artículos relacionados|noticias relacionadas|te puede interesar|compartir|etiquetas|sobre el autor',
  'comentários?|deixe (?:um|uma|seu) (?:comentário|resposta)|(?:artigos|posts|notícias) relacionad[oa]s|compartilhe?|compartilhar|leia (?:também|mais)|veja também|sobre o autor',
  'commenti|lascia un commento|articoli correlati|potrebbe interessarti(?: anche)?|condividi|ti potrebbe interessare|reacties|gerelateerd(?:e artikelen)?|lees ook|deel dit(?: artikel)?|kommentarer|relaterade artiklar',
  'комментари[ий](?: \\(?\\d+\\)?)?|оставить комментарий|добавить комментарий|похожие (?:статьи|записи|публикации|материалы)|читайте также|смотрите также|поделиться(?: .{2,30})?|по теме|теги|метки|об авторе|рекомендуем|другие (?:новости|статьи)|коментарі|схожі (?:статті|записи)',
  'yorumlar|benzer (?:haberler|yazılar)|paylaş|komentarze|podobne (?:artykuły|wpisy)|udostępnij|baca juga|bagikan|artikel terkait|bagikan ini|menyukai ini|terkait',
  '関連記事|コメント(?:を残す)?|シェアする?|この記事をシェア|おすすめ記事|人気記事|この記事を書いた人|タグ|相关文章|相关推荐|评论|留言|分享(?:到)?|关于作者|标签|관련 ?기사|댓글|공유하기|태그|التعليقات|مقالات ذات صلة|مواضيع ذات صلة|تגובות|תגובות|כתבות נוספות',
);

/** Lines that are a control or a label and nothing else. */
export const LABEL = whole(
  'advert(?:isement|isment|ising)?s?|ad|sponsored|promoted|continue reading(?: the main story)?|story continues below(?: .*)?|article continues below(?: .*)?|scroll (?:down )?to continue.*|skip (?:to|this|advertisement).*',
  'share|tweet|submit|email|e-mail|print|pin(?: it)?|like|follow|facebook|twitter|linkedin|reddit|whatsapp|pinterest|copy(?: link)?|save|close|caption|enlarge(?: image)?|hide caption|toggle caption|loading.*|(?:share|tweet|submit|email|pin|facebook|twitter|linkedin|whatsapp|print|reddit)(?:[\\s|,/·•]+(?:share|tweet|submit|email|pin|facebook|twitter|linkedin|whatsapp|print|reddit|this|on|via))+',
  'anzeige|werbung|publicité|publicidad|publicidade|pubblicità|advertentie|annons|reklama|реклама|реклам[аы]|iklan|広告|广告|광고|إعلان',
  '(?:image|photo|slide|figure|picture)? ?\\d+ ?(?:of|/) ?/? ?\\d+|media playback is (?:unsupported|not supported).*|play video|watch video|video player is loading.*|view (?:gallery|comments|author archive|slideshow)|read more|show more|see more|more|top|back to top|home',
  'play|listen|download|buy now',
);

/** Calls to subscribe, follow and share. */
export const CALL = new RegExp(
  [
    '\\b(?:sign up|subscribe|register)\\b.{0,80}\\b(?:newsletters?|e-?mails?|updates|inbox|channel|alerts|list|free|podcast|rss|feed|youtube|digest)\\b',
    '\\b(?:newsletters?|alerts)\\b.{0,60}\\b(?:sign up|subscribe|inbox)\\b|^subscribe\\b|\\bclick here to (?:subscribe|sign up|get|read|download)\\b',
    '\\bfollow (?:us|me|him|her|them|@\\w+|[\\p{Lu}@][\\p{L}\\w]*(?: [\\p{Lu}][\\p{L}.]+){0,3}) (?:on|at|@|via)\\b|\\b(?:like|join|find) us on\\b|\\bshare (?:this|it)\\b.{0,40}\\b(?:friend|facebook|twitter|social|article|post)',
    '\\bfollow .{0,40}\\bon (?:twitter|facebook|instagram|linkedin|youtube|mastodon|bluesky|x|snapchat|pinterest|medium|google)\\b|\\bget .{0,80}\\bdelivered (?:to|through)\\b|\\bdownload (?:the|our) .{0,30}\\bapp\\b|\\bget the .{0,30}\\bapp\\b',
    '\\bhave a (?:news )?tip\\b|\\bnews tip\\b|\\bemail (?:us|him|her|me) at\\b|\\b(?:e-?mail|contact|reach)\\b.{0,60}@|\\b(?:reach|contact) the (?:reporters?|author|writer)s?\\b',
    'abonnieren sie|newsletter abonnieren|folgen sie uns|abonnez-vous|suivez-nous|suscr[íi]bete|s[íi]guenos|inscreva-se|siga-nos|assine a|iscriviti|seguici|abonneer|volg ons|подпис(?:аться|ывайтесь|ывайся)|подпишитесь|підписуйтесь|abone ol|takip edin|メルマガ|フォローして|お気に入り登録|订阅|关注我们|구독',
  ].join('|'),
  'iu',
);

/** Notes of the desk at the end of an article. */
export const DESK_NOTE = new RegExp(
  [
    '\\bcontributed to this (?:report|story|article|piece)\\b|^\\(?(?:additional |with )?(?:reporting|writing|editing) by\\b|^\\(?reporting by\\b|\\ball rights reserved\\b|^(?:©|copyright|\\(c\\)|&copy;)|^copyright\\b',
    '^(?:first )?(?:published|updated|posted|last (?:updated|modified))\\b(?: (?:on|at))?:?|^(?:filed under|tagged(?: (?:with|as|under))?|tags?|categories|category|topics?|labels?|posted in)\\b ?:',
    '^citation:|subject to copyright|^provided by\\b|^source:|^this (?:article|story|post) (?:was )?(?:originally|first) (?:appeared|published)|\\b(?:affiliate|referral) (?:links?|commission)\\b|^via\\b.{0,40}$|^\\(?h/?t\\b',
    '^(?:erstellt|veröffentlicht|aktualisiert)\\b|^publié\\b|^publicado\\b|^pubblicato\\b|^опубликован[оа]?\\b|^обновлен[оа]?\\b|^источник\\b|^diposting|無断転載|무단 ?전재|版权所有|転載(?:を)?禁|все права защищены|alle rechte vorbehalten|tous droits réservés|todos (?:los derechos|os direitos) reservad',
  ].join('|'),
  'iu',
);

/** A photographer's or agency's credit. */
export const CREDIT =
  /^[([]?(?:(?:image|photo|picture|video|file|foto|bild|фото|imagen|imagem|写真|图片)s?(?: (?:credits?|source|copyright|by|via|illustration|courtesy))*(?:\s+by|\s*[:：/©])|credits?\s*[:：]|©|\(c\)\s|getty images|source\s*:\s*(?:getty|reuters|ap)\b|media ?caption|image ?caption|enlarge image|courtesy (?:of|photo))/iu;
