// MCP servers as configuration files name them, and as clients see them.

export const MCP_TRANSPORTS = ['stdio', 'http', 'sse'] as const
export type McpTransport = (typeof MCP_TRANSPORTS)[number]

/**
 * The way in which the model gets a server's tools. `direct`: with all their schemas, from the first request on. `deferred`: by their
 * names, with a tool that loads the schemas. `hidden`: not at all, for a server whose resources and prompts alone are used.
 */
export const MCP_EXPOSURES = ['direct', 'deferred', 'hidden'] as const
export type McpExposure = (typeof MCP_EXPOSURES)[number]

/** A client that the user has registered with the server's authorization server, and the wishes for a login. */
export interface McpOAuth {
  clientId?: string | undefined
  clientSecret?: string | undefined
  /** The https address of a Client ID Metadata Document; it is the client's id where the authorization server takes such ones. */
  clientMetadataUrl?: string | undefined
  /** Separated by blanks; asked for when the server does not say which scopes it needs. */
  scope?: string | undefined
  /** The port of the redirect address on 127.0.0.1; by default a free one. */
  callbackPort?: number | undefined
}

/**
 * A server in the form of Kimi CLI's mcp.json: `command` for a process, or `url`. The fields from `enabled` on are ours and those of
 * Kimi Code. Values may hold `${NAME}` and `${NAME:-default}`.
 */
export interface McpServerEntry {
  command?: string | undefined
  args?: string[] | undefined
  env?: Record<string, string> | undefined
  url?: string | undefined
  transport?: McpTransport | undefined
  headers?: Record<string, string> | undefined
  auth?: 'oauth' | undefined
  oauth?: McpOAuth | undefined
  enabled?: boolean | undefined
  /** The directory in which the process starts. */
  cwd?: string | undefined
  /** The limit for a connection, in milliseconds; by default 30 s, and five minutes where a package runner fetches the server. */
  startupTimeoutMs?: number | undefined
  /** The limit for a call that reports no progress, in milliseconds. */
  toolTimeoutMs?: number | undefined
  /** The only tools that are offered. A name may hold `*`. */
  enabledTools?: string[] | undefined
  /** Tools that are not offered. A name may hold `*`. */
  disabledTools?: string[] | undefined
  /** By default `direct` for few and small schemas, else `deferred`. */
  exposure?: McpExposure | undefined
  /** True when the user trusts the server: its word that a tool only reads is believed. */
  trusted?: boolean | undefined
  /** The purpose of the server, in one line of the user's words. */
  description?: string | undefined
}

/** `user`: ~/.kimi/mcp.json. `project`: a file of a trusted folder. `client`: a flag, or the client of this session alone. */
export type McpOrigin = 'user' | 'project' | 'client'

/**
 * `disabled`: the user has switched it off. `pending`: not connected, and it starts when it is used. `unauthorized`: it wants a login.
 * The others are Kimi CLI's words, too.
 */
export type McpServerStatus = 'disabled' | 'pending' | 'connecting' | 'connected' | 'failed' | 'unauthorized'

/** A tool of a server. Its texts come from the server and are sanitised. */
export interface McpToolView {
  /** The server's own name for it. */
  name: string
  /** The name by which the model calls it. */
  called: string
  description: string
  /** The server says that it changes nothing. */
  isReadOnly: boolean
  /** An estimate of its size in a request, in tokens. */
  tokens: number
}

/** A server and its state. Texts are sanitised, and secrets in them hidden. */
export interface McpServerView {
  name: string
  origin: McpOrigin
  /** The file that names it; '' for a server of a client. */
  file: string
  transport: McpTransport
  /** The command line or the address. */
  target: string
  status: McpServerStatus
  /** The reason for `failed` and `unauthorized`, and for a `connecting` that may take long, in one line; else ''. */
  reason: string
  isTrusted: boolean
  usesOAuth: boolean
  /** True when there are tokens of a login. */
  hasTokens: boolean
  exposure: McpExposure | 'auto'
  /** Empty until the server was connected once. */
  tools: McpToolView[]
  /** The version of the protocol that is spoken, such as `2025-11-25`; '' while there is no connection. */
  protocol: string
  /** The server's own name and version; '' when it has not said them. */
  serverInfo: string
  /** The process id of a local server that runs, else null. */
  pid: number | null
}

/** The offer of a connected server, and the time that it took to connect. Texts are sanitised. */
export interface McpTestReport {
  server: McpServerView
  /** A line for each tool that is left out. */
  problems: string[]
  ms: number
  /** Each is read by `@SERVER:URI` in the user's words. */
  resources: { uri: string; name: string; description: string }[]
  /** Each is run by `/mcp:SERVER:NAME`, with values for its arguments. */
  prompts: { name: string; description: string; arguments: { name: string; isRequired: boolean }[] }[]
}

/** A step of a login. `page`: the address that the user opens, and agrees there. All others are the last ones. */
export type McpAuthStep =
  | { type: 'page'; url: string }
  /** The server registers nobody: the user registers a client with this redirect, and names it (`mcp/set-client`). */
  | { type: 'client'; redirectUrl: string; reason: string }
  | { type: 'done'; tools: number }
  | { type: 'failed'; reason: string }

/** The environment by which servers and their variables are found: the whole one of the client. */
interface McpPlace {
  workDir: string
  shellEnv: Record<string, string>
}

/** The methods mcp/*, of which methods.ts takes its types. */
export interface McpMethods {
  /** The servers of a directory with what is known of them; nothing is started. `problems`: entries that cannot be read. */
  'mcp/list': { params: McpPlace; result: { file: string; servers: McpServerView[]; problems: string[] } }
  /** Connects the server if need be. Fails with `mcp.not_found`, `mcp.failed` and `mcp.unauthorized`. */
  'mcp/test': { params: McpPlace & { name: string }; result: McpTestReport }
  /** The next step of this connection's login to the server; the first call begins it. After a last one the next begins anew. */
  'mcp/auth': { params: McpPlace & { name: string }; result: McpAuthStep }
  /** Takes the address to which the page has redirected the user's browser. False for another address. */
  'mcp/auth-paste': { params: { address: string }; result: { isTaken: boolean } }
  /** Notes in the user's file the client that the user has registered; its secret goes to the keyring. */
  'mcp/set-client': {
    params: { name: string; clientId: string; clientSecret?: string; callbackPort?: number }
    result: { file: string }
  }
  /** Forgets the tokens of the server. */
  'mcp/reset-auth': { params: McpPlace & { name: string }; result: { removed: boolean } }
  /** Writes the entry into the user's file, in the place of one with this name. Fails with `usage.invalid` for an invalid entry. */
  'mcp/add': {
    params: { name: string; entry: Record<string, unknown> }
    /** `replaced`: the entry that had the name before; null when there was none. */
    result: { file: string; replaced: Record<string, unknown> | null }
  }
  /** Removes the entry from the user's file. Fails with `mcp.not_found`. */
  'mcp/remove': { params: { name: string }; result: { file: string } }
  /** Changes fields of the entry in the user's file: null removes one. Fails with `mcp.not_found`. */
  'mcp/change': {
    params: { name: string; fields: { [F in 'enabled' | 'exposure' | 'trusted']?: McpServerEntry[F] | null } }
    result: { file: string }
  }
}
