// Values that fit a JSON Schema: the defaults that it names, else the least that is required.

type Schema = Record<string, unknown>

const asSchema = (value: unknown): Schema => (typeof value === 'object' && value !== null ? (value as Schema) : {})

/** A value for the schema; optional properties of objects get one only where they have a default. */
export function sampleOf(value: unknown): unknown {
  const schema = asSchema(value)
  if ('default' in schema) return schema['default']
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  switch (schema['type']) {
    case 'number':
    case 'integer':
      return schema['minimum'] ?? 1
    case 'boolean':
      return true
    case 'array':
      return []
    case 'string':
      return 'text'
    default:
      return sampleObject(schema)
  }
}

function sampleObject(schema: Schema): Record<string, unknown> {
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const entries = Object.entries(asSchema(schema['properties']))
  const wanted = entries.filter(([name, part]) => required.includes(name) || 'default' in asSchema(part))
  return Object.fromEntries(wanted.map(([name, part]) => [name, sampleOf(part)]))
}
