// The kinds of providers as data: the protocol that each speaks, its usual address, and the variables that name its key and address.

export type Protocol = 'chat' | 'responses' | 'anthropic' | 'gemini'

export interface ProviderKind {
  protocol: Protocol
  /** The address that is used when none is configured; '' when this kind has no usual address. */
  baseUrl: string
  /** Variables that hold a key, the first one wins. */
  keys: readonly string[]
  /** The variable that holds an address. */
  address: string
}

const GOOGLE_KEYS = ['GEMINI_API_KEY', 'GOOGLE_API_KEY']
const GOOGLE = {
  protocol: 'gemini',
  baseUrl: 'https://generativelanguage.googleapis.com',
  keys: GOOGLE_KEYS,
  address: 'GOOGLE_GEMINI_BASE_URL',
} as const

/** By the `type` of a provider in config.toml, as Kimi CLI and Kimi Code name it. `kimi` has rules of its own. */
export const PROVIDER_KINDS: Readonly<Record<string, ProviderKind>> = {
  openai_legacy: { protocol: 'chat', baseUrl: '', keys: ['OPENAI_API_KEY'], address: 'OPENAI_BASE_URL' },
  openai: { protocol: 'chat', baseUrl: '', keys: ['OPENAI_API_KEY'], address: 'OPENAI_BASE_URL' },
  openai_responses: {
    protocol: 'responses',
    baseUrl: 'https://api.openai.com/v1',
    keys: ['OPENAI_API_KEY'],
    address: 'OPENAI_BASE_URL',
  },
  anthropic: {
    protocol: 'anthropic',
    baseUrl: 'https://api.anthropic.com',
    keys: ['ANTHROPIC_API_KEY'],
    address: 'ANTHROPIC_BASE_URL',
  },
  gemini: GOOGLE,
  google_genai: GOOGLE,
  'google-genai': GOOGLE,
  // With an API key, which Google calls express mode. Service accounts are not supported.
  vertexai: {
    protocol: 'gemini',
    baseUrl: 'https://aiplatform.googleapis.com/v1/publishers/google',
    keys: ['GOOGLE_API_KEY'],
    address: 'GOOGLE_VERTEX_BASE_URL',
  },
}

export const MOONSHOT_BASE_URL = 'https://api.moonshot.ai/v1'
export const KIMI_BASE_URL = 'https://api.kimi.com/coding/v1'

/** True for Kimi's subscription endpoint, in either region. */
export function isKimiCode(baseUrl: string): boolean {
  return /^https:\/\/api\.kimi\.(?:com|ai)\/coding\b/.test(baseUrl)
}

/** A source of a model that the environment alone makes usable. */
export interface EnvironmentSource {
  /** The word before the slash in `--model openai/gpt-…`. */
  name: string
  /** The variable that holds the key. */
  key: string
  address: string
  baseUrl: string
  protocol: Protocol
  isKimi: boolean
  /** The model where the provider's catalog is not known yet; of 28 November 2026. */
  model: string
  /** Models to choose from the catalog, the best one first. */
  wanted: readonly RegExp[]
}

/** The sources of the environment, in the order in which they are looked for. */
export const ENVIRONMENT_SOURCES: readonly EnvironmentSource[] = [
  {
    name: 'moonshot',
    key: 'MOONSHOT_API_KEY',
    address: 'MOONSHOT_BASE_URL',
    baseUrl: MOONSHOT_BASE_URL,
    protocol: 'chat',
    isKimi: true,
    model: 'kimi-k3.1-pro',
    wanted: [/^kimi-k(?!2)[\d.]+-pro$/, /^kimi-k(?!2)[\d.]+$/],
  },
  {
    name: 'kimi',
    key: 'KIMI_API_KEY',
    address: 'KIMI_BASE_URL',
    baseUrl: KIMI_BASE_URL,
    protocol: 'chat',
    isKimi: true,
    // Every plan has this one, and Kimi moves it to its newest model for code.
    model: 'kimi-for-coding',
    wanted: [/^kimi-for-coding$/, /^(?:kimi-)?k(?!2)[\d.]+-pro$/, /^(?:kimi-)?k(?!2)[\d.]+$/],
  },
  {
    // The name and the variable of the provider that an extension of pi adds.
    name: 'kimi-coder',
    key: 'KIMI_CODER_API_KEY',
    address: 'KIMI_BASE_URL',
    baseUrl: KIMI_BASE_URL,
    protocol: 'chat',
    isKimi: true,
    model: 'kimi-for-coding',
    wanted: [/^kimi-for-coding$/],
  },
  {
    name: 'anthropic',
    key: 'ANTHROPIC_API_KEY',
    address: 'ANTHROPIC_BASE_URL',
    baseUrl: 'https://api.anthropic.com',
    protocol: 'anthropic',
    isKimi: false,
    model: 'claude-sonnet-5-5',
    wanted: [/^claude-sonnet-[\d-]+$/],
  },
  {
    name: 'openai',
    key: 'OPENAI_API_KEY',
    address: 'OPENAI_BASE_URL',
    baseUrl: 'https://api.openai.com/v1',
    protocol: 'responses',
    isKimi: false,
    model: 'gpt-6.2-sol',
    wanted: [/^gpt-[\d.]+-sol$/, /^gpt-[\d.]+$/],
  },
  {
    name: 'openrouter',
    key: 'OPENROUTER_API_KEY',
    address: 'OPENROUTER_BASE_URL',
    baseUrl: 'https://openrouter.ai/api/v1',
    protocol: 'chat',
    isKimi: false,
    model: 'moonshotai/kimi-k3.1-pro',
    wanted: [/^moonshotai\/kimi-k(?!2)[\d.]+-pro$/],
  },
]

/** An address of OPENAI_BASE_URL that is not OpenAI's speaks chat completions, and has models of its own. */
export function isOpenAI(baseUrl: string): boolean {
  return URL.canParse(baseUrl) && new URL(baseUrl).hostname === 'api.openai.com'
}

/** The best model of a list: of the first wanted kind, the one with the highest version; undefined when none is wanted. */
export function chooseModel(ids: readonly string[], wanted: readonly RegExp[]): string | undefined {
  for (const pattern of wanted) {
    const fitting = ids.filter((id) => pattern.test(id)).sort(byVersion)
    if (fitting.length > 0) return fitting.at(-1)
  }
  return undefined
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}
