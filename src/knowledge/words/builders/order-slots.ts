// The slots of orders: the form of the values of each kind, and the nouns that stand around them. `{file2}` is of the kind `file`.

const QUOTED = String.raw`"[^"]+"|'[^']+'(?!\w)|\`[^\`']+[\`']`
const WORD = String.raw`[\w~/.@%+:*?$^\[\]{}=-]*[\w~/*\]}$]`
const NUMBER = String.raw`\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty|hundred|thousand`
const ORDINAL = String.raw`\d+(?:st|nd|rd|th)|first|second|third|fourth|forth|fifth|sixth|seventh|eighth|ninth|tenth`

/** Slots for files of one kind, and the ends of their names. */
const ENDINGS: Readonly<Record<string, string>> = {
  json: 'json|jsonl|geojson',
  yaml: 'ya?ml',
  csv: 'csv|tsv',
  python: 'py',
  media: 'mp[34]|mkv|avi|mov|wav|flac|ogg|opus|m4a|webm|aac',
  archive: 'tar\\.\\w+|tar|tgz|tbz2?|txz|zip|jar',
}

/** Cities by which time zones are called. */
const CITIES = [
  'london',
  'paris',
  'berlin',
  'madrid',
  'rome',
  'moscow',
  'new york',
  'chicago',
  'los angeles',
  'toronto',
  'sao paulo',
  'tokyo',
  'shanghai',
  'beijing',
  'hong kong',
  'singapore',
  'seoul',
  'sydney',
  'dubai',
  'kolkata',
  'delhi',
]

/** The text of a kind of slot, and the nouns that may stand before and behind it. */
interface SlotRule {
  value: string
  before?: string
  behind?: string
  /** True for a value that is told by its form alone: no ordinary word has it. */
  isForm?: boolean
}

/** The kinds of each row, parted by spaces. */
const ROWS: readonly (SlotRule & { kinds: string })[] = [
  {
    kinds: 'file dir path',
    value: `${QUOTED}|${WORD}`,
    before: String.raw`(?:(?:the|an?|all|contents?|of|given|existing|text|input|output|log|binary|compressed|gzipped|gzip|source|target|new|files?|director(?:y|ies)|folders?|dir|paths?|documents?|archives?|image|script|symlinks?|link|named|called|and|its)\s+)*`,
    behind: String.raw`(?:\s+(?:files?|director(?:y|ies)|folders?))?`,
  },
  {
    kinds: 'n',
    value: `${NUMBER}|${ORDINAL}`,
    before: String.raw`(?:(?:the|an?|number|only|line|lines|exactly)\s+)*`,
  },
  {
    kinds: 'url',
    value: String.raw`["']?(?:\w+:\/\/|www\.)[^\s"']+["']?`,
    before: String.raw`(?:(?:the|an?|url|file|page|site|website|contents?|of|at)\s+)*`,
  },
  ...Object.entries(ENDINGS).map(([kind, endings]) => ({
    kinds: kind,
    isForm: true,
    value: String.raw`["']?[\w~/.@%+-]*\w\.(?:${endings})["']?`,
    before: String.raw`(?:(?:the|an?|file|files|video|movie|song|clip|archive|document|array|list|contents?|of)\s+)*`,
  })),
  { kinds: 'remote', isForm: true, value: String.raw`[\w.@-]+:[~/\w][\w./~-]*` },
  { kinds: 'address', isForm: true, value: String.raw`[\w.-]+:\d+` },
  { kinds: 'clock', isForm: true, value: String.raw`\d{1,2}(?::\d\d)?\s?(?:am|pm|o'clock)?|midnight|noon` },
  { kinds: 'weekday', isForm: true, value: String.raw`(?:mon|tues|wednes|thurs|fri|satur|sun)days?` },
  {
    kinds: 'sep',
    isForm: true,
    value: String.raw`(?:commas?|semicolons?|colons?|spaces?|tabs?|pipes?|dash(?:es)?|hyphens?|slash(?:es)?)|"[^"]"|'[^']'|[,;:|]`,
  },
  {
    kinds: 'month',
    isForm: true,
    value: String.raw`january|february|march|april|may|june|july|august|september|october|november|december`,
  },
  {
    kinds: 'dateform',
    isForm: true,
    value: String.raw`["']?(?:day|dd|month|mm|year|yyyy|yy)(?:[/.-]?(?:day|dd|month|mm|year|yyyy|yy)){2}["']?`,
  },
  { kinds: 'range', isForm: true, value: String.raw`["']?[\w.-]*\d["']?\s(?:to|through|-)\s["']?[\w.-]*\d["']?` },
  {
    kinds: 'fstype',
    isForm: true,
    value: String.raw`nfs4?|cifs|smbfs|ext[234]|xfs|btrfs|zfs|tmpfs|vfat|ntfs|exfat|iso9660|fuse|overlay|squashfs`,
  },
  { kinds: 'version', isForm: true, value: String.raw`v?\d+(?:\.\d+)+` },
  { kinds: 'jsonpath', isForm: true, value: String.raw`\.[a-z_][\w.[\]]*` },
  { kinds: 'jsontext', isForm: true, value: String.raw`'?\{.*\}'?` },
  { kinds: 'remotebranch', isForm: true, value: String.raw`(?:origin|upstream)\/[\w./-]+` },
  {
    kinds: 'daemon',
    isForm: true,
    value: String.raw`nginx|apache2?|httpd|mysqld?|mariadb|postgres(?:ql)?|redis(?:-server)?|docker|sshd?|crond?|cups|bluetooth|ufw|firewalld|NetworkManager`,
  },
  { kinds: 'resolution', isForm: true, value: String.raw`\d{3,4}p` },
  { kinds: 'date', isForm: true, value: String.raw`["']?\d{4}-\d\d-\d\d["']?` },
  {
    kinds: 'pylib',
    isForm: true,
    value: String.raw`numpy|pandas|scipy|torch|pytorch|tensorflow|keras|django|flask|fastapi|requests|matplotlib|seaborn|sqlalchemy|pytest|jupyter|pillow|opencv|transformers|pydantic`,
  },
  { kinds: 'hour', isForm: true, value: String.raw`\d{1,2}:\d\d(?::\d\d)?` },
  {
    kinds: 'iface',
    isForm: true,
    value: String.raw`eth\d+|en[opsx]\w+|em\d+|wlan\d+|wl[ps]\w+|lo|docker\d+|br-?\w+|tun\d+|tap\d+|wg\d+|ppp\d+|p2p\d+`,
  },
  { kinds: 'city', isForm: true, value: CITIES.join('|') },
  { kinds: 'day', isForm: true, value: String.raw`yesterday|today|\d{4}-\d\d-\d\d` },
  { kinds: 'ext', value: String.raw`"\*?\.?[a-z]\w*"|'\*?\.?[a-z]\w*'|\*?\.?[a-z]\w*` },
  { kinds: 'line', value: String.raw`"[^"]*\s[^"]*"|'[^']*\s[^']*'` },
  {
    kinds: 'domain',
    value: String.raw`["']?[\w-]+(?:\.[\w-]+)+["']?`,
    before: String.raw`(?:(?:the|an?|host|hostname|domain|name|server|site)\s+)*`,
  },
  { kinds: 'expr', value: String.raw`[\d(][\d\s.+*/()^%-]*[\d)]` },
  { kinds: 'size', value: String.raw`\d+(?:\s?[kmgt]i?b?|\s?bytes)?` },
  {
    kinds: 'text cmd',
    value: `${QUOTED}|${WORD}`,
    before: String.raw`(?:(?:the|an?|all|every|each|any|occurrences?|of|word|text|string|pattern|character|characters|letter|phrase|regex|command|program|utility)\s+)*`,
    behind: String.raw`(?:\s+(?:characters?|letters?|command|program))?`,
  },
  {
    kinds: 'quoted',
    value: QUOTED,
    before: String.raw`(?:(?:the|an?|all|every|each|any|occurrences?|of|word|text|string|pattern|characters?|message|command|named|called)\s+)*`,
  },
  {
    kinds: 'name user group host process var service signal session mode char time',
    value: `${QUOTED}|${WORD}`,
    before: String.raw`(?:(?:the|an?|user|users|group|host|server|machine|process|processes|variable|service|named|called|name|named|remote|session|environment|shell|url|domain|ip|address|interface|network)\s+)*`,
    behind: String.raw`(?:\s+(?:user|group|host|server|process(?:es)?|variable|service|session|signal|interface|domain))?`,
  },
]

const RULES = new Map(ROWS.flatMap(({ kinds, ...rule }) => kinds.split(' ').map((kind) => [kind, rule] as const)))

/** The kind of a slot: `file` for `file2`. */
export const kindOf = (name: string): string => name.replace(/\d$/, '')

/** The rule of a slot; undefined for braces that are no slot. */
export const ruleOf = (name: string): SlotRule | undefined => RULES.get(kindOf(name))
