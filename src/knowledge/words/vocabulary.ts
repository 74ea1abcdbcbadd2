// The vocabulary of requests: synonyms, numbers and units in words, and names for kinds of files.

import { stem, STOP_WORDS } from './stem.ts'

/** Groups of synonyms; the first word stands for all of them. They are few, since a wrong synonym costs more than a missing one. */
const GROUPS = [
  'show display print view see output reveal inspect dump list enumerate tell give report',
  'delete remove erase rid discard wipe unlink',
  'directory folder dir dirs subdirectory subdirectories subfolder folders directories',
  'find search locate lookup seek discover',
  'kill terminate',
  'create make generate initialize initialise',
  'copy duplicate cp',
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
  'execute executable',
  'current present',
  'last latest previous recent newest',
  'begin start launch',
  'memory ram',
  'cpu processor core',
  'port socket',
  'replace substitute',
  'count number amount',
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

/** Polite openings, which do not change a request's meaning. */
const POLITE =
  /^(?:(?:hey|hi|hello|please|ok|okay|so|um)[,\s]+|(?:can|could|would|will) (?:you|i|we)(?: please)?\s+|how (?:do|can|could|would|should) (?:i|you|we|one)\s+|how to\s+|i(?:'d| would)? (?:want|need|like|wish)(?: you)? to\s+|i(?:'m| am) trying to\s+|what(?:'s| is) the (?:command|way) (?:to|for|that)\s+|(?:the )?command (?:to|for|that)\s+|help me(?: to)?\s+|let me\s+|let's\s+|tell me\s+(?:how to\s+)?|give me\s+|show me how to\s+|is there a way to\s+|what command(?:s)? (?:can i use to |do i use to |will |would |)?|way to\s+|linux command to\s+|bash (?:command )?to\s+|using (?:bash|the shell|shell|the terminal|the command line),?\s+|in (?:bash|linux|unix|the terminal),?\s+)+/i

/** The request without its polite opening and its final punctuation. */
export function stripPoliteness(text: string): string {
  return text
    .trim()
    .replace(POLITE, '')
    .replace(/(?<![.\w])[?!.]+$/, '')
    .replace(/[,;:]+$/, '')
    .replace(/(?:,? please|,? thanks?(?: you)?)$/i, '')
    .trim()
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
const KEPT_WORDS = new Set(['not', 'without', 'no', 'only', 'who', 'where'])

/** True for a word without meaning of its own in a request. */
export function isEmptyWord(word: string): boolean {
  return STOP_WORDS.has(word) && !KEPT_WORDS.has(word)
}

export { STOP_WORDS }
