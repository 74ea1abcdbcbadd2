// The offline engine's explanation of a command that the model proposed without one.

import type { Knowledge } from '../knowledge/engine.ts'
import type { ShellName } from '../protocol/proposals.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'

/** After this time an explanation is dropped: it would change a note that the user is already reading. */
const LIMIT_MS = 20
const LIMIT_CELLS = 140
/** Not in the form of an offline proposal's source: the command is the model's. */
const SOURCE = '(explained by the index)'

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
    () => '', // a failed explanation must not cost the proposal
  )
  clearTimeout(timer)
  const isLate = performance.now() - begin > LIMIT_MS
  return text === '' || isLate ? '' : `${sanitiseLine(text, LIMIT_CELLS)} ${SOURCE}`
}
