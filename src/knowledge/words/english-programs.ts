// Programs whose names are English words as well, so that a sentence may hold one without meaning the program.

const ENGLISH =
  'find sort cut join paste split head tail less more top kill time date file test which who last at make cat look read set type watch write host link sleep wait column fold open install'
/** Words that begin requests ("compare a with b"); behind "using" or "with" they mean the program. */
const VERBS =
  'clear reset help history jobs locate ping print convert mount umount reboot shutdown exit logout start stop compare rename nice users groups free'
/** Words that may follow "using" or "with" in a sentence; at the beginning of a line they mean the program. */
const NOUNS = 'yes w comm tree code true false script'

const toSet = (...lists: string[]): ReadonlySet<string> => new Set(lists.flatMap((list) => list.split(' ')))

/** A line that begins with one of these programs may be a sentence. */
export const STARTS_OF_SENTENCES = toSet(ENGLISH, VERBS)
/** "using" or "with" before one of these does not mention the program. */
export const UNMENTIONED_PROGRAMS = toSet(ENGLISH, NOUNS)
