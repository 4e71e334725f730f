/** English and Russian words that carry no topic, folded as tokenize.ts folds them. */

/**
 * Articles, prepositions, pronouns, auxiliaries and the scaffolding of questions. Nothing that names a thing: `go`, `it` as in
 * `IT operations`, `same`, `first` or `without` stay searchable unless they are grammar nearly every time.
 */
const ENGLISH = `a about above after again against all also am an and any are as at be because been before being below between both but by
can could did do does doing don during each either etc few for from further had has have having he her here hers him his how i if in
into is it its itself just let ll may me might more most much must my no nor not of off on only or other our ours out over own
per please re really shall she should so some such than that the their theirs them then there these they this those through thus to
too under until up upon us ve very via was we were what when where whether which while who whom whose why will with would you your yours`;

const RUSSIAN = `а без более больше будет будто бы был была были было быть в вам вас ведь весь вдоль во вот впрочем все всегда всего всех всю вы
где да даже два для до другой его ее ей ему если есть еще ж же за зачем здесь и из или им иногда их к как какая какие какой кого когда
кто ко ли лучше между меня мне много может можно мой моя мы на над надо наконец нас не него нее ней нельзя нет ни нибудь никогда ним них
ничего но ну о об один он она они оно опять от перед по под после потом потому почему почти при про раз разве с сам свою себе себя сейчас со
так такой там тебя тем теперь то тогда того тоже только том тот тут ты у уж уже хоть чего чей чем через что чтоб чтобы чуть эта эти
это этого этой этом этот эту я`;

const stopWords = new Set(`${ENGLISH} ${RUSSIAN}`.split(/\s+/));

/** Whether a lower-case, folded word is grammar rather than topic. */
export function isStopWord(word: string): boolean {
  return stopWords.has(word);
}
