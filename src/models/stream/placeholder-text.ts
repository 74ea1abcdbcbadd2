// Kimi's coding endpoint writes an answer of nothing but thoughts as a text: `(Empty response: {'content': [{'type': 'thinking', …`.
// The stream leaves this placeholder out, because it is no answer.

export interface Placeholder {
  /** `open`: the text so far may be the beginning of a placeholder. */
  state: 'open' | 'text' | 'placeholder'
  held: string
}

const BEGINNING = "(Empty response: {'content'"

export function createPlaceholder(): Placeholder {
  return { state: 'open', held: '' }
}

/** Takes the next piece of a text, and gives what can be passed on. */
export function takePlaceholder(placeholder: Placeholder, text: string): string {
  if (placeholder.state === 'text') return text
  if (placeholder.state === 'placeholder') return ''
  const all = placeholder.held + text
  if (BEGINNING.startsWith(all)) {
    placeholder.held = all
    return ''
  }
  placeholder.held = ''
  placeholder.state = all.startsWith(BEGINNING) ? 'placeholder' : 'text'
  return placeholder.state === 'text' ? all : ''
}

/** The text has ended. Gives what was held back: a short text that begins like a placeholder. */
export function endPlaceholder(placeholder: Placeholder): string {
  const { held } = placeholder
  placeholder.held = ''
  return held
}
