// The rules of models as data: their windows, what they accept, and how they think. The live catalog of a provider knows better
// than this table, and the user better than both. All values are of 28 November 2026, from the providers' public documentation.

/** US dollars for a million tokens. */
export interface ModelPrice {
  input: number
  /** The price of input that the provider's cache held. */
  cached: number
  output: number
  /** The price of input that the provider puts into its cache, where that costs more than other input. */
  written?: number
}

export interface ModelRules {
  /** Tokens of the window; 0 when it is not known. */
  window: number
  /** The longest answer in tokens, thoughts included; 0 when it is not known. */
  output: number
  image: boolean
  video: boolean
  /** `always`: thinking cannot be switched off; `unknown`: nobody has told. */
  thinking: 'no' | 'optional' | 'always' | 'unknown'
  /** The model's words for efforts, from the least to the most; empty when its thinking has no degrees. */
  efforts: readonly string[]
  /** The effort for users who have set none; '' leaves it to the model. */
  defaultEffort: string
  /** False for a model that refuses any temperature but its own. */
  takesTemperature: boolean
  /** True for a model that wants the field of its thoughts in each message of its own, also when there were none. */
  echoesThoughts: boolean
  /** True for a model that takes new tools in the middle of a conversation, so that what stands before stays cached. */
  takesToolsLater: boolean
  /** A budget of tokens for thoughts (older models of Anthropic and Google), in place of efforts. */
  thinksInTokens: boolean
  price: ModelPrice | null
}

const UNKNOWN: ModelRules = {
  window: 0,
  output: 0,
  image: false,
  video: false,
  thinking: 'unknown',
  efforts: [],
  defaultEffort: '',
  takesTemperature: true,
  echoesThoughts: false,
  takesToolsLater: false,
  thinksInTokens: false,
  price: null,
}

const M = 1_048_576
const KIMI = { image: true, thinking: 'always', takesTemperature: false } as const
/** K3 and later. Without an effort K3.1 Pro thinks at `max`, so one is always sent: `high`, Kimi Code's own choice. */
const K3 = {
  ...KIMI,
  window: M,
  output: M,
  efforts: ['low', 'high', 'max'],
  defaultEffort: 'high',
  echoesThoughts: true,
  takesToolsLater: true,
}
const CLAUDE = {
  window: 1_000_000,
  output: 128_000,
  image: true,
  thinking: 'optional',
  efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
  takesTemperature: false,
} as const
/** Claude models from before 4.6. */
const CLAUDE_OF_BUDGETS = {
  window: 200_000,
  output: 64_000,
  image: true,
  thinking: 'optional',
  efforts: ['low', 'medium', 'high'],
  takesTemperature: false,
  thinksInTokens: true,
} as const
const GPT = {
  window: 272_000,
  output: 128_000,
  image: true,
  thinking: 'always',
  efforts: ['low', 'medium', 'high'],
  takesTemperature: false,
} as const
const GEMINI = { window: M, output: 65_536, image: true, video: true, thinking: 'always' } as const

/** The first row whose pattern fits the provider's name for a model holds. Names of Kimi's models are without `kimi-`. */
const ROWS: readonly (readonly [RegExp, Partial<ModelRules>])[] = [
  [/^for-coding-highspeed/, { ...KIMI, window: 262_144, output: 32_768 }],
  [/^for-coding/, { ...K3, output: 32_768 }],
  [/^k3-256k/, { ...K3, window: 262_144, output: 262_144 }],
  [/^k3\.1-pro-highspeed/, { ...K3, price: { input: 4, cached: 0.2, output: 20 } }],
  [/^k3\.1-pro/, { ...K3, price: { input: 2, cached: 0.2, output: 10 } }],
  [/^k3/, { ...K3, price: { input: 3, cached: 0.3, output: 15 } }],
  // The K2 series is switched off at the end of December 2026.
  [
    /^k2\.7-code-highspeed/,
    { ...KIMI, window: 262_144, output: 262_144, price: { input: 1.9, cached: 0.38, output: 8 } },
  ],
  [/^k2\.7-code/, { ...KIMI, window: 262_144, output: 262_144, price: { input: 0.95, cached: 0.19, output: 4 } }],
  [
    /^k2\.6/,
    {
      image: true,
      thinking: 'optional',
      window: 262_144,
      output: 262_144,
      price: { input: 0.95, cached: 0.16, output: 4 },
    },
  ],
  [/^claude-opus-5-5/, { ...CLAUDE, thinking: 'always', price: { input: 4, cached: 0.2, output: 20, written: 5 } }],
  [/^claude-sonnet-5-5/, { ...CLAUDE, thinking: 'always', price: { input: 2, cached: 0.1, output: 10, written: 2.5 } }],
  [/^claude-haiku-5-5/, { ...CLAUDE, price: { input: 0.1, cached: 0.01, output: 0.5, written: 0.125 } }],
  [/^claude-fable/, { ...CLAUDE, thinking: 'always' }],
  [/^claude-(?:opus|sonnet)-4-6/, { ...CLAUDE, efforts: ['low', 'medium', 'high', 'max'] }],
  [/^claude-(?:3|haiku-4|opus-4-[015]|sonnet-4-[05]|(?:opus|sonnet)-4-2)/, CLAUDE_OF_BUDGETS],
  [/^claude/, CLAUDE],
  [/^gpt-5(?:-mini|-nano|-pro|-codex)?$/, { ...GPT, window: 400_000 }],
  [/^gpt-5\.[1-3]/, { ...GPT, window: 400_000 }],
  [/^gpt-5\.[45]/, { ...GPT, efforts: ['low', 'medium', 'high', 'xhigh'] }],
  [
    /^gpt-6\.2-sol/,
    {
      ...GPT,
      efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
      price: { input: 2, cached: 0.1, output: 10, written: 2.5 },
    },
  ],
  [/^gpt-(?:5\.[6-9]|[6-9])/, { ...GPT, efforts: ['low', 'medium', 'high', 'xhigh', 'max'] }],
  [/^o\d/, { ...GPT, window: 200_000, output: 100_000 }],
  [/^gemini-2\.5-flash/, { ...GEMINI, thinking: 'optional', efforts: ['low', 'medium', 'high'], thinksInTokens: true }],
  [/^gemini-2\.5/, { ...GEMINI, efforts: ['low', 'medium', 'high'], thinksInTokens: true }],
  [/^gemini/, { ...GEMINI, efforts: ['low', 'medium', 'high'] }],
]

/**
 * The rules of a model; later sources win: the table, the live catalog, the user's configuration.
 * @param model the provider's name for the model
 */
export function findRules(model: string, ...better: readonly (Partial<ModelRules> | null | undefined)[]): ModelRules {
  const name = model
    .toLowerCase()
    .replace(/^~?(?:moonshotai|anthropic|openai|google)\//, '')
    .replace(/^kimi-(?=for-coding|k\d)/, '')
  const row = ROWS.find(([pattern]) => pattern.test(name))?.[1]
  return Object.assign({}, UNKNOWN, row, ...better)
}
