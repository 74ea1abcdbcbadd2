// Clauses that say what happens to the output of a command, or how often and where it runs: "… and save it to out.txt", "… every
// two seconds", "… suppressing errors". The rest of the request is answered by itself, and the clause is written around that answer.

import { quoteAlways, quoteValue } from '../../../shell-syntax/word-quoting.ts'
import { readNumber } from '../vocabulary.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** A request that was cut in two: what is to be done, and what the clause makes of the command for it. */
export interface Clause {
  head: string
  /** The whole command; null where the command for the head does by itself what the clause asks. */
  wrap(command: string): string | null
}

interface ClauseRule {
  words: RegExp
  wrap(command: string, values: readonly string[]): string | null
}

/** A quoted name, or a word that looks like a file. The value is the last group that matched. */
const FILE = String.raw`["'\`]?([\w~/.@%+-]*[\w/~][.\/][\w.@%+-]+|[\w~/.@%+-]+(?=["'\`]))["'\`]?`
const IT = String.raw`(?:it|them|this|(?:all |the )*(?:standard |command's |resulting )?(?:output|results?|list|listing|lines?|differences|everything|contents?))`
const INTO = String.raw`(?:in|to|into|as) (?:an? |the )?(?:new )?(?:text |log )?(?:file )?(?:named |called )?`
const AND = String.raw`(?:,? and(?: then)?|,? then|,|;)`

const pipe =
  (program: RegExp, tail: string): ClauseRule['wrap'] =>
  (command) =>
    program.test(command) ? null : `${command} | ${tail}`

/** The first rule that fits is applied. A rule names what it looks for at the end of the request, unless it begins with `^`. */
const RULES: readonly ClauseRule[] = [
  {
    words: new RegExp(
      String.raw`^(?:create|define|make|assign|set up|setup|add) (?:an?|the) (?:shell )?alias (?:named |called )?["']?([\w-]+)["']? (?:for|to|that|which) (?=\S+ \S+ \S+)(?:an? |the )?(?:(?:\w+ )?command (?:that |to |which |for ))?(?!["'\`])`,
      'i',
    ),
    wrap: (command, [name = '']) => `alias ${name}=${quoteAlways(command)}`,
  },
  {
    words: new RegExp(String.raw`${AND} (?:gzip|compress)(?:es|s|ing)? (?:${IT} )?${INTO}${FILE}$`, 'i'),
    wrap: (command, [file = '']) => `${command} | gzip > ${quoteValue(file)}`,
  },
  {
    words: new RegExp(
      String.raw`${AND} (?:appends?|appending) (?:${IT} )?(?:to|into) (?:the )?(?:end of )?(?:the )?(?:file )?${FILE}$`,
      'i',
    ),
    wrap: (command, [file = '']) => `${command} >> ${quoteValue(file)}`,
  },
  {
    words: new RegExp(
      String.raw`(?:,? (?:both )?(?:to|on) (?:the )?(?:screen|terminal|standard output|stdout)|${AND} (?:prints?|shows?|displays?) ${IT}) and (?:also )?(?:(?:saves?|writes?) (?:it )?)?(?:to |in |into )?(?:an? |the )?(?:file )?${FILE}$`,
      'i',
    ),
    wrap: (command, [file = '']) => `${command} | tee ${quoteValue(file)}`,
  },
  {
    words: new RegExp(
      String.raw`${AND} (?:sav|writ|stor|redirect|output|dump|send|put|plac)(?:e|es|s|ting|ing|ed)? (?:${IT} )?${INTO}${FILE}$`,
      'i',
    ),
    wrap: (command, [file = '']) => (/[^2]>/.test(command) ? null : `${command} > ${quoteValue(file)}`),
  },
  {
    words: new RegExp(
      String.raw`(?<=^(?:saves?|stores?|writes?|redirects?) (?:the )?(?:list|output|names?|number|count|difference) of .*) (?:to|into|in) ${FILE}$`,
      'i',
    ),
    wrap: (command, [file = '']) => (/[^2]>/.test(command) ? null : `${command} > ${quoteValue(file)}`),
  },
  {
    words: new RegExp(
      String.raw`(?<=^(?:prints?|shows?|lists?|writes?|outputs?|displays?|sorts?|concatenates?|dumps?|saves?|redirects?|stores?) .*) (?:to|into) (?:an? |the )?(?:new )?(?:text )?file (?:named |called )?${FILE}$`,
      'i',
    ),
    wrap: (command, [file = '']) => (/[^2]>/.test(command) ? null : `${command} > ${quoteValue(file)}`),
  },
  {
    words: longPattern('i')`
        ,? (?:and |while |but )?(?:suppress|discard|ignor|hid|silenc|throw|redirect)(?:e|es|s|ing|ed)? (?:away )?(?:all |any 
        |the )*(?:error|warning|stderr|permission denied)s?(?: (?:messages?|output|errors?))?(?: to \/dev\/null)?$|,? without (?:any 
        |the )?(?:error|warning|permission denied)(?: messages?|s)$
      `,
    wrap: (command) => (command.includes('2>') ? null : `${command} 2>/dev/null`),
  },
  {
    words: /,? (?:again )?(?:and again )?(?:once )?every ((?:\w+ )?)(second|minute)s?$/i,
    wrap: (command, [amount = '', unit = '']) => {
      const number = amount === '' ? 1 : readNumber(amount.trim())
      if (number === null || /^(?:watch|while|crontab)\b/.test(command)) return null
      return `watch -n ${/^min/i.test(unit) ? number * 60 : number} ${/[|;&<>$'"*()]/.test(command) ? quoteAlways(command) : command}`
    },
  },
  {
    words: longPattern('i')`
        ,? (?:over|via|through|using) ssh (?:on|to) (?:the )?(?:remote )?(?:host |server |machine )?["']?([\w.@-]+)["']?$
        |,? on (?:the )?(?:remote )?(?:host|server|machine) ["']?([\w.@-]+)["']? (?:over|via|through|using|with) ssh$
      `,
    wrap: (command, [host = '']) => (/^ssh\b/.test(command) ? null : `ssh ${host} ${quoteAlways(command)}`),
  },
  {
    words: /,? as (?:the )?user ["']?([a-z_][\w-]*)["']?$/i,
    wrap: (command, [user = '']) => (/^(?:sudo|su)\b/.test(command) ? null : `sudo -u ${user} ${command}`),
  },
  {
    words: /,? as (?:a |one )?comma[- ](?:separated|delimited) (?:list|line|string|values)$/i,
    wrap: pipe(/paste|tr '/, 'paste -sd,'),
  },
  {
    words: /,? (?:all )?(?:on|in|as|into) (?:a single|one|a) line$/i,
    wrap: pipe(/paste|tr '|xargs|printf|fold/, String.raw`tr '\n' ' '`),
  },
  {
    words: longPattern('i')`
        ,? (?:and )?(?:replac|squeez|compress|collaps)(?:e|es|ing) (?:all )?(?:multiple|sequential|consecutive|repeated|several
        |successive) (?:spaces|blanks) (?:with|by|to|into) (?:a single|one) (?:space|blank)$
      `,
    wrap: pipe(/tr -s/, "tr -s ' '"),
  },
  {
    words: new RegExp(
      String.raw`${AND} (?:counts?|(?:prints?|shows?|displays?) (?:the )?(?:total )?(?:number|count)(?: of (?:them|lines|results|matches))?)(?: (?:them|it|the (?:results?|lines|matches|files)|how many|all of them|the number of (?:lines|results|matches|files)))?$`,
      'i',
    ),
    wrap: pipe(/\bwc\b|-c\b/, 'wc -l'),
  },
  {
    words: new RegExp(
      String.raw`${AND} sorts? (?:${IT} )?(?:in )?(?:(?:reverse|descending)(?: numeric\w*)?(?: order)?)$`,
      'i',
    ),
    wrap: pipe(/\bsort\b/, 'sort -r'),
  },
  {
    words: new RegExp(String.raw`${AND} sorts? ${IT}(?: alphabetically| by name)?$|,? sorted alphabetically$`, 'i'),
    wrap: pipe(/\bsort\b|^ls\b/, 'sort'),
  },
  {
    words: new RegExp(String.raw`${AND} sorts? ${IT} numerically$|,? sorted numerically$`, 'i'),
    wrap: pipe(/\bsort\b/, 'sort -n'),
  },
  {
    words: new RegExp(
      String.raw`${AND} (?:remov|delet|eliminat|drop)(?:e|es|ing) (?:all |any |the )?duplicates?(?: lines| entries)?$|,? without duplicates$|${AND} (?:keeps?|shows?|prints?) (?:only )?(?:the )?unique (?:ones|lines|values|results)$`,
      'i',
    ),
    wrap: pipe(/\bsort\b|\buniq\b/, 'sort -u'),
  },
  {
    words: new RegExp(
      String.raw`${AND} (?:shows?|prints?|keeps?|displays?)? ?(?:only )?(?:the )?first (\w+)(?: (?:lines?|results?|entries|matches|of them|ones))?$`,
      'i',
    ),
    wrap: (command, [word = '']) =>
      readNumber(word) === null || /\bhead\b/.test(command) ? null : `${command} | head -n ${readNumber(word)}`,
  },
  {
    words: new RegExp(
      String.raw`${AND} (?:shows?|prints?|keeps?|displays?)? ?(?:only )?(?:the )?last (\w+)(?: (?:lines?|results?|entries|matches|of them|ones))?$`,
      'i',
    ),
    wrap: (command, [word = '']) =>
      readNumber(word) === null || /\btail\b/.test(command) ? null : `${command} | tail -n ${readNumber(word)}`,
  },
  {
    words: longPattern('i')`
        ,? (?:one )?page by page$|,? (?:one|a) (?:page|screen) at a time$|(?:,? and|, )(?: then)? (?:page|pipe|view) (?:through )?(?:it
        |the output|the results?|them) (?:in|through|with|to|into) (?:less|a pager)$
      `,
    wrap: pipe(/\bless\b/, 'less'),
  },
  {
    words: new RegExp(
      String.raw`${AND} (?:cop(?:y|ies|ying)|puts?) (?:${IT} )?(?:to|into|in|on) (?:the )?clipboard$`,
      'i',
    ),
    wrap: pipe(/clip/, 'xclip -selection clipboard'),
  },
  {
    words: new RegExp(
      String.raw`${AND} (?:converts?|turns?|changes?|prints?) (?:${IT} )?(?:in|to|into) (upper|lower) ?case$`,
      'i',
    ),
    wrap: (command, [word = '']) => `${command} | tr ${/upper/i.test(word) ? 'a-z A-Z' : 'A-Z a-z'}`,
  },
]

/** The output that is saved is printed first. */
const SAVES =
  /^(?:sav|writ|stor|redirect)(?:e|es|s)? (?:the )?(?=(?:list|output|names?|numbers?|count|contents?|difference) of )/i

/** A head of fewer words says no act on something. */
const LEAST_HEAD_WORDS = 2
const MAY_END =
  /\b(?:file|and|then|every|alias|ssh|user|list|line|space|error|warning|stderr|sorted|duplicate|page|screen|except|excluding|but|other)|[,;]/i

/** The request cut at its last clause; null for a request that holds none. */
export function readClause(line: string): Clause | null {
  const text = line.trim().replace(/[.?!]+$/, '')
  if (!MAY_END.test(text)) return null
  for (const { words, wrap } of RULES) {
    const found = words.exec(text)
    if (!found) continue
    const head = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`
      .trim()
      .replace(SAVES, 'print the ')
    if (head.split(/\s+/).length < LEAST_HEAD_WORDS) continue
    const values = found.slice(1).filter((value) => value !== undefined)
    return { head, wrap: (command) => wrap(command, values) }
  }
  return null
}
