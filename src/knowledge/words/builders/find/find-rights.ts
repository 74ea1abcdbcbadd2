// Reads which other mode or owner the files that are found get: "change the permissions to 644", "make them executable for all", "set
// the owner to root".

import { type FindText, phrase } from './find-text.ts'
import { MODE } from './find-modes.ts'

/** An act on the files that are found. */
export interface FindAct {
  /** As it stands behind the tests: an action of find, or a pipe. */
  text: string
  /** True when files are changed: then no condition may be left out. */
  changes: boolean
  /** The kind of act, by which it is decided what the tests must say: directories, for one, are removed with all that they hold. */
  kind: 'delete' | 'change' | 'run' | 'read'
}

export const change = (text: string): FindAct => ({ text, changes: true, kind: 'change' })

const BIT = '(?:read|write|execute|executable|execution|rwx|full|all)'
const PEOPLE =
  '(?: ?(?:the |their |its |for |to |by |from |and |& |, ?)*(?:users?|owners?|groups?|others?|world|everyone|everybody|all users|all)\\b(?! (?:files|entries|director|regular|the|\\w+ files)))+'
const CHANGE =
  '(?:chang(?:e|es|ing)|set(?:s|ting)?|mak(?:e|es|ing)|modif(?:y|ies|ying)|updat(?:e|es|ing)|giv(?:e|es|ing)|assign(?:s|ing)?|correct|fix(?:es)?|alter|reset|adjust|add(?:s|ing)?|grant(?:s|ing)?|remov(?:e|es|ing)|revok\\w*|den(?:y|ies)|enabl\\w*|apply)'

/** Reads new modes and owners. */
export function readRights(text: FindText): FindAct[] {
  if (!text.has(/perm|mode|rights|chmod|chown|chgrp|own|group|user|execut|access|read|writ/i)) return []
  const acts = [readOwner(text), readMode(text)]
  return acts.filter((act) => act !== null)
}

function readMode(text: FindText): FindAct | null {
  const plain =
    text.take(
      phrase(
        `\\b(?:and )?(?:chmod|${CHANGE}) (?:the |their |its |all |of )*(?:file |files' |access |default )*(?:permissions?|modes?|rights|perms?)(?: bits?)? (?:to |as |of |= )?(?:be )?(?:default |the )*(?:permissions? )?${MODE}(?: permissions?| mode)?(?: (?:for|on|to|of)(?= ))?`,
      ),
    ) ??
    text.take(
      phrase(
        `\\b(?:and )?(?:chmod|${CHANGE}) (?:the )?${MODE} (?:permissions?|modes?|rights)(?: (?:for|on|to|of)(?= ))?`,
      ),
    ) ??
    text.take(phrase(`\\b(?:and )?chmod (?:to )?${MODE}(?: (?:on|for|to)(?= ))?`)) ??
    text.take(phrase(`,? ?(?:and )?(?:their|its|the) permissions? (?:is|are) changed to (?:mode )?${MODE}`))
  if (plain) return change(`-exec chmod ${modeOf(text, plain[0])} {} +`)
  return readSpokenMode(text) ?? readBareMode(text) ?? readFarMode(text)
}

/** The people stand before the right: "add group write permission to all files". */
function readRightsOf(text: FindText): (string | undefined)[] | null {
  const [verb, people, bits] =
    text.take(
      phrase(
        `\\b(?:and )?(add|set|give|grant|remove|revoke)(?:s|ing)? (?:the |an? )*(group|user|owner|others?|world)(?:'s)? (execut\\w+|read|write) (?:permissions?|bits?|rights|access)(?: (?:to|for|from|on|of)(?= ))?`,
      ),
    ) ?? []
  return verb === undefined ? null : [verb, bits, people]
}

/** "give read and write permission to the group" */
function readSpokenMode(text: FindText): FindAct | null {
  const spoken =
    text.take(
      phrase(
        `\\b(?:and )?(${CHANGE}) (?:the |a |them |it |those |these |any |only )*((?:(?:"?${BIT}"?)(?:,? ?(?:and |or |/|-|, )?(?:the )?)?)+) ?(?:permissions?|access|bits?|rights)?(?: (?:for|to|from|by|of|on))? (${PEOPLE})`,
      ),
    ) ??
    text.take(phrase(`\\b(?:and )?(make|makes) (?:them |it |those |these )?(executable|readable|writable)()(?= |,)`)) ??
    readRightsOf(text) ??
    text.take(
      phrase(
        `\\b(?:and )?(add|set|give|remove)(?:s|ing)? (?:the |an? |them )*(execut\\w+|read|write) (?:permissions?|bits?|rights)()(?: (?:to|for|from|on|of)(?= ))?`,
      ),
    )
  if (spoken) {
    const [verb = '', bits = '', people = ''] = spoken
    const letters = /\b(?:all|full|rwx)\b/i.test(bits)
      ? 'rwx'
      : (/\bread/i.test(bits) ? 'r' : '') + (/\bwrit/i.test(bits) ? 'w' : '') + (/\bexec/i.test(bits) ? 'x' : '')
    const who = /\b(?:all|everyone|everybody|all users)\b/i.test(people) ? 'a' : whoOf(people)
    const nobody = letters === '' ? null : text.take(NO_RIGHTS)
    if (nobody) return change(`-exec chmod ${who}=${letters},${whoOf(nobody[0] ?? '')}= {} +`)
    if (letters !== '')
      return change(`-exec chmod ${who}${/^(?:remov|revok|den)/i.test(verb) ? '-' : '+'}${letters} {} +`)
  }
  return null
}

/** "add read and write permissions", "make them executable for all" */
function readBareMode(text: FindText): FindAct | null {
  const bare = text.take(
    phrase(
      `\\b(?:and )?(add|set|give|grant|remov|revok)\\w* (?:the |them )*((?:(?:"?${BIT}"?)(?:,? ?(?:and |or |/|-|, )?(?:the )?)?)+) ?(?:permissions?|access|rights)(?: (?:to|for|from|on|of)(?= ))?`,
    ),
  )
  if (bare) {
    const [verb = '', bits = ''] = bare
    const letters =
      (/\bread/i.test(bits) ? 'r' : '') + (/\bwrit/i.test(bits) ? 'w' : '') + (/\bexec/i.test(bits) ? 'x' : '')
    if (letters !== '') return change(`-exec chmod ${/^(?:remov|revok)/i.test(verb) ? '-' : '+'}${letters} {} +`)
  }
  if (text.has(/\bmakes? .*\bexecutable\b/i) && text.take(/\b(?:and )?makes?\b(?: them)?/i)) {
    const [whom] = text.take(phrase(`\\bexecutable(?: (?:for|by) (${PEOPLE}))?`)) ?? []
    const who = /\b(?:all|every\w+)\b/i.test(whom ?? '')
      ? 'a'
      : (/\buser|\bowner/i.test(whom ?? '') ? 'u' : '') + (/\bgroup/i.test(whom ?? '') ? 'g' : '')
    return change(`-exec chmod ${who}+x {} +`)
  }
  return null
}

/** The mode stands behind the files: "change the permissions of all files in src to 644". */
function readFarMode(text: FindText): FindAct | null {
  const far = text.take(
    phrase(
      `\\b(?:and )?(?:chmod|${CHANGE} (?:the |their |its |all |of )*(?:file |access )*(?:permissions?|modes?|rights|perms?)(?: bits?)?(?: (?:for|of|on|to))?)(?= .*(?:to|as|with) (?:be |permissions? |mode )*${MODE})`,
    ),
  )
  if (!far) return null
  const to = text.take(
    phrase(`(?:,? ?\\b(?:to|as|with) (?:be |have |permissions? |mode )*)${MODE}(?: permissions?| mode)?`),
  )
  if (to) return change(`-exec chmod ${modeOf(text, to[0])} {} +`)
  return null
}

/** "and no permission for others" */
const NO_RIGHTS = phrase(
  `,? ?\\band (?:no |remove (?:all |any |the )?)(?:read[- ,/]*write[- ,/]*(?:and )?execute )?(?:permissions?|access|rights) (?:for|to|from|of) (${PEOPLE})`,
)
const whoOf = (people: string): string =>
  (/\buser|\bowner/i.test(people) ? 'u' : '') +
  (/\bgroup/i.test(people) ? 'g' : '') +
  (/\bother|\bworld/i.test(people) ? 'o' : '')

const modeOf = (text: FindText, mark: string | undefined): string => {
  const value = text.valueOf(mark)
  return /^\$/.test(value) ? `"${value}"` : value
}

function readOwner(text: FindText): FindAct | null {
  const verb =
    text.take(
      phrase(
        `\\b(?:and )?(?:recursively )?(?:chgrp|${CHANGE}) (?:the |their |its |all |of )*(?:file |user )*(group)(?! (?:read|writ|execut))(?: owner(?:ship)?)?(?: (?:of|for|on))?(?= .*\\bto\\b)()`,
      ),
    ) ??
    text.take(
      phrase(
        `\\b(?:and )?(?:recursively )?(?:chown|${CHANGE})() (?:the |their |its |all |of )*(?:file |user |current )*(owner(?:ship)?s?|user)(?: and (?:the )?group)?(?: (?:of|for|on))?(?= .*\\bto\\b)`,
      ),
    ) ??
    text.take(phrase('\\b(?:and )?(?:chown)()(?= .*\\bto\\b)()'))
  if (!verb) return null
  const [to, group] =
    text.take(
      phrase(
        '\\b(?:to|as) (?:the |a |user |group |owner |be owned by )*(<[a-z]\\d+>|[\\w.:@+-]+)(?: user| group)?(?:,? and (?:the )?group (?:to )?{V})?',
      ),
    ) ?? []
  if (to === undefined) return null
  const name = text.valueOf(to)
  if (!/^[\w$.:@{}-]+$/.test(name)) return null
  if (/group/i.test(verb[0] ?? '')) return change(`-exec chgrp ${name} {} +`)
  return change(`-exec chown ${name}${group === undefined ? '' : `:${text.valueOf(group)}`} {} +`)
}
