// Cuts words to stems, in the same way when the index is baked and when it is searched.

/** Words that carry no meaning of their own in a request or a description. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an the of to in on at for from by with and or is are be been am was were do does did it its this that these those ' +
    'have has had having i me my we us our you your he they them their there here what how can could would should will shall may might must ' +
    'please just so as if then than not no nor but into onto over under via per about against within without ' +
    'which who whom whose when where why want need like let lets help some any such also only own same ' +
    'way use using used currently given specified certain particular ones one'
  ).split(' '),
)

const IRREGULAR: Record<string, string> = {
  ran: 'run',
  running: 'run',
  written: 'write',
  wrote: 'write',
  found: 'find',
  shown: 'show',
  sent: 'send',
  made: 'make',
  kept: 'keep',
  bytes: 'byte',
  processes: 'process',
  addresses: 'address',
  directories: 'directory',
  indices: 'index',
  children: 'child',
  status: 'status',
  less: 'less',
  process: 'process',
  address: 'address',
  access: 'access',
  hidden: 'hidden',
  dns: 'dns',
  os: 'os',
  https: 'https',
  news: 'news',
  always: 'always',
  ps: 'ps',
  ls: 'ls',
  hours: 'hour',
  using: 'use',
  during: 'during',
  string: 'string',
  being: 'be',
  used: 'use',
  bring: 'bring',
  king: 'king',
  thing: 'thing',
  ping: 'ping',
  bus: 'bus',
  gas: 'gas',
  has: 'have',
  goes: 'go',
  // A silent e behind three letters stays, so the forms of these verbs are told apart by hand.
  moving: 'move',
  moved: 'move',
  making: 'make',
  saving: 'save',
  saved: 'save',
  naming: 'name',
  typing: 'type',
  typed: 'type',
  wiping: 'wipe',
  wiped: 'wipe',
  hiding: 'hide',
  sharing: 'share',
  taking: 'take',
  giving: 'give',
}

/**
 * Cuts off the suffixes of plurals, -ing, -ed and -ly, so that `listing`, `listed` and `lists` have one stem. It is simpler than
 * Porter's stemmer on purpose: its stems stay readable.
 */
export function stem(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  const cut = cutStem(word)
  if (stems.size >= KEPT_STEMS) stems.clear()
  stems.set(word, cut)
  return cut
}

/** Stems of the words met last: requests and phrases share few thousand words. */
const KEPT_STEMS = 1_000
const stems = new Map<string, string>()

function cutStem(word: string): string {
  const known = IRREGULAR[word]
  if (known !== undefined) return known
  if (word.length <= 3 || !/^[a-z]+$/.test(word)) return word
  let out = word
  if (out.endsWith('ies') && out.length > 4) out = `${out.slice(0, -3)}y`
  else if (/(?:s|x|z|ch|sh)es$/.test(out)) out = out.slice(0, -2)
  else if (out.endsWith('s') && !/(?:ss|us|is)$/.test(out)) out = out.slice(0, -1)
  if (out.endsWith('ing') && out.length > 5) out = undouble(out.slice(0, -3))
  else if (out.endsWith('ied') && out.length > 4) out = `${out.slice(0, -3)}y`
  else if (out.endsWith('ed') && out.length > 4 && !out.endsWith('eed')) out = undouble(out.slice(0, -2))
  else if (out.endsWith('ly') && out.length > 5) out = out.slice(0, -2)
  // A silent e is cut too, so that `remove` and `removing` have one stem.
  if (out.length > 4 && out.endsWith('e')) out = out.slice(0, -1)
  return out
}

function undouble(word: string): string {
  const last = word.at(-1)
  return last !== undefined && last === word.at(-2) && !'lsz'.includes(last) ? word.slice(0, -1) : word
}

/** The stems of a description or a request, without stop words, in order. */
export function stemWords(text: string): string[] {
  const out: string[] = []
  for (const word of text.toLowerCase().match(/[a-z][a-z0-9]*(?:[+#]+)?|\d+/g) ?? []) {
    if (word.length > 1 && !STOP_WORDS.has(word)) out.push(stem(word))
  }
  return out
}
