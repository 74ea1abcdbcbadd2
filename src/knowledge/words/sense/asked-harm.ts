// Reads from a request the harm that it asks for: a first proposal is never riskier than its words.

import { actOf } from './action-verbs.ts'
import { readRequest } from '../words-request.ts'
import type { Request } from '../words-request.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** The risks that the words of a request ask for. */
export interface AskedHarm {
  destructive: boolean
  privileged: boolean
  code: boolean
  /** False when things are removed from within something else ("newlines from a file"): then no file may be deleted. */
  files: boolean
  /** False when the request asks which, what or how many: then nothing may be installed, started or changed. */
  change: boolean
  /** True when the request asks to see something and nothing else: then every answer only reads. */
  readsOnly: boolean
}

/** Words of a request to end, remove or overwrite something. */
const DESTROYS = longPattern('i')`
  \b(?:kill\w*|sig(?:term|kill|hup|int|quit)|signals?|stop|end|terminate|free|delet\w*|remov\w*|eras\w*|wip(?:e|ing)|drop|clear|clean\w*
  |empty|purg\w*|prun\w*|reset|discard|undo|revert\w*|roll(?:ing)? ?back|forc\w*|overwrit\w*|truncat\w*|format(?:ting)?|uninstall\w*
  |shut ?down|power ?off|reboot|restart|rm|throw away|get rid|abandon|abort|unstage|destroy|shred|bootable|burn|flash|replac\w*
  |rewrit\w*|squash|partition\w*|rotate|amend|clone (?:a |my )?(?:disk|drive|hard)|go back|restor\w*|move|renam\w*|nuke|flush|logout
  |log out|dead|unfollow|untrack\w*|forget|shrink|resize|mirror|sync\w*|zero)\b|删|杀|清|终止|结束|停|卸载|重置|撤销|还原
`
/** A wish to change owners or modes of all that a directory holds: the old ones are lost. */
const CHANGES_ALL_BELOW = longPattern('i')`
  \b(?:owner\w*|permissions?|modes?|chown|chmod|chgrp|group)\b.*\b(?:recursive\w*|all|every|everything|contents?|subdirector\w+
  |subfolders?|below)\b|\brecursive\w*\b.*\b(?:owner\w*|permissions?|modes?|chown|chmod|chgrp|group)\b
`
const NEEDS_ROOT = longPattern('i')`
  \b(?:install\w*|uninstall\w*|upgrad\w*|updat\w*|packages?|services?|restart\w*|start\w*|stop\w*|enabl\w*|disabl\w*|reload\w*
  |(?:re)?mount\w*|unmount\w*|umount|format\w*|users?|groups?|owner\w*|hostname|time ?zone|clock|firewall|ports?|root|sudo\w*|admin\w*
  |reboot|shut ?down|power ?off|permissions?|boot\w*|swap\w*|kernel|module|interface|dns|hosts?|systemd|units?|daemon|sniff\w*|captur\w*
  |scan\w*|traffic|packets?|partitions?|disks?|usb|drive|password|account|cron\w*|journal\w*|nginx|apache|certificate|locale|keyboard
  |network|ip|route|gateway|vpn|wifi|repository|ppa|bootable|access|chown|smart|mysql|postgres\w*|login|ssh)\b
`
const RUNS_CODE = /\b(?:run\w*|execut\w*|install\w*|start\w*|launch\w*|eval\w*|script|pipe|npx|try|serve)\b/i

const REMOVES = '(?:remov\\w*|delet\\w*|strip\\w*|trim\\w*|eras\\w*|drop\\w*|cut\\w*|get rid of|omit|filter\\w*)'
const PARTS =
  '(?:lines?|newlines?|characters?|chars?|spaces?|white ?spaces?|columns?|words?|duplicates?|prefix(?:es)?|suffix(?:es)?|extensions?|comments?|quotes?|tabs?|fields?|rows?|headers?|bytes?|digits?|numbers?|letters?|colou?rs?|escape|ansi|text|strings?|patterns?|line (?:breaks?|endings?)|carriage|bom|html|tags?|metadata|exif|audio|pages?|substrings?|parts?|entries|items?|elements?|keys?|branch(?:es)?|tags?|commits?|packages?|users?|groups?|alias(?:es)?|variables?|env\\w*|history|jobs?|cron\\w*|permissions?|remotes?|submodules?|containers?|images?|volumes?|pods?|hosts?|rules?|routes?|password)(?! (?:files?|folders?|director))'
const ANY = '(?:\\S+ ){0,5}?'
const REMOVES_PARTS = new RegExp(`\\b${REMOVES} ${ANY}${PARTS}\\b`, 'i')
const REMOVES_FILES = new RegExp(
  `\\b${REMOVES} ${ANY}(?:files?|folders?|director(?:y|ies)|everything|dirs?|subfolders?|subdirector\\w+|links?|symlinks?|archives?|backups?|logs?|\\*\\S*|\\S+\\.\\w+|[\\w.~-]*/\\S*)(?![^\\s,;.])`,
  'i',
)
const FROM = new RegExp(`\\b${REMOVES}\\b(.*)\\bfrom\\b(.*)`, 'i')
const PLACES =
  /^\s*(?:\S+ ){0,3}?(?:director(?:y|ies)|folders?|disk|drive|server|system|usb|here|subfolders?|trash|[~.\w-]*\/\S*)/i

const ASKS_ONLY =
  /^(?:which|what|who|where|when|is|are|does|how (?!(?:to|do|does|can|could|should|would|might|i|we|you)\b)\w+)\b/i

/** The words of a request without those that it excludes. */
const wantedWords = ({ tokens, excluded }: Request): string =>
  tokens
    .filter((_, at) => !excluded.has(at))
    .map((token) => token.value)
    .join(' ')

/** True when the words of a line ask to end, remove or overwrite something: "what uses port 80" is no wish to kill. */
export const asksForHarm = (line: string): boolean => DESTROYS.test(wantedWords(readRequest(line)))

export function readAskedHarm(request: Request): AskedHarm {
  const { text } = request
  const positive = wantedWords(request)
  return {
    destructive: DESTROYS.test(positive) || CHANGES_ALL_BELOW.test(positive),
    privileged: NEEDS_ROOT.test(positive),
    code: RUNS_CODE.test(positive),
    // "apart from cover.jpg" takes nothing out of that file.
    files: meansFiles(text.replaceAll(/\b(?:apart|aside) from\b/gi, 'except')),
    change: !ASKS_ONLY.test(text),
    readsOnly: asksToSee(request),
  }
}

/** The beginning of a request to see something. */
const SEES = /^(?:show|list|count|display|print|find|search|tell|compare)$/
/** The request wants the output in a file, or on paper. */
const KEEPS =
  /\b(?:to|into|in|and) (?:(?:a|the|another) )?(?:\w+ )?(?:file\b|["'“]?[\w./-]+\.\w{2,4}\b)|\boutput file\b|\b(?:printer|paper)\b/i
/** Kinds of acts that a reader does. */
const READER_ACTS: ReadonlySet<string> = new Set('read count order limit part join wait'.split(' '))

/** True when a request begins with a wish to see, or with a question, and no clause of it begins with another act. */
function asksToSee({ tokens, text, excluded }: Request): boolean {
  const first = tokens.find(({ lower }) => !/^(?:please|just|quickly|me)$/.test(lower))
  if (!ASKS_ONLY.test(text) && !SEES.test(first?.lower ?? '')) return false
  if (/^(?:print|find|search|display)\b/i.test(first?.lower ?? '') && KEEPS.test(text)) return false
  return !tokens.some(({ lower, stem, quoted }, at) => {
    const kind = quoted || excluded.has(at) ? undefined : actOf(stem)
    if (kind === undefined || READER_ACTS.has(kind) || /(?:ed|[^s]s)$/.test(lower)) return false
    const before = tokens[at - 1]?.lower ?? ''
    return lower.endsWith('ing')
      ? /^(?:for|of|by|before|without)$/.test(before)
      : /^(?:and|or|then|to|,|force|forcibly)$/.test(before)
  })
}

/** The request takes changes in files back: no file goes. */
const TAKES_BACK =
  /\b(?:discard|undo|undid|revert|throw|drop|remov|delet|reset|clear|clean|abandon|forget)\w*\b[^,;.]*?\b(?:changes|edits|modifications)\b(?! files?\b)/i

function meansFiles(text: string): boolean {
  if (TAKES_BACK.test(text)) return false
  const parts = REMOVES_PARTS.exec(text)
  const files = REMOVES_FILES.exec(text)
  // The noun that comes first behind the verb is what is removed.
  if (parts && (!files || parts[0].length < files[0].length)) return false
  const from = FROM.exec(text)
  if (!from) return true
  return /\b(?:files?|folders?|director(?:y|ies)|everything|links?|symlinks?)\b/i.test(from[1] ?? '')
    ? !/^\s*(?:\S+ ){0,2}?(?:git|repo\w*|index|staging|history|commit|tracking|archive|tar|zip|list|path)\b/i.test(
        from[2] ?? '',
      )
    : PLACES.test(from[2] ?? '')
}

/** A command that changes the system, which no question about it asks for. */
export const CHANGES_SYSTEM =
  /\b(?:install|remove|purge|upgrade|restart|stop|start|enable|disable|kill|mkfs|dd|rm|chmod|chown|usermod|userdel|useradd|umount|mount|run)\b/

/** A command that deletes files, whatever else it does. */
export const DELETES_FILES =
  /(?:^|[;&|]\s*|\b(?:xargs|sudo|exec)\s+(?:-\S+\s+)*)(?:rm|rmdir|unlink|shred|trash)\b|\s-delete\b/
