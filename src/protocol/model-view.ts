// Models as clients see them.

/** A model that answers, or would answer. Sizes in tokens; 0 = not known. */
export interface ModelView {
  /** The user's name for it. */
  name: string
  /** The provider's name for it. */
  model: string
  /** The value of `default_model` that chooses it, with the source before a name that only the provider knows: `kimi/kimi-for-coding`. */
  setting: string
  /** Host and port of the provider; '' for a scripted model. */
  host: string
  protocol: string
  window: number
  output: number
  image: boolean
  video: boolean
  /** no, optional, always or unknown. */
  thinking: string
  efforts: readonly string[]
  /** US dollars for a million tokens; null when it is not known. */
  price: { input: number; cached: number; output: number; isEstimate: boolean } | null
  /** The origin of the key: a variable's name, or a place in config.toml. */
  keySource: string
  /** Why it was chosen. */
  reason: string
}

/** A provider that can be used, and the models that it has told. */
export interface ProviderView {
  host: string
  keySource: string
  /** The time of the list in milliseconds since the epoch; null when the provider has never told one. */
  listedAt: number | null
  /** Why it did not tell its list now; '' when it did, or was not asked. */
  problem: string
  models: { id: string; title: string; window: number; efforts: readonly string[]; image: boolean; video: boolean }[]
}

export interface ModelList {
  /** The user's name for the model that answers now; '' for none. */
  current: string
  /** The models of config.toml. */
  configured: { name: string; model: string; provider: string }[]
  providers: ProviderView[]
}
