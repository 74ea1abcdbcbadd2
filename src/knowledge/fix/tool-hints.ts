// Reads the correction that the tool itself printed; most tools have a form of "did you mean".

import { isNotFound, replaceWord } from './failed-command.ts'
import type { Failure, Offer } from './failed-command.ts'
import { measureDistance } from '../../sys/words/word-distance.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

const KIND = 'tool'

/** `… did you mean "x"?`, `maybe you meant`, `similar argument exists: '--x'`, on one line. */
const INLINE =
  /(?:did you mean|do you mean|perhaps you meant|maybe you meant|you might mean|you probably mean|you may have meant|might have meant|probably meant|a similar name exists|similar (?:argument|command|name|option|value|subcommand)s? (?:exists|is)|tip: .* exists|closest (?:match|command)[\w ]*|nearest match|suggestion:|suggested:)[^\n"'`‘“:?]{0,40}[:?]?\s*["'`‘“]([^"'`’”\n]{1,60})["'`’”]/gi
/**
 * `use "x"`, and `use "x" instead`. What may be used for another purpose (`(use "git push" to publish your local commits)`) repairs
 * nothing.
 */
const USE =
  /(?<!\()\buse[^\n"'`‘“:?()]{0,40}[:?]?\s*["'`‘“]([^"'`’”\n]{1,60})["'`’”](?!(?:,? (?:and|or|and\/or) ["'`‘“][^"'`’”\n]*["'`’”])*,? (?:to|and|or|for|if|when)\b)/gi
/** The same without quotes: `Did you mean build?`, `Did you mean --save-dev`. */
const BARE =
  /(?:did you mean(?: this| one of these)?|maybe you meant|perhaps you meant|you meant)[:\s]+(--?[\w-]+|[a-z][\w:-]+)\s*\??\s*$/gim
/** A heading with one indented suggestion per line below it. */
const LISTED = longPattern('gi')`
  (?:most similar commands? (?:is|are)|did you mean (?:this|one of these|any of these|one of the following|these)\??|similar commands?:?
  |did you mean:?|perhaps you meant one of:?|available (?:sub)?commands? (?:similar|like).*)[^\n]*\n((?:(?:npm (?:error
  |ERR!))?[ \t]+\S[^\n]*\n?)+)
`

/** Corrections from the output that resemble the typed words. */
export function readToolHints(f: Failure): Offer[] {
  if (f.output.length > 200_000) return []
  const offers: Offer[] = [...readWholeCommands(f)]
  const hints = new Map<string, number>()
  const note = (text: string, rank: number): void => {
    const clean = text
      .trim()
      .replace(/^npm (?:error|ERR!)\s+/, '')
      .replace(/\s+#.*$/, '')
      .replace(/[.,;:?]+$/, '')
    // Advice to read the help and lists of choices are no corrections. Text with characters that mean something to a shell is
    // never taken from an output.
    if (clean === '' || /[^\w@%+=:,./~^ -]|\bhelp\b|--manual|--version/.test(clean)) return
    if (!hints.has(clean)) hints.set(clean, rank)
  }
  for (const match of [...f.output.matchAll(INLINE), ...f.output.matchAll(USE)]) note(match[1] ?? '', 0)
  for (const match of f.output.matchAll(BARE)) note(match[1] ?? '', 0)
  for (const match of f.output.matchAll(LISTED)) {
    for (const [i, row] of (match[1] ?? '').split('\n').entries()) note(row, i)
  }
  for (const value of readValidValues(f)) note(value, 0)
  let rank = 0
  for (const [hint] of hints) {
    const command = applyHint(f, hint)
    if (command === null || command === f.failed) continue
    offers.push({
      command,
      explanation: `${f.name} itself suggests ${hint}`,
      confidence: Math.max(0.6, 0.95 - 0.04 * rank),
      source: KIND,
    })
    rank += 1
    if (rank >= 5) break
  }
  return offers
}

/** "Valid arguments are: - 'always' - 'never'": the listed values; the nearest to a typed one is chosen later. */
function readValidValues(f: Failure): string[] {
  const list =
    /(?:valid (?:arguments|values|options|choices)|choose from|possible values|allowed values|must be one of|expected one of)[^\n]*([\s\S]{0,1500})/i.exec(
      f.output,
    )
  if (!list) return []
  const values = [
    ...list[0].matchAll(/["'`‘“]([\w.-]{2,40})["'`’”]|(?<=[[(,:]\s?)([a-z][\w-]{1,40})(?=[,\])]|$)/gm),
  ].map((match) => match[1] ?? match[2] ?? '')
  const typed = f.args.map((word) => word.value.replace(/^-+[\w-]+=/, ''))
  return values
    .filter((value) => typed.some((word) => word !== value && measureDistance(word, value, 2) !== Infinity))
    .slice(0, 3)
}

/** Replaces the part of the line that a hint is about: the command, a subcommand path, or the word that it resembles. */
function applyHint(f: Failure, hint: string): string | null {
  const parts = hint.split(/\s+/)
  if (parts[0] === f.name && parts.length > 1) {
    // A hint such as `npm run build` replaces as many words as it has; the arguments behind them stay.
    const words = f.words.slice(f.words.indexOf(f.program))
    const last = words[Math.min(parts.length, words.length) - 1]
    if (!last) return null
    // Options belong to the subcommand that they were typed with: `-m` of `git commit` is another one in `git push`.
    const [typed, wanted] = [words[1]?.value ?? '', parts[1] ?? '']
    const isOther = !typed.startsWith('-') && measureDistance(typed, wanted, 4) > Math.max(1.5, wanted.length * 0.55)
    if (isOther && words.slice(parts.length).some(({ value }) => value.startsWith('-'))) return null
    return f.failed.slice(0, f.program.start) + hint.replace(/\s*<[^>]*>.*$/, '') + f.failed.slice(last.end)
  }
  if (parts.length > 1) return null
  let best: { word: (typeof f.args)[number]; distance: number } | null = null
  for (const word of isNotFound(f) ? [f.program] : [...f.args, f.program]) {
    const glued = /^(-+[\w-]+=)(.+)$/s.exec(word.value)
    if (glued && !hint.startsWith('-') && measureDistance(glued[2] ?? '', hint, 2) !== Infinity)
      return replaceWord(f, word, `${glued[1]}${hint}`)
    const typed = word.value.replace(/^-+/, '').replace(/=.*$/s, '')
    const wanted = hint.replace(/^-+/, '')
    if (typed === wanted && word.value === hint) return null
    const tail = wanted.replace(/^.*\//, '')
    const distance = Math.min(measureDistance(typed, wanted, 4), tail === typed ? 0.5 : 9)
    // The wrong word need not resemble the hint (`unstable` and `rm`), but the output must name it.
    if (distance <= Math.max(1.5, wanted.length * 0.55) && (!best || distance < best.distance))
      best = { word, distance }
  }
  if (!best) return null
  const typed = best.word.value
  const value = /^-*[^=]*=(.*)$/s.exec(typed)
  const dashes = /^-+/.exec(typed)?.[0] ?? ''
  const text = hint.startsWith('-') || dashes === '' ? hint : dashes + hint
  return replaceWord(f, best.word, value && typed.startsWith('-') ? `${text}=${value[1]}` : text)
}

/** Programs whose advice is safe, so that whole command lines of theirs may be taken from an output. */
const OWN_ADVICE: readonly [RegExp, string][] = [
  [/^\s+(git push --set-upstream \S+ \S+)\s*$/m, 'the branch has no upstream yet'],
  [/run ['`"]?(git branch -D [^'"`\s]+)/i, 'git asks for -D when a branch is not merged'],
  [/^\s+(ssh-keygen -f ["']?[^"'\n]+["']? -R ["']?[^"'\s]+["']?)\s*$/m, 'removes the old key of the host'],
  [/(git config --global --add safe\.directory \S+)/, 'the repository belongs to another user'],
  [/can be installed with:?\s+((?:sudo )?(?:apt|snap|dnf|pacman|apk|brew)\S* \S+ \S+)/i, 'brings the missing program'],
  [/^\s*((?:sudo )?(?:apt|apt-get|dnf|snap) install [\w.+-]+)\s*(?:#.*)?$/m, 'brings the missing program'],
  [
    /(?:you (?:may|might) (?:want|need) to|please|try) run(?:ning)? ['`"]((?:npm|yarn|pnpm|pip|cargo|go|apt|brew|gem|bundle|composer) [^'"`\n]{2,60})['`"]/i,
    'the tool itself asks for it',
  ],
  [/(?:^|\s)(go mod (?:init|tidy))(?:\s|$)/m, 'go asks for it'],
  [/^\s*(go get [\w./@-]+)\s*$/m, 'go asks for it'],
  [/(?:run|use|try)[: ]+[`'"](rustup [^`'"\n]+|cargo [^`'"\n]+)[`'"]/i, 'the tool itself asks for it'],
  [
    /(?:Run|run) [`'"](bundle install|npm install|npm ci|yarn install|pnpm install|poetry install|composer install)[`'"]/,
    'dependencies are not installed',
  ],
  [/(?:you must run|run) ['"](sudo dpkg --configure -a)['"]/i, 'a package was left half configured'],
  [/(?:you might want to run|try) ['"](apt(?:-get)? --fix-broken install)['"]/i, 'packages are broken'],
]

/** An advice of git's is about the command that failed when that is git's, and the branch to delete is the one that it names. */
function isAboutFailed(f: Failure, advice: string): boolean {
  const [program, verb, ...rest] = advice.split(/\s+/)
  if (program !== 'git' || verb === 'config') return true
  if (f.name !== 'git') return false
  return (
    verb !== 'branch' || (f.operands[0]?.value === 'branch' && f.operands.some(({ value }) => value === rest.at(-1)))
  )
}

function readWholeCommands(f: Failure): Offer[] {
  const out: Offer[] = []
  for (const [pattern, explanation] of OWN_ADVICE) {
    const advice = pattern.exec(f.output)?.[1]?.trim()
    // Distributions print `apt install x` without sudo, but it needs root.
    if (advice !== undefined && !isAboutFailed(f, advice)) continue
    const command = advice?.replace(/^(?=(?:apt|apt-get|dnf|snap) )/, 'sudo ')
    if (command !== undefined && command !== f.failed && command.length < 200 && !/[;&|`$<>(){}\\!*?]/.test(command)) {
      out.push({ command, explanation, confidence: 0.93, source: KIND })
    }
  }
  return out
}
