// Thoughts that only their provider can read. Kimi CLI stores them as they came, so their form tells whose they are.

/** OpenAI's are Fernet tokens, which begin like this. */
const OPENAI = /^gAAAA/
const REDACTED = 'redacted:'

/** The token for OpenAI, or null when another provider made it. */
export function toOpenAI(encrypted: string | null): string | null {
  return encrypted !== null && OPENAI.test(encrypted) ? encrypted : null
}

/** The signature for Anthropic's API, or null when OpenAI made it. */
export function toSignature(encrypted: string): string | null {
  return encrypted === '' || OPENAI.test(encrypted) ? null : encrypted
}

/** Marks a thought of Anthropic's that came without any text: it goes back in a form of its own. */
export function wrapRedacted(data: string): string {
  return REDACTED + data
}

export function isRedacted(encrypted: string): boolean {
  return encrypted.startsWith(REDACTED)
}

export function unwrapRedacted(encrypted: string): string {
  return encrypted.slice(REDACTED.length)
}
