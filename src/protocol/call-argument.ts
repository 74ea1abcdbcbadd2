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
  let value: Record<string, unknown>
  try {
    value = JSON.parse(json) as Record<string, unknown>
  } catch {
    return findInPart(json)
  }
  const key = TELLING.find((name) => name in value)
  if (key === undefined) return ''
  const place = key === 'pattern' ? PLACES.map((name) => value[name]).find((text) => typeof text === 'string') : ''
  return place ? `${String(value[key])} in ${place as string}` : String(value[key])
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
