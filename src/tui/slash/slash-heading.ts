// The words of a slash command stand below the command itself, as it was typed: so outputs that follow each other can be told apart.

import { fitLine } from '../../view/cell-text.ts'
import { paint } from '../../view/print-style.ts'
import type { AppContext } from '../app-context.ts'

/** The app for one run of the command `line`: the first lines that it prints have the command above them, and a blank line above that. */
export function withHeading(app: AppContext, line: string): AppContext {
  let isHeaded = false
  const head = () => {
    if (isHeaded) return
    isHeaded = true
    const { style } = app
    app.print(['', paint(style, 'dim', fitLine(style, `${style.marks.prompt} ${line}`, style.width))])
  }
  const own: Pick<AppContext, 'note' | 'print' | 'complain'> = {
    note(text) {
      head()
      app.note(text)
    },
    print(lines) {
      head()
      app.print(lines)
    },
    complain(error) {
      head()
      app.complain(error)
    },
  }
  // The app's other members stay those of the app, also its getters, whose values change.
  return Object.assign(Object.create(app) as AppContext, own)
}
