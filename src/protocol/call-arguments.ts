// The arguments of a call as providers take them back: each of them reads the JSON objects in a conversation, and one that
// cannot be read makes every further request of the conversation fail.

/** The text itself when it is a JSON object, else an object that holds it. */
export function readableArguments(text: string | null): string {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '') return '{}'
  return isObjectText(trimmed) ? text! : JSON.stringify({ unreadable_arguments: trimmed })
}

function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
