// Reads the rules of Codex (~/.codex/rules/*.rules): calls of `prefix_rule(pattern = ["git", ["push", "pull"]], decision = "allow")`.
// Each word is one of the command's, a list in its place is any of several, and more words may follow.

import { sanitiseLine } from '../text/sanitiser.ts'
import { readRule, type RuleDecision, type RulePlace } from './permission-rule.ts'
import type { ImportedRules } from './rule-import.ts'

const DECISIONS: Record<string, RuleDecision> = { allow: 'allow', prompt: 'ask', forbidden: 'deny' }
/** A text that nothing closes ends with its line: otherwise each of its quotes would be looked for to the end of the file. */
const TOKEN = /"(?:[^"\\\n]|\\[^])*"?|'(?:[^'\\\n]|\\[^])*'?|#[^\n]*|[A-Za-z_]\w*|[[\](),=]/g
/** A rule with more spellings, or with a longer one, is left out. */
const MOST_SPELLINGS = 64
const MOST_WORDS = 64
const SHOWN_CELLS = 160

/** Reads each token of the file a few times at most, whatever its calls look like. Never throws. */
export function importCodexRules(text: string, place: RulePlace): ImportedRules {
  const imported: ImportedRules = { rules: [], left: [] }
  const tokens = (text.match(TOKEN) ?? []).filter((token) => !token.startsWith('#'))
  for (let at = 0; at < tokens.length; at++) {
    if (!beginsCall(tokens, at)) continue
    const end = findEnd(tokens, at + 1)
    importCall(tokens.slice(at + 2, end), place, imported)
    at = end - 1
  }
  if (imported.rules.length + imported.left.length === 0) imported.left.push('the file holds no permission rules')
  return imported
}

function beginsCall(tokens: readonly string[], at: number): boolean {
  return tokens[at] === 'prefix_rule' && tokens[at + 1] === '('
}

/** The index of the parenthesis that closes the one at `from`, or of the next call: Codex has no call within a call. */
function findEnd(tokens: readonly string[], from: number): number {
  let depth = 0
  for (let at = from; at < tokens.length; at++) {
    if (beginsCall(tokens, at)) return at
    if (tokens[at] === '(') depth++
    if (tokens[at] === ')' && --depth === 0) return at
  }
  return tokens.length
}

function importCall(tokens: readonly string[], place: RulePlace, { rules, left }: ImportedRules): void {
  const shown = sanitiseLine(`prefix_rule(${tokens.join(' ')})`, SHOWN_CELLS)
  const decision = DECISIONS[textOf(tokens, 'decision') ?? 'allow']
  const spellings = spell(valueOf(tokens, 'pattern'))
  if (decision === undefined || spellings === null) return void left.push(`${shown} cannot be read`)
  const reason = textOf(tokens, 'justification') ?? ''
  for (const words of spellings) {
    const isPlain = words.every((word) => /^[\w./:@=+,-]+$/.test(word))
    const made = isPlain
      ? readRule(
          { decision, tool: 'Shell', match: `${words.join(' ')} **`, ...(reason === '' ? {} : { reason }) },
          place,
        )
      : null
    if (made?.rule && made.problem === null) rules.push(made.rule)
    else left.push(`${shown}: its words cannot be carried over`)
  }
}

/** The text that the argument `name` begins with: '' when it is no text, null when there is no such argument. */
function textOf(tokens: readonly string[], name: string): string | null {
  const [first] = valueOf(tokens, name)
  if (first === undefined) return null
  return isText(first) ? unquote(first) : ''
}

/** The tokens of the argument `name`, up to the comma behind it. */
function valueOf(tokens: readonly string[], name: string): string[] {
  const from = tokens.findIndex((token, index) => token === name && tokens[index + 1] === '=')
  if (from < 0) return []
  const value: string[] = []
  let depth = 0
  for (const token of tokens.slice(from + 2)) {
    if (token === ',' && depth === 0) break
    depth += token === '[' ? 1 : token === ']' ? -1 : 0
    value.push(token)
  }
  return value
}

/** All commands that the pattern means; null when the tokens are not a pattern, or mean too many commands or too long ones. */
function spell(tokens: readonly string[]): string[][] | null {
  if (tokens[0] !== '[' || tokens.at(-1) !== ']') return null
  let spellings: string[][] = [[]]
  for (let at = 1; at < tokens.length - 1; at++) {
    const token = tokens[at]!
    if (token === ',') continue
    let choices = [token]
    if (token === '[') {
      const end = tokens.indexOf(']', at)
      choices = tokens.slice(at + 1, end).filter((word) => word !== ',')
      at = end
    }
    if (choices.length === 0 || choices.length * spellings.length > MOST_SPELLINGS) return null
    if (!choices.every(isText) || spellings[0]!.length === MOST_WORDS) return null
    spellings = spellings.flatMap((words) => choices.map((choice) => [...words, unquote(choice)]))
  }
  return spellings[0]!.length === 0 ? null : spellings
}

/** False for a text that nothing closes. */
function isText(token: string): boolean {
  return /^["']/.test(token) && token.length > 1 && token.at(-1) === token[0]
}

function unquote(token: string): string {
  return token.slice(1, -1).replaceAll(/\\(.)/g, '$1')
}
