// The verdict on one command line: its possible effects, and the part of the line that brings each. Labels: `kimi help risk`.
// `safe-readonly` is given only when every part was understood and none of them has an effect.

import type { Risk, RiskLabel, ShellName } from '../../protocol/proposals.ts'
import { type Verdict, createFindings } from './findings.ts'
import { findHiddenCharacter, nameCharacter } from '../text/sanitiser.ts'
import { type CommandWatch, type Walk, walkText } from './tree-walk.ts'

/** Labels of effects that may not be undone or that reach beyond the user's own files: dangers to be said aloud. */
export const SERIOUS_LABELS: readonly RiskLabel[] = ['privileged', 'destructive', 'remote-code', 'credential-touching']

/**
 * Judges `command` as `shell` would read it; with `any`, as every shell might. Synchronous, about 0.3 ms a line:
 * `ensureGrammar()` must have been awaited before, else it throws. A line that does not parse, or is longer than
 * MAX_PARSED_CHARACTERS, gets `parses: false` and the labels of the parts that were recognised, never safe-readonly.
 * `watch` is told of every command on the way.
 */
export function judgeLine(command: string, shell: ShellName | 'any', watch?: CommandWatch): Verdict {
  const findings = createFindings()
  const walk: Walk = { findings, shell, bindings: new Map(), defined: new Set(), depth: 0, parses: true, watch }
  const text = command.replaceAll(/\r\n/g, '\n').trim()
  if (text === '') return findings.conclude(false)
  const hidden = findHiddenCharacter(text)
  if (hidden !== null || /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text)) {
    walk.parses = false
    if (hidden !== null) findings.add('remote-code', nameCharacter(hidden), 'hides what the line really says')
  }
  walkText(joinContinuations(text), walk)
  return findings.conclude(walk.parses)
}

/** The verdict in the form that crosses the wire; see `judgeLine`. */
export function classifyCommand(command: string, shell: ShellName | 'any'): Risk {
  const { labels, reasons, parses } = judgeLine(command, shell)
  return { labels, reasons, parses }
}

/**
 * Backslash-newline is nothing; the grammar keeps it inside words. A here-document's body is left as it is, and so is a line with a `#`:
 * in a comment the backslash is nothing, and the next line is a command.
 */
function joinContinuations(text: string): string {
  if (!text.includes('\\\n') || text.includes('<<')) return text
  return text.replaceAll(/(?<!\\)((?:\\\\)*)\\\n/g, (all, kept: string, at: number) =>
    text.slice(text.lastIndexOf('\n', at) + 1, at).includes('#') ? all : kept,
  )
}
