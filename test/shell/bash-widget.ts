// Waits until readline has the line again: while the chord window is open, keys go to the widget.
import type { Terminal } from '../support/terminal.ts'

/**
 * Waits until the widget that has painted something has returned. Its own frames begin by clearing the screen below
 * (ESC[J); readline draws the prompt from the first column, behind the last of them.
 */
export async function widgetToReturn(term: Terminal, prompt = 'PROMPT> '): Promise<void> {
  await term.until(() => {
    const output = term.output()
    const lastFrame = output.slice(output.lastIndexOf('\x1b[J'))
    return lastFrame.includes(`\r${prompt}`) || lastFrame.includes(`A${prompt}`)
  }, 'readline to have the line again')
}
