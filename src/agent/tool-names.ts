// Finds the tool that a model means: some models, and some servers, change the spelling of its name.

/** The beginning of the name that a server's tool has here; Kimi CLI calls the tool by the rest alone. */
const SERVER = /^mcp__.+?__/

/**
 * The name of the tool, or null. A server's tool is also known by the server's own name for it, which conversations of Kimi CLI hold, where
 * no other tool has that name. Blanks around it, a prefix such as `functions.` and a number such as `:0`, which Kimi's own
 * form has, do not count; nor do capitals and underscores, unless two tools differ only in them.
 */
export function findToolName(names: readonly string[], called: string): string | null {
  if (names.includes(called)) return called
  const bare = called
    .trim()
    .replace(/^(?:functions?|tools?|default_api)[.:/]/, '')
    .replace(/:\d+$/, '')
    .replace(/\(\)$/, '')
  if (names.includes(bare)) return bare
  const near = names.filter((name) => fold(name) === fold(bare))
  const found = near.length > 0 ? near : names.filter((name) => SERVER.test(name) && name.replace(SERVER, '') === bare)
  return found.length === 1 ? found[0]! : null
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '')
}
