// The width and the colours that printed text may use.

import { styleText } from 'node:util'

export interface PrintStyle {
  /** Cells of a row. */
  width: number
  hasColours: boolean
  /** True where nothing may be cut, since the user approves what is shown. */
  isWhole?: boolean
}

export function paint(style: PrintStyle, format: 'dim' | 'bold' | 'red' | 'green', text: string): string {
  return style.hasColours ? styleText(format, text, { validateStream: false }) : text
}
