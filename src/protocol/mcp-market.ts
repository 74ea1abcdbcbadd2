// Servers that can be added by their name: from the list that ships with kimi, the official registry, or a model's draft.

/** `npm` and `uvx`: a pinned package that a command starts. `http`: a server of its vendor. `builtin`: kimi does it itself. */
export type MarketKind = 'npm' | 'uvx' | 'http' | 'builtin'

/** A value that the user gives when the server is added. `{{NAME}}` stands for it in the entry. */
export interface MarketVariable {
  name: string
  about: string
  /** True for a value that goes to the keyring, and shows nowhere. */
  isSecret: boolean
  isRequired: boolean
}

export interface MarketItem {
  /** The name in mcp.json. */
  name: string
  title: string
  /** The purpose of the server, in one line. */
  about: string
  kind: MarketKind
  /** `list`: ships with kimi, and was tried. `registry`: the official registry. `model`: a draft that nobody has tried. */
  source: 'list' | 'registry' | 'model'
  /** The name in the registry; '' for others. */
  registryName: string
  variables: MarketVariable[]
  /** The entry for mcp.json; null for what kimi does itself. */
  entry: Record<string, unknown> | null
  /** Tools, their size in a request in tokens, and the size on the disk, as they were measured; null when they were not. */
  tools: number | null
  tokens: number | null
  megabytes: number | null
  /** True for a server that its makers no longer maintain. */
  isArchived: boolean
  /** A hint for the user; ''. */
  note: string
}

/** The methods mcp/*, of which methods.ts takes its types. */
export interface McpMarketMethods {
  /**
   * Servers that fit the words, best first; all of the list without words. `listDate`: the day on which the list was checked.
   * `failure`: the reason why the registry was not asked, or gave nothing; ''.
   */
  'mcp/search': {
    params: { words: string; online: boolean }
    result: { items: MarketItem[]; listDate: string; failure: string }
  }
  /** The server with this name, or the name of the registry. `near`: a name of the list that is spelled much the same. */
  'mcp/find': {
    params: { name: string; online: boolean }
    result: { item: MarketItem | null; near: string | null; failure: string }
  }
  /**
   * Has the model draft an entry; `env` holds CLIENT_VARIABLES. Fails with the model's errors, and with `mcp.failed` for an answer without
   * a usable draft.
   */
  'mcp/draft': { params: { text: string; env: Record<string, string> }; result: { item: MarketItem } }
  /** Stores secrets of a server, by the names of their variables. */
  'mcp/keep-secrets': {
    params: { server: string; values: Record<string, string> }
    result: { kept: 'keyring' | 'file' }
  }
}
