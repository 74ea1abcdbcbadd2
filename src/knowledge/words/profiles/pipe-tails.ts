// Tails: wishes about the output of any command, such as to page through it or to keep a copy in a file, as pipes behind the command.

import { quoteValue } from '../../../shell-syntax/word-quoting.ts'
import type { Request } from '../words-request.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

interface Tail {
  words: RegExp
  /** The text to append to the command; `$1` is the first group of `words`. */
  behind: string
  /** Commands that do it by themselves. */
  unless: RegExp
}

const TEXT = String.raw`(?:["']([^"']+)["'])`
/** A verb or a stream behind "and" begins another wish. */
const FILE = String.raw`(?!(?:output|save|remove|execute|error|stderr|as|write|print|input|grep|count|then|standard|stdout|delete|append|sort|show|display)\b)["'\`]?([\w~/.@%+$-]*[\w/~])["'\`]?`

/** All tails. Where two match the same words, the first one takes them. */
const TAILS: readonly Tail[] = [
  {
    words: longPattern('i')`
        ,? ?(?:and )?(?:(?:wait|paus)\w* (?:and waiting )?(?:for )?(?:user )?(?:input|interaction)? ?(?:for user (?:input
        |interaction) )?(?:after|at|on) (?:each|every) (?:page|screen)(?: of (?:the )?output)?)
      `,
    behind: ' | more',
    unless: /\b(?:less|more|man)\b/,
  },
  {
    words: longPattern('i')`
        ,? ?(?:and )?(?:pag(?:e|ing)d? interactively through (?:it|the (?:output|results?))|interactively pag\w* through
        |(?:the )?letting the user (?:interactively )?page through(?: it| the (?:output|results?))?(?: with the arrow keys[^.]*)?)
      `,
    behind: ' | less',
    unless: /\b(?:less|more|man)\b/,
  },
  {
    words:
      /,? (?:and )?(?:view|display|show)\w* (?:the )?(?:contents?|output|results?|it)? ?(?:in|via|with|through) ["']?(less|more)["']?/i,
    behind: ' | $1',
    unless: /\b(?:less|more)\b/,
  },
  {
    words: new RegExp(
      String.raw`,? ?(?:to|on) (?:the )?(?:standard output|stdout|screen|console|terminal)(?: twice)? and (?:also )?(?:appends? )(?:(?:it|output) )?to (?:the )?(?:file )?${FILE}(?: as (?:the )?root)`,
      'i',
    ),
    behind: ' | sudo tee -a $1',
    unless: /\btee\b/,
  },
  {
    words: new RegExp(
      String.raw`,? ?(?:to|on) (?:the )?(?:standard output|stdout|screen|console|terminal)(?: twice)? and (?:also )?(?:appends? )(?:(?:it|output) )?to (?:the )?(?:file )?${FILE}`,
      'i',
    ),
    behind: ' | tee -a $1',
    unless: /\btee\b/,
  },
  {
    words: new RegExp(
      String.raw`,? ?(?:to|on) (?:the )?(?:standard output|stdout|screen|console|terminal)(?: twice)? and (?:to |also )?(?:to |(?:sav|output|writ)\w* (?:it )?to |append to )?(?:the )?(?:text )?(?:file )?${FILE}`,
      'i',
    ),
    behind: ' | tee $1',
    unless: /\btee\b/,
  },
  {
    words:
      /,? ?(?:and )?(?:format\w*|display\w*|print\w*|output\w*)? ?(?:the |its )?(?:output|results?|it)? ?(?:and )?(?:format(?:ted)? )?as an? (?:formatted )?table\b/i,
    behind: ' | column -t',
    unless: /\bcolumn\b/,
  },
  {
    words:
      /,? and (?:then )?(?:execut|run|interpret)\w*(?: (?:it|them|the (?:output|results?)))? (?:in|with|by) (?:the )?(bash|sh|zsh)\b/i,
    behind: ' | $1',
    unless: /\b(?:bash|sh)\b/,
  },
  {
    words: /,? and (?:number|numbering) (?:the |each |every )?(?:output|lines?|results?)\b/i,
    behind: ' | nl',
    unless: /\b(?:nl|cat -n)\b/,
  },
  {
    words: new RegExp(
      String.raw`,? ?(?:and |then )+(?:grep|search|filter|look)(?: (?:for|by))? (?:lines |strings )?(?:matching |containing |with )?(?:the )?(?:text |string |word |pattern |regex )?${TEXT}(?: in (?:the )?(?:output|results?))?|,? ?(?:and )?(?:only )?(?:show|print|output|display)\w* only (?:the )?(?:lines|strings|rows|entries) (?:containing|matching|with|that (?:contain|match)) (?:the )?(?:text |string |word |pattern |regex )?${TEXT}(?: (?:to|on) (?:the )?(?:standard output|stdout|screen))?`,
      'i',
    ),
    behind: ' | grep $1',
    unless: /\|? ?grep\b|^awk|^sed/,
  },
  {
    words:
      /,? ?(?:(?:and )?(?:print|show|display|output)\w* (?:it|them|the (?:result|output)) )?as an? (?:single )?comma[- ]separated (?:list|line)\b/i,
    behind: ' | paste -sd,',
    unless: /\b(?:paste|ls -m|seq -s)\b/,
  },
  {
    words:
      /,? ?(?:and )?(?:use (?:it|them|the (?:output|results?)) )?as (?:the )?(?:std|standard )?input (?:to|for|of) (?:the )?(?:command |program |script )?["']([^"']+)["'](?: (?:command|program|script))?/i,
    behind: ' | $1',
    unless: /^$/,
  },
  {
    words: new RegExp(
      String.raw`,? ?(?:and )?(?:to|into|in) (?:the )?(?:file )?${FILE} and (?:also )?(?:to|on) (?:the )?(?:standard output|stdout|screen|console|terminal)`,
      'i',
    ),
    behind: ' | tee $1',
    unless: /\btee\b/,
  },
  {
    words: /,? without (?:a |the |any )?(?:trailing |final )?newlines?\b/i,
    behind: " | tr -d '\\n'",
    unless: /\b(?:tr -d|echo -n|printf|seq -s|paste)\b/,
  },
  {
    words: /,? (?:and )?(?:filter\w*|strip\w*|leav\w*) out (?:all )?(?:the )?comments?(?: strings| lines)?\b/i,
    behind: " | grep -v '^#'",
    unless: /\bdig\b|grep -v/,
  },
  {
    words: /,? (?:and )?sort\w* (?:it|them|the (?:output|results?|list))(?: alphabetically)?\b/i,
    behind: ' | sort',
    unless: /\bsort\b/,
  },
  {
    words: /,? (?:and )?count\w* (?:them|the (?:results?|lines|output)|(?:the )?number of (?:them|lines|results))\b/i,
    behind: ' | wc -l',
    unless: /\bwc\b| -c\b/,
  },
  {
    words: longPattern('i')`
        ,? (?:and )?(?:pass|pip|send|feed)\w* (?:it|them|the (?:output|results?))? ?(?:to|into|through) (?:the )?(?:command |program 
        |script )?["']([\w./-]+(?: [^"'|;&<>]+)?)["'](?: (?:command|program|script|awk script))?
      `,
    behind: ' | $1',
    unless: /\|/,
  },
  {
    words: /,? (?:and )?(?:cop(?:y|ies)|sav(?:e|es)) (?:it |the output )?(?:to|in|into) (?:the )?clipboard\b/i,
    behind: ' | xclip -selection clipboard',
    unless: /\bxclip\b/,
  },
]

/** The places of the words for what follows a command, and the command with it. */
export interface Tails {
  taken: ReadonlySet<number>
  wrap(command: string): string
}

/** Reads from a request what is done with the output. */
export function readTails({ text, tokens }: Request): Tails {
  let rest = text
  const found: { behind: string; unless: RegExp }[] = []
  const taken = new Set<number>()
  for (const { words, behind, unless } of TAILS) {
    const match = words.exec(rest)
    if (!match) continue
    const value = match.slice(1).find((group) => group !== undefined) ?? ''
    found.push({ behind: behind.replace('$1', () => (behind.endsWith('grep $1') ? quoteValue(value) : value)), unless })
    let from = 0
    for (const [at, { raw }] of tokens.entries()) {
      const begin = text.indexOf(raw, from)
      if (begin < 0) continue
      from = begin + raw.length
      if (begin >= match.index && from <= match.index + match[0].length + 1) taken.add(at)
    }
    rest = rest.slice(0, match.index) + ' '.repeat(match[0].length) + rest.slice(match.index + match[0].length)
  }
  return {
    taken,
    wrap: (command) => found.reduce((out, { behind, unless }) => (unless.test(out) ? out : out + behind), command),
  }
}
