// What the offline engine says of a command that a model proposed without a word.

import type { Knowledge } from '../knowledge/engine.ts'
import type { ShellName } from '../protocol/proposals.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'

/** Later than this it would change a note that is being read. */
const LIMIT_MS = 20
const LIMIT_CELLS = 140
const SOURCE = '(offline: index)'

/** A short explanation with its source, or the empty string when nothing is known in time. */
export async function explainInOwnWords(
  knowledge: Promise<Knowledge>,
  command: string,
  shell: ShellName,
): Promise<string> {
  const begin = performance.now()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, LIMIT_MS, '')
  })
  const text = await Promise.race([knowledge.then((engine) => engine.summarise({ command, shell })), late]).catch(
    () => '', // an explanation is extra: a proposal is never lost for it
  )
  clearTimeout(timer)
  const isLate = performance.now() - begin > LIMIT_MS
  return text === '' || isLate ? '' : `${sanitiseLine(text, LIMIT_CELLS)} ${SOURCE}`
}
