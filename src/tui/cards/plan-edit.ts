// The plan that is to be approved, in the user's own editor: what is saved there is the plan from then on.

import { readText, writeAtomic } from '../../sys/files.ts'
import { sanitiseText } from '../../safety/text/sanitiser.ts'
import { createMarkdown } from '../../view/markdown/markdown-text.ts'
import type { AppContext } from '../app-context.ts'

/** Rejects as `editText` does; the plan stays as it was then. */
export async function editPlan(app: AppContext): Promise<void> {
  const { items } = app.transcript.current().turn
  const plan = items.findLast((item) => item.kind === 'plan')
  if (plan?.kind !== 'plan') return app.note('the plan is not known here')
  const before = readText(plan.path) ?? plan.text
  const { editText } = await import('../composer/external-editor.ts')
  const text = await app.lend(() => editText(before, app.book.session?.editor ?? '', app.env))
  if (text === null) return app.note('the plan stays as it is')
  writeAtomic(plan.path, `${text}\n`)
  plan.text = text
  const markdown = createMarkdown(() => app.style)
  app.note('the plan, as you have edited it:')
  app.print(['', ...markdown.push(sanitiseText(text)), ...markdown.end(), ''])
}
