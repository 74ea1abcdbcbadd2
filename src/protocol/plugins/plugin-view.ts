// Plugins as clients see them, and the methods plugin/*. Texts of a plugin are sanitised.

/** The values of this program that a plugin may ask for, in Kimi CLI's words. */
export const KEY_SOURCES = ['api_key', 'base_url'] as const
export type KeySource = (typeof KEY_SOURCES)[number]

/**
 * `ready`: its tools are offered, and each call is asked about. `changed`: files are not those that were installed, so that a call is asked
 * about with their names. `foreign`: kimi has not installed it, so that nothing of it runs. `broken`: nothing of it can run.
 */
export type PluginStatus = 'ready' | 'changed' | 'foreign' | 'broken'

export interface PluginToolView {
  name: string
  description: string
  /** The command line, each word in quotes where a shell would need them. */
  command: string
  /** The reason why the tool is not offered, such as that another tool has its name; else ''. */
  problem: string
}

export interface PluginView {
  /** The name of its folder. */
  name: string
  folder: string
  /** '' for a plugin whose plugin.json cannot be read; so with the description. */
  version: string
  description: string
  status: PluginStatus
  /** The reason for every status but `ready`, in one line; else ''. */
  reason: string
  /** A command that helps where the status is not `ready`; else ''. */
  hint: string
  tools: PluginToolView[]
  /** True when it has a SKILL.md. */
  hasSkill: boolean
  configFile: string
  /** The keys of its configuration, and the values that it asks for in them. */
  inject: { target: string; source: KeySource }[]
  /** The host whose key it is given, by the user's word; '' where it is given none. */
  keyHost: string
  /** The folder, archive or address it was installed from; '' for a plugin that kimi has not installed. */
  source: string
}

/** `login`: the token of a login, renewed whenever the plugin runs. `none`: a model without a key, of which there is the address alone. */
export type KeyKind = 'key' | 'login' | 'none'

/** The values that a plugin asks for, for the question whether it is given them. */
export interface KeyWish {
  configFile: string
  inject: PluginView['inject']
  /** The key in question; null where no model is set up. */
  key: { host: string; kind: KeyKind; from: string } | null
}

/** A plugin that was fetched and checked, and is not installed yet. */
export interface StagedPlugin {
  /** The name by which `plugin/install` takes it; it is forgotten when the connection closes. */
  stage: string
  plugin: Pick<PluginView, 'name' | 'version' | 'description' | 'tools' | 'hasSkill'>
  files: number
  bytes: number
  /** The installed plugin of the same name, which is replaced; null when the name is new. */
  replaces: { version: string; source: string } | null
  /** Null for a plugin that asks for nothing. */
  wish: KeyWish | null
}

/** The methods plugin/*, of which methods.ts takes its types. */
export interface PluginMethods {
  /** All plugins by name, also those of which nothing runs. */
  'plugin/list': { params: Record<never, never>; result: { folder: string; plugins: PluginView[] } }
  /** Fetches a plugin from a folder, a zip file, an address of one, or a git repository, and checks it. Fails with `plugin.failed`. */
  'plugin/stage': {
    params: { source: string; workDir: string; env: Record<string, string>; shellEnv: Record<string, string> }
    result: StagedPlugin
  }
  /**
   * Installs what was staged on this connection. `givesKey`: the user wants it to have the values of the wish that `plugin/stage` has told.
   * Fails with `plugin.failed`.
   */
  'plugin/install': {
    params: { stage: string; givesKey: boolean; env: Record<string, string> }
    /**
     * `keptIn`: the folder with what had its name before and was not installed by kimi; '' for none. `withheld`: the reason, in one line, why
     * values that the user wanted to give were not given, such as that they are others by now; '' for none.
     */
    result: { name: string; version: string; folder: string; keyHost: string; keptIn: string; withheld: string }
  }
  /** Removes the files that were installed. `kept`: files of its folder that were not. Fails with `plugin.not_found` and `plugin.failed`. */
  'plugin/remove': { params: { name: string }; result: { folder: string; kept: string[] } }
}
