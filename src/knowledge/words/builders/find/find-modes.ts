// Reads permissions and owners: "with mode 644", "at least 644", "world writable", "setuid", "that the group can write", "owned by root",
// "belonging to no user".

import { type FindText, phrase } from './find-text.ts'

/** An octal mode, a mode of letters, or a variable. */
export const MODE = '(<[mv]\\d+>|[0-7]{3,5}(?![\\w]))'
const HAVE =
  '(?:that |which |whose |with |having |have |has |had |set |are |is |where |and |the |their |its |file |a |an |of )*'
const EXACT = '(?:(?:set |equal |up |adjusted )?(?:to|of|is|are|equals?|exactly|as|being|like|=|bits?|mode) )*'

type Write = (found: (string | undefined)[], text: FindText) => string | null

/** Writes the test behind `test`, with the mode that one of the groups holds. */
const writeMode =
  (test: string): Write =>
  (found, text) =>
    test +
    valueOf(
      text,
      found.find((item) => item !== undefined),
    )

const RULES: readonly [RegExp, Write][] = [
  [
    phrase(
      `${HAVE}(?:permissions?|modes?|perms?)(?: bits?)?(?: set)? (?:is |are |that )*(?:not |other than |different from |except |without )+${EXACT}${MODE}|(?:without|not) (?:the )?(?:permissions?|modes?) ${MODE}|(?:without|not) ${MODE} (?:permissions?|permision|modes?)`,
    ),
    writeMode('-not -perm '),
  ],
  [
    phrase(
      `${HAVE}not (?:have |having |with |set to |the )*(?:permissions?|modes?|perms?)(?: bits?)?(?: set)? ${EXACT}${MODE}|${HAVE}not (?:have |having |with |set to |the |exactly )*${MODE}(?: for)? (?:permissions?|modes?)`,
    ),
    writeMode('-not -perm '),
  ],
  [
    phrase(
      `${HAVE}(?:at least|minimum|all of the|atleast)(?: the)? (?:(?:permissions?|mode) (?:of )?${MODE}|${MODE}(?: permissions?| mode)?)`,
    ),
    writeMode('-perm -'),
  ],
  [
    phrase(`${HAVE}(?:any of the|any)(?: permissions?| bits?)* ${MODE}(?: permissions?)?`),
    ([mode], text) => `-perm /${valueOf(text, mode)}`,
  ],
  [
    phrase(`${HAVE}(?:permissions?|modes?|perms?|access rights)(?: bits?)?(?: set)? ${EXACT}${MODE}`),
    ([mode], text) => `-perm ${valueOf(text, mode)}`,
  ],
  [
    phrase(
      `(?:with |having |have |has |set to |exactly )+(?:the )?(?:exactly )?${MODE}(?: \\([^)]*\\))? (?:permissions?|modes?|perms?|rights)`,
    ),
    ([mode], text) => `-perm ${valueOf(text, mode)}`,
  ],
  [
    phrase(`(?<!(?:set|to|give|assign|change) )\\b([0-7]{3,4}) (?:permissions?|modes?)(?= files| director| entries)`),
    ([mode]) => `-perm ${mode}`,
  ],
  [phrase('\\bworld[- ]?writ\\w+'), () => '-perm -o+w'],
  [phrase('\\bworld[- ]?read\\w+'), () => '-perm -o+r'],
  [phrase('\\bworld[- ]?execut\\w+'), () => '-perm -o+x'],
  [phrase('\\bgroup[- ]writ\\w+'), () => '-perm -g+w'],
  [
    phrase(
      `${HAVE}(?:either )?(?:the )?(?:set-?uid|suid|set user id|setuid)(?: and| or|/)+(?: the)?(?: set-?gid| sgid)(?: bits?)?(?: set)?`,
    ),
    () => '-perm /6000',
  ],
  [
    phrase(
      `${HAVE}(?:the )?(?:set-?uid|suid|set[- ]user[- ]id)(?: root)?(?: permissions?)?(?: bits?)?(?: (?:is |are )?(?:set|enabled|on))?`,
    ),
    () => '-perm -4000',
  ],
  [
    phrase(
      `${HAVE}(?:the )?(?:set-?gid|sgid|set[- ]group[- ]id)(?: permissions?)?(?: bits?)?(?: (?:is |are )?(?:set|enabled|on))?`,
    ),
    () => '-perm -2000',
  ],
  [phrase(`${HAVE}(?:the )?sticky(?: bits?)?(?: (?:is |are )?(?:set|enabled|on))?`), () => '-perm -1000'],
]

const BIT = '(?:read|write|execute|executable|execution|writable|readable|writeable)'
const BITS = `(?:"?${BIT}"?(?:(?:,? (?:and|or|or/and) |, ?|/|-)(?:the )?${BIT})*)`
const PEOPLE =
  '(?:(?:the |their |its |for |to |by |both |only |either )*(?:user|owner|group|others?|world|everyone|everybody|all|anyone|anybody|all users|all others|users|owners|other users)(?:\\(s\\))?(?! (?:files|director))(?:(?:,? (?:and|or) |, ?|/)(?:the |their |for |to |by |at least )*(?:user|owner|group|others?|world|everyone|all))*)'

/** Phrases with bits and people in words: the first two groups of each are the two, or people alone with what they can do. */
const SPOKEN: readonly RegExp[] = [
  phrase(
    `${HAVE}(not |no |without )?(?:have |having |has |set |a |the |at least |any |can )*(${BITS}) (?:permissions?|access|bits?|rights|privileges?)(?: set| enabled| bit)*(?: (?:for|to|by|of|granted to|from))? ((?:either |the |at least )*${PEOPLE})`,
  ),
  phrase(`${HAVE}(not )?(?:be )?(${BITS}) (?:permissions? )?(?:by|for|to) ((?:either |the |at least )*${PEOPLE})`),
  phrase(
    `${HAVE}()((?:group|others?|owner|user|world|everyone|everybody|anyone|anybody)) (?:has |have |with |can |may |is able to )+(?:the )?(${BITS})(?: permissions?| access| rights)?(?: (?:to|into)(?=$| ·|,))?`,
  ),
  phrase(
    `${HAVE}(not )?()((?:the |for )*${PEOPLE})? ?(${BITS}) (?:permissions?|bits?)(?: set)? ?(?:to|for) ((?:either |the |at least )*${PEOPLE})`,
  ),
]

const letters = (words: string): string =>
  (/\bread/i.test(words) ? 'r' : '') + (/\bwrit/i.test(words) ? 'w' : '') + (/\bexec/i.test(words) ? 'x' : '')
const who = (words: string): string =>
  /\b(?:all|every\w+|any\w+)\b/i.test(words)
    ? 'a'
    : (/\buser|\bowner/i.test(words) ? 'u' : '') +
      (/\bgroup/i.test(words) ? 'g' : '') +
      (/\bother|\bworld/i.test(words) ? 'o' : '')

function readSpoken(text: FindText): string[] {
  const out: string[] = []
  for (const pattern of SPOKEN.slice(0, 3)) {
    for (let count = 0; count < 3; count += 1) {
      const found = pattern.exec(text.rest)
      if (!found) break
      const [bits, people] = letters(found[2] ?? '') === '' ? [found[3], found[2]] : [found[2], found[3]]
      // A right that anyone has is the right of others, whatever the owner may do.
      const isAnyone = /^any/i.test(people ?? '') && /\b(?:can|may)\b/i.test(found[0])
      const [what, whom] = [letters(bits ?? ''), isAnyone ? 'o' : who(people ?? '')]
      if (what === '' || whom === '') break
      text.take(pattern)
      const isAny = /\bor\b|\beither\b/i.test(`${bits} ${people}`)
      out.push(`${/^(?:not|no|without)/i.test(found[1] ?? '') ? '-not ' : ''}-perm ${isAny ? '/' : '-'}${whom}=${what}`)
    }
  }
  return out
}

/** Bits without people: those of the user who asks. */
const OWN: readonly [RegExp, string][] = [
  [
    phrase(`${HAVE}(?:not (?:be |have )*(?:an? )?(?:executable|execut\\w+ permissions?)|non-?executable)`),
    '-not -executable',
  ],
  [
    phrase(
      `${HAVE}(?:not (?:be |have )*(?:an? )?(?:writ\\w+)(?: permissions?)?|unwritable|read-?only(?= (?:files?|entries|director)))`,
    ),
    '-not -writable',
  ],
  [phrase(`${HAVE}(?:not (?:be |have )*(?:an? )?(?:readable|read permissions?)|unreadable)`), '-not -readable'],
  [phrase(`${HAVE}(?:executable|execut(?:e|ion) permissions?)(?: by (?:me|you|the current user))?`), '-executable'],
  [phrase(`${HAVE}(?:writ(?:e)?able|write permissions?)(?: by (?:me|you|the current user))?`), '-writable'],
  [phrase(`${HAVE}(?<!human[- ])(?:readable|read permissions?)(?: by (?:me|you|the current user))?`), '-readable'],
]

const WHO_OWNS = '(?:that |which |whose |are |is |and |with |having |have |has |all |the )*'
const OWNERS: readonly [RegExp, Write][] = [
  [
    phrase(
      `${WHO_OWNS}(?:no (?:valid |known |existing )?(?:user|owner)s?|without (?:an? |any )?(?:valid |existing )?(?:owner|user)|not (?:owned by|belong\\w* to|have|having) (?:any|a|an existing|a valid|existing|valid)(?: valid| existing| known)?(?! ?(?:valid |existing )?group)(?: users?| owners?| one)?|(?:owned by|belong\\w* to) (?:no (?:one|user|body)|a non-?exist\\w* users?|unknown users?|nobody known)|orphan\\w*)(?! group)`,
    ),
    (_, text) =>
      text.has(/\bor (?:no |any |a )*(?:valid )?group\b/i) && text.take(/\bor (?:no |any |a )*(?:valid )?group\b/i)
        ? '\\( -nouser -o -nogroup \\)'
        : '-nouser',
  ],
  [
    phrase(
      `${WHO_OWNS}(?:no (?:valid |known |existing )?groups?|without (?:an? |any )?(?:valid |existing )?group|not (?:owned by|belong\\w* to) (?:any|a|an existing)(?: valid| existing)? group|(?:owned by|belong\\w* to) (?:no|a non-?exist\\w*|unknown) groups?)`,
    ),
    () => '-nogroup',
  ],
  [
    phrase(
      `${WHO_OWNS}(not )?(?:owned by|belong\\w* to|in|of|with|by)?(?: the)? group(?:[- ]?owned by| ownership(?: of)?| owner| called| named| is| name| of| id)*(?: the)? {V}`,
    ),
    ([not, group], text) =>
      isName(text, group) ? `${not === undefined ? '' : '-not '}-group ${text.valueOf(group)}` : null,
  ],
  [
    phrase(`${WHO_OWNS}(not )?(?:owned by|belong\\w* to)(?: the)? {V}(?:'s)? group`),
    ([not, group], text) =>
      isName(text, group) ? `${not === undefined ? '' : '-not '}-group ${text.valueOf(group)}` : null,
  ],
  [
    phrase(`${WHO_OWNS}(?:owned by|belong\\w* to) (?:me|the current user|myself|you|your user)\\b|\\b(?:i|you) own\\b`),
    () => '-user $USER',
  ],
  [
    phrase(
      `${WHO_OWNS}(not )?(?:owned by|owend by|belong\\w* (?:to|of)|(?:files? )?owner(?: is| name is| as| named| with name| of)?|(?:user|owner) is|of (?:the )?user|of (?:the )?owner|by (?:the )?user|(?:with|has|having|have) (?:the )?(?:user|owner))(?: the)?(?: user(?:name)?| owner)?(?: called| named| name| with(?: the)? name| id| uid)*(?: the)? {V}(?: user| account)?`,
    ),
    ([not, user], text) =>
      isName(text, user) ? `${not === undefined ? '' : '-not '}-user ${text.valueOf(user)}` : null,
  ],
  [phrase(`\\b(?:user )([a-z][\\w-]+)'s (?=files|director|entries)`), ([user]) => `-user ${user}`],
  [phrase(`${HAVE}(?:uid|user id)(?: of| is| equal to)? (\\d+)`), ([id]) => `-uid ${id}`],
  [phrase(`${HAVE}(?:gid|group id)(?: of| is| equal to)? (\\d+)`), ([id]) => `-gid ${id}`],
]

/** The tests of permissions. */
export function readModes(text: FindText): string[] {
  if (!text.has(/perm|mode|writ|read|exec|s(?:et)?-?[ug]id|sticky|access|set user|set group/i)) return []
  return [
    ...apply(text, RULES),
    ...readSpoken(text),
    ...OWN.flatMap(([words, test]) => (text.take(words) ? [test] : [])),
  ]
}

/** The tests of owners and groups. */
export const readOwners = (text: FindText): string[] =>
  text.has(/own|owend|belong|user|group|\b[ug]id\b|orphan/i) ? apply(text, OWNERS) : []

function apply(text: FindText, rules: readonly [RegExp, Write][]): string[] {
  const out: string[] = []
  for (const [pattern, write] of rules) {
    for (let count = 0; count < 3; count += 1) {
      const found = pattern.exec(text.rest)
      const test = found ? write(found.slice(1), text) : null
      if (test === null) break
      text.take(pattern)
      if (!out.includes(test)) out.push(test)
    }
  }
  return out
}

const valueOf = (text: FindText, mark: string | undefined): string => {
  const value = text.valueOf(mark)
  return /^\$/.test(value) ? `"${value}"` : value
}
const isName = (text: FindText, mark: string | undefined): boolean =>
  !/^(?:any|no|a|an|group|the|user|users|me|nobody|them|unknown|who|that|which|and|or|of|by|permissions?|writable|readable|executable|can|has|have|write|read|ownership|in|is|are|bit|all|owner|with|for|to|same)$/i.test(
    mark ?? '',
  ) && /^[\w.$@{}-]+$/.test(text.valueOf(mark))
