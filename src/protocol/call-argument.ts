// The argument that says most about a tool call: a command, a pattern, a path.

/** Longer arguments are not parsed at each of the pieces in which they stream in. */
const PARSED_CHARACTERS = 4_000
/** Arguments worth showing, the most telling first. */
const TELLING = ['command', 'pattern', 'path', 'url', 'query', 'description', 'title']
/** Arguments that say where a pattern is searched. */
const PLACES = ['path', 'directory']

/** Empty when there is no such argument. Of arguments that still stream in, as much as has come is taken. */
export function findTellingArgument(json: string): string {
  if (json.length > PARSED_CHARACTERS) return findInPart(json)
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return findInPart(json)
  }
  return typeof value === 'object' && value !== null ? findInObject(value as Record<string, unknown>) : ''
}

function findInObject(value: Record<string, unknown>): string {
  const key = TELLING.find((name) => Object.hasOwn(value, name))
  if (key === undefined) return ''
  const place = key === 'pattern' ? PLACES.map((name) => value[name]).find((text) => typeof text === 'string') : ''
  const told = value[key]
  const text = typeof told === 'string' ? told : JSON.stringify(told)
  return place ? `${text} in ${place as string}` : text
}

/** Only the first kilobyte is looked at: a file's whole content may stream in. */
function findInPart(json: string): string {
  const [, text = ''] = /"(?:command|path|url|query|pattern)"\s*:\s*"((?:[^"\\]|\\.)*)/.exec(json.slice(0, 1024)) ?? []
  try {
    return JSON.parse(`"${text}"`) as string
  } catch {
    return ''
  }
}
