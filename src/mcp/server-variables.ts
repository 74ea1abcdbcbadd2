// Variables in the entry of a server. `${NAME}` and `${NAME:-default}` are taken from the user's environment, `${secret:NAME}` from the
// keyring. The values reach the server alone: no message holds one.

import type { McpOrigin, McpServerEntry } from '../protocol/mcp.ts'

export interface VariableSources {
  env: Readonly<Record<string, string | undefined>>
  /** Reads a stored secret; null when no secret has this name. */
  secretOf?(name: string): string | null
}

export type Expanded = { ok: true; entry: McpServerEntry } | { ok: false; missing: string[] }

/** The secrets that a server's entry may name: its own, and only where the user has written it. */
export function ownSecrets(
  { name, origin }: { name: string; origin: McpOrigin },
  read: (name: string) => string | null,
): (name: string) => string | null {
  return (secret) => (origin === 'user' && secret.slice(0, secret.lastIndexOf('.')) === name ? read(secret) : null)
}

const VARIABLE = /\$\{(secret:)?([A-Za-z_][\w.-]*)(?::-([^}]*))?\}/g

/** The entry with its variables replaced; `missing` are the names that have neither a value nor a default. */
export function expandEntry(entry: McpServerEntry, { env, secretOf }: VariableSources): Expanded {
  const missing = new Set<string>()
  const expand = (text: string) =>
    text.replaceAll(VARIABLE, (_, secret: string | undefined, name: string, fallback: string | undefined) => {
      const value = (secret === undefined ? env[name] : secretOf?.(name)) ?? fallback
      if (value === undefined || value === null) missing.add(`${secret ?? ''}${name}`)
      return value ?? ''
    })
  const all = (table: Record<string, string>) =>
    Object.fromEntries(Object.entries(table).map(([key, value]) => [key, expand(value)]))
  const { command, args, url, cwd, headers, env: own, oauth } = entry
  const secret = oauth?.clientSecret
  const expanded: McpServerEntry = {
    ...entry,
    ...(command === undefined ? {} : { command: expand(command) }),
    ...(args === undefined ? {} : { args: args.map(expand) }),
    ...(url === undefined ? {} : { url: expand(url) }),
    ...(cwd === undefined ? {} : { cwd: expand(cwd) }),
    ...(headers === undefined ? {} : { headers: all(headers) }),
    ...(own === undefined ? {} : { env: all(own) }),
    ...(secret === undefined ? {} : { oauth: { ...oauth, clientSecret: expand(secret) } }),
  }
  return missing.size > 0 ? { ok: false, missing: [...missing] } : { ok: true, entry: expanded }
}
