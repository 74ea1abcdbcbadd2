// Spells a request as the rules read it: words of requests with one letter wrong, two words for one thing ("regular/normal files"), and
// the user who asks.

/** Words of requests which no other word of the language resembles by one letter, but their own forms. */
const WORDS =
  'directory directories subdirectory subdirectories current currently recursive recursively symbolic symbolically permission permissions ownership ' +
  'separated separator delimiter delimiters extension extensions compressed archive archives regular hidden containing modified accessed ' +
  'lowercase uppercase executable variable variables environment password hostname username process processes javascript python followed specified ' +
  'duplicate duplicates filename filenames between maximum minimum largest smallest exactly adjacent execute'
const KNOWN: ReadonlySet<string> = new Set(
  (
    `${WORDS} archived archiver accesses archival assessed compresses modifies processed processor recursion regularly specifies separate separates ` +
    'separately separators symbol executed executes executables variably hiding maximums minimums pythons filenamed passwords hostnames usernames betweens ' +
    'maximal minimal contended permissible directive director directors directed directs currents extensive permissive contented contains obtaining ' +
    'duplicated processing delimited delimits delimit environments specifier specifiers lowercased uppercased modifier modifiers ownerships'
  ).split(' '),
)

/** The words, by themselves with each letter left out. */
const BY_REST: ReadonlyMap<string, readonly string[]> = (() => {
  const map = new Map<string, string[]>()
  for (const word of WORDS.split(' '))
    for (let at = 0; at <= word.length; at += 1) {
      const rest = word.slice(0, at) + word.slice(at + 1)
      map.set(rest, [...(map.get(rest) ?? []), word])
    }
  return map
})()

/** True for two words of which one has a letter more, another letter, or two letters changed about. */
function isNear(word: string, other: string): boolean {
  let front = 0
  while (front < word.length && word[front] === other[front]) front += 1
  let [end, otherEnd] = [word.length, other.length]
  while (end > front && otherEnd > front && word[end - 1] === other[otherEnd - 1])
    [end, otherEnd] = [end - 1, otherEnd - 1]
  const [middle, otherMiddle] = [word.slice(front, end), other.slice(front, otherEnd)]
  if (middle.length <= 1 && otherMiddle.length <= 1) return true
  return middle.length === 2 && otherMiddle === middle[1]! + middle[0]!
}

/** The known word that differs from this one by one letter; the word itself where there is no such word, or more than one. */
function correct(word: string): string {
  if (word.length < 6 || KNOWN.has(word)) return word
  const found = new Set(BY_REST.get(word))
  for (let at = 0; at < word.length; at += 1)
    for (const near of BY_REST.get(word.slice(0, at) + word.slice(at + 1)) ?? []) found.add(near)
  const near = [...found].filter((other) => other[0] === word[0] && isNear(word, other))
  return near.length === 1 ? near[0]! : word
}

/** Two words for one thing, of which one is enough. */
const TWICE: readonly [RegExp, string][] = [
  [/\b(?:regular|normal|ordinary) ?\/ ?(?:regular|normal|ordinary)\b/gi, 'regular'],
  [/\b(?:created|changed) ?\/ ?modified\b|\bmodified ?\/ ?(?:created|changed)\b/gi, 'modified'],
  [/\bdate ?\/ ?time\b/gi, 'time'],
]

/** A text in quotes stays as it is, and so does what stands beside a sign of a path. */
const OUTSIDE = /"[^"]*"|'[^']*'|`[^`]*`|(?<![\w./$*@~=:-])[a-z]{6,}(?![\w/$*@~=:(-]|\.\w)/g

/** Words behind which a name stands, however it is spelt. */
const NAMES = /\b(?:named|called|titled|user|host|group|package|file|folder|directory) $/i

/** "(GNU specific) …": for which system it is meant. */
const SYSTEM = /^\((?:gnu|bsd|linux|mac ?os ?x?|osx)[- ]specific(?:: ?\w+)?\) */i
const PLACE_HERE = /\b(containing) (?:the )?path to the current working (?:directory|folder)\b/gi
const ASIDE = /(?<=\blinks? )(without dereferencing) ((?:named|called|to) .*?)(?=[.]?$)/i

/** The request in the spelling of the rules. A word or two may be the name of a program. */
export function spellRequest(line: string): string {
  if (!/\S\s+\S+\s+\S/.test(line)) return line
  let text = line
  for (const [pattern, word] of TWICE) if (text.includes('/')) text = text.replaceAll(pattern, word)
  text = text.replace(SYSTEM, '')
  // A request that mentions the working directory means the current directory.
  if (/working dir/i.test(text)) text = text.replaceAll(PLACE_HERE, '$1 the current directory')
  if (/\bowne/i.test(text)) text = text.replaceAll(/\bto (?:the )?current user\b(?!['’]s)/gi, 'to $USER')
  // "a link without dereferencing named x to y": the aside goes behind what is named.
  if (ASIDE.test(text)) text = text.replace(ASIDE, '$2 $1')
  return text.replaceAll(OUTSIDE, (word: string, at: number) =>
    /^["'`]/.test(word) || NAMES.test(text.slice(Math.max(0, at - 12), at)) ? word : correct(word),
  )
}
