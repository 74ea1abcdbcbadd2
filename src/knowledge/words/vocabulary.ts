// The vocabulary of requests: synonyms, numbers and units in words, and names for kinds of files.

import { stem, STOP_WORDS } from './stem.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** Groups of synonyms; the first word stands for all of them. They are few, since a wrong synonym costs more than a missing one. */
const GROUPS = [
  'show display print view see reveal inspect list enumerate tell give report get determine identify know obtain figure',
  'delete remove erase rid discard wipe unlink',
  'directory folder dir dirs subdirectory subdirectories subfolder folders directories',
  'find search locate lookup seek discover',
  'kill terminate',
  'create make generate initialize initialise',
  'copy cp',
  'extract unpack decompress uncompress untar unzip',
  'compress pack',
  'big large huge heavy',
  'biggest largest heaviest',
  'small little tiny',
  'machine computer pc box',
  'download fetch retrieve',
  'repository repo',
  'modify change edit alter',
  'modified changed updated edited altered',
  'line row',
  'column field',
  'text string word phrase pattern',
  'process proc',
  'program application app binary',
  'run execute',
  'multiple several many',
  'exclude omit skip',
  'blank empty',
  'compare diff difference differ',
  'occurrence match',
  'expire expiration expiry',
  'tar tgz tar.gz tarball',
  'character char letter',
  'exit quit',
  'current present',
  'last latest previous recent newest',
  'begin start launch',
  'memory ram',
  'cpu processor core',
  'port socket',
  'replace substitute',
  'count amount',
  'combine merge concatenate join',
  'duplicate repeated',
  'permission permissions mode rights',
  'owner ownership',
  'package pkg dependency',
  'variable var env environment',
  'picture image photo',
  'folderless',
  'internet web',
  'log logs logging',
  'monitor watch follow tail stream',
  'reverse backward backwards descending inverted',
  'upper uppercase capital capitalize',
  'lower lowercase',
  'ip ips',
  'user account username',
  'password passphrase',
  'stop halt',
  'undo revert',
  'symlink symlinks symbolic soft',
  'drive disk hdd ssd',
  'distribution distro',
  'recursive recursively',
  'name named called titled',
  'inside within',
  'convert transform turn',
  'random randomly',
  'temperature temperatures temp',
  'unique distinct',
  'verify validate',
  'version release',
  'website site page webpage',
  'install setup',
  'uninstall purge',
  'upgrade update',
  'trim strip',
  'separator delimiter',
  'stick flash pendrive thumbdrive',
  'postgres postgresql',
  'kubernetes k8s',
  'frequency frequencies',
]

const canonical = new Map<string, string>()
for (const group of GROUPS) {
  const [first = '', ...rest] = group.split(' ')
  for (const word of rest) canonical.set(stem(word), stem(first))
}

/** The stem that stands for a word and its synonyms. */
export function canonicalStem(word: string): string {
  const cut = stem(word)
  return canonical.get(cut) ?? cut
}

/** Openings that do not change a request's meaning: polite ones, and those of a question's title. */
const OPENINGS = [
  '(?:hey|hi|hello|please|ok|okay|so|um)[,\\s]+',
  '(?:(?:git|linux|bash|unix|ubuntu|shell|terminal|macos|mac|osx|debian|centos) ?(?::|- |–) ?)(?=how|what|is|can|get|find|list|show|remove|delete|add|change|check|print|copy)',
  '(?:can|could|would|will) (?:you|i|we|one)(?: please)?\\s+',
  'how (?:do|can|could|would|should|might|does|to) (?:i|you|we|one|people)\\s+(?:go about )?',
  'how (?:to|can|do)\\s+',
  'how-?to:? (?=\\w)',
  "i(?:'d| would)? (?:want|need|like|wish)(?: you)? to\\s+",
  "i(?:'m| am) (?:trying|looking) to\\s+",
  "(?:what(?:'s| is| are)|is there|are there|looking for|need)? ?(?:the|an?|any)? ?(?:best|easiest|simplest|quickest|fastest|proper|right|correct|easy|simple|quick|fast|good|safe|recommended|preferred|standard|efficient|elegant|better|cleanest|built-?in|linux|unix|bash|shell|terminal|command[- ]line|cli|single|one-?line)?,? ?(?:command|way|ways|method|script|tool|utility|program|one-?liner)s? (?:to|for|of|that|which|in (?:linux|bash|unix) to)\\s+(?:(?:will|can|would) )?",
  "(?:is there|are there|do we have|does anyone know|any|what(?:'s| is))? ?(?:any|an?|the|some)? ?(?:easy|easier|easiest|simple|simpler|quick|quicker|fast|faster|fastest|good|nice|better|best|clean|safe|efficient|proper)? ?(?:linux|unix|bash|shell|terminal|command[- ]line|cli|console)? ?(?:commands?|ways?|methods?|tools?|utilit(?:y|ies)|programs?|options?|tricks?|one-?liners?) (?:to|for|which can|that can|that will) (?=[a-z])",
  '(?:have|make|get|let|tell|ask) (?:git|bash|zsh)(?: to)? (?=(?:list|show|print|display|treat|ignore|use|keep|remember|tell|recognize|forget|stop|not|do)\\b)',
  'help me(?: to)?\\s+',
  'let me\\s+',
  "let's\\s+",
  'tell me\\s+(?:how to\\s+)?',
  'give me\\s+',
  'show me how to\\s+',
  'is it possible to\\s+',
  '(?:trying|want|need) to\\s+',
  'what command(?:s)? (?:can i use to |do i use to |will |would |)?',
  'using (?:bash|the shell|shell|the terminal|the command line),?\\s+',
  'in (?:bash|linux|unix|the terminal),?\\s+',
]
const OPENING = new RegExp(`^(?:${OPENINGS.join('|')})`, 'i')

/** A text without its openings, of which several may follow one another. A repeated group would take twice the memory. */
function stripOpenings(text: string): string {
  const rest = text.replace(OPENING, '')
  return rest === text ? text : stripOpenings(rest)
}

/** Systems and shells that a request names as its place: "… in linux", "… from the command line". */
const CONTEXT = longPattern('gi')`
  (?:^|\s)(?:in|on|from|using|with|via|through|at|under|for|within) (?:the |an? |my )?(?:(?:gnu\/)?linux|unix|ubuntu|debian|centos|rhel
  |red ?hat|fedora|mac ?os(?: x)?|os ?x|bash|zsh|(?:a |the )?(?:bash |shell |linux |mac |unix )?(?:shell|terminal|command[- ]?line|cli
  |console|prompt)|(?:bash|shell) scripts?)(?: (?:command[- ]?line|terminal|shell|cli|scripts?|machine|system|server|box|scripting
  |interface))?(?: in (?:linux|unix|ubuntu|bash))?(?=[\s,]*$|\s+(?:using|with|in|on|without|that|and|by|to)\b)
`

/** Words that people write apart or together, in the form that the phrases have. */
const JOINED: readonly [RegExp, string][] = [
  [/\bcheck(ing|ed|s)? out\b/gi, 'checkout'],
  [/\blog(ging|ged|s)? in\b/gi, 'login'],
  [/\blog(ging|ged|s)? out\b/gi, 'logout'],
  [/\bset(ting)? up\b/gi, 'setup'],
  [/\bback(ing|ed)? up\b/gi, 'backup'],
  [/\bshut(ting)? down\b/gi, 'shutdown'],
  [/\b(?:new ?lines?|line ?breaks?)\b/gi, 'newlines'],
  [/\bwhite ?spaces?\b/gi, 'whitespace'],
  [/\bfile ?names?\b/gi, 'filenames'],
  [/\bsub[- ](director(?:y|ies)|folders?)\b/gi, 'sub$1'],
  [/\breal[- ]time\b/gi, 'realtime'],
  [/\btime ?zone\b/gi, 'timezone'],
  [/\bhost ?name\b/gi, 'hostname'],
  [/\bsym(?:bolic)? ?links?\b/gi, 'symlink'],
  [/\b(?:find|figure|work) out\b/gi, 'show'],
  [/\bprint(s|ing)? out\b/gi, 'print$1'],
  [/\bget rid of\b/gi, 'remove'],
  [/\bstart ?up\b/gi, 'startup'],
  [/\bstd ?(in|out|err)(?:put|or)?\b/gi, 'std$1'],
  [/\bstandard (in(?=put)|out|err)(?:put|or)?\b/gi, 'std$1'],
  [/\bregular expressions?\b|\bregexp?\b/gi, 'regex'],
  [/\bre-?(encod|start|boot|nam|build|install)/gi, 're$1'],
  [/\bun-?tracked\b/gi, 'untracked'],
  [/(?<!\bline )\b(?:the )?(?:total )?numbers? of\b/gi, 'count of'],
  [/\bcherry-pick/gi, 'cherry pick'],
]

/** Every pattern above has one of these beginnings; most texts have none. */
const MAY_JOIN =
  /\b(?:check|log|set|back|shut|new|line|white|file ?name|sub[- ]|real|time ?zone|host ?name|sym|find out|figure|work|get rid|print|start|std|standard|reg|re-?|un-?tracked|cherry|numbers? of)/i

/** Quoted text, and words with a dot, a slash or another sign of a name in them: "re-build.sh". */
const NAMES = /((?<![\w])["'`][^"'`]*["'`](?!\w)|(?<=^|\s)(?=\S*[./@:_]\w)\S+)/

/** A text with its split words joined: "check out" becomes "checkout". Quoted text and names stay as they are. */
export function joinWords(text: string): string {
  if (!MAY_JOIN.test(text)) return text
  return text
    .split(NAMES)
    .map((part, at) => (at % 2 === 1 ? part : JOINED.reduce((out, [from, to]) => out.replace(from, to), part)))
    .join('')
}

/** The streams of a command and the place where the user is, which every command has by itself. What lies "under" it is more than that. */
const STREAMS =
  /(?<!\b(?:only|just))\s(?:(?:of|from) (?:the )?stdin|(?:in|from) (?:the )?(?:current|this) (?:working )?(?:directory|folder)|here)(?=\s*$)/gi

const MAY_NAME_PLACE =
  /linux|unix|ubuntu|debian|centos|rhel|red ?hat|fedora|mac|os ?x|bash|zsh|shell|terminal|command[- ]?line|cli\b|console|prompt|std(?:in|out)|current|this|\bhere\b/i

/** A text without the systems and shells that it names as its place; the whole text when nothing would be left. */
export function stripContext(text: string): string {
  if (!MAY_NAME_PLACE.test(text)) return text
  const rest = text.replace(CONTEXT, '').replace(STREAMS, '').trim()
  return rest.includes(' ') ? rest : text
}

/** A tool that stands before the question: "kubectl how to delete a pod", "docker: how to …". */
const TOPIC = /^([a-z][\w.-]*)(?: ?[:,-])? (?=how (?:to|do|can)\b|what(?:'s| is) the\b)/i

/** A text that begins with its topic, with the topic moved behind the question. */
function moveTopic(text: string): string {
  const topic = TOPIC.exec(text)?.[1]
  if (topic === undefined || /^(?:and|but|so|ok|hi|hey|hello|please|then|exactly|about)$/i.test(topic)) return text
  const rest = text.replace(TOPIC, '').replace(/[?.!]+$/, '')
  return new RegExp(`\\b${topic}\\b`, 'i').test(rest) ? rest : `${rest} with ${topic}`
}

/** Words of courtesy behind a request: "…, ok?", "… please, thanks a lot". */
const ENDINGS =
  /(?:(?:,| (?=\S+\?)) ?(?:ok(?:ay)?|alright)[?!.]*|,? (?:please|pls|plz|kindly|cheers|thx|ty|thanks?(?: (?:you|a lot|so much|very much|in advance))*|for me|asap|(?:will|would|can|could) you|if you can|if possible)[?!.]*)+$/i

/** The request without its opening, its context and its final punctuation. */
export function stripPoliteness(text: string): string {
  return stripContext(
    stripOpenings(joinWords(moveTopic(text.trim())).trim())
      .replace(/(?<![.\w])[?!.]+$/, '')
      .replace(/[,;:]+$/, '')
      .replace(ENDINGS, '')
      .trim(),
  )
}

const NUMBERS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  )
const TENS: Record<string, number> = {
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  hundred: 100,
  thousand: 1000,
  dozen: 12,
}

/** A number in digits or in words; null for anything else. */
export function readNumber(word: string): number | null {
  if (/^\d+(?:\.\d+)?$/.test(word)) return Number(word)
  const lower = word.toLowerCase()
  const at = NUMBERS.indexOf(lower)
  return at > 1 ? at : (TENS[lower] ?? null)
}

/** Patterns of files by the words for their kind. */
export const FILE_KINDS: Record<string, readonly string[]> = {
  python: ['*.py'],
  javascript: ['*.js'],
  typescript: ['*.ts'],
  java: ['*.java'],
  ruby: ['*.rb'],
  php: ['*.php'],
  perl: ['*.pl'],
  go: ['*.go'],
  rust: ['*.rs'],
  html: ['*.html'],
  css: ['*.css'],
  json: ['*.json'],
  yaml: ['*.yaml', '*.yml'],
  yml: ['*.yml'],
  xml: ['*.xml'],
  csv: ['*.csv'],
  tsv: ['*.tsv'],
  sql: ['*.sql'],
  markdown: ['*.md'],
  text: ['*.txt'],
  txt: ['*.txt'],
  log: ['*.log'],
  logs: ['*.log'],
  pdf: ['*.pdf'],
  pdfs: ['*.pdf'],
  jpg: ['*.jpg'],
  jpeg: ['*.jpg', '*.jpeg'],
  jpegs: ['*.jpg', '*.jpeg'],
  png: ['*.png'],
  pngs: ['*.png'],
  gif: ['*.gif'],
  svg: ['*.svg'],
  mp3: ['*.mp3'],
  mp4: ['*.mp4'],
  mkv: ['*.mkv'],
  avi: ['*.avi'],
  wav: ['*.wav'],
  flac: ['*.flac'],
  webp: ['*.webp'],
  zip: ['*.zip'],
  tar: ['*.tar'],
  gz: ['*.gz'],
  rpm: ['*.rpm'],
  deb: ['*.deb'],
  jar: ['*.jar'],
  tmp: ['*.tmp'],
  bak: ['*.bak'],
  conf: ['*.conf'],
  ini: ['*.ini'],
  tex: ['*.tex'],
  doc: ['*.doc'],
  docx: ['*.docx'],
  xls: ['*.xls'],
  xlsx: ['*.xlsx'],
  c: ['*.c'],
  cpp: ['*.cpp'],
  h: ['*.h'],
  js: ['*.js'],
  ts: ['*.ts'],
  jsx: ['*.jsx'],
  tsx: ['*.tsx'],
  py: ['*.py'],
  rb: ['*.rb'],
  rs: ['*.rs'],
  sh: ['*.sh'],
  md: ['*.md'],
  o: ['*.o'],
  pyc: ['*.pyc'],
  class: ['*.class'],
  lock: ['*.lock'],
  swp: ['*.swp'],
  iso: ['*.iso'],
  exe: ['*.exe'],
  shell: ['*.sh'],
  mov: ['*.mov'],
}

/** Stop words that count in requests: "not staged" and "staged" differ, and "where am i" has no other words. */
const KEPT_WORDS = new Set(['not', 'without', 'no', 'only', 'who', 'where', 'why'])

/** True for a word without meaning of its own in a request. */
export function isEmptyWord(word: string): boolean {
  return (STOP_WORDS.has(word) && !KEPT_WORDS.has(word)) || CONTRACTION.test(word)
}

const CONTRACTION = /^(?:(?:i|you|we|they|it|he|she|that|there|what|who|here)'(?:m|ve|d|ll|s|re)|etc|whether)$/

export { STOP_WORDS }
