import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCatalog } from '../../../src/models/live/catalog-reading.ts'
import { createLiveCatalog } from '../../../src/models/live/live-catalog.ts'

const HOUR_MS = 3_600_000
const URL = 'https://api.kimi.com/coding/v1'

test('a list of Kimi tells window, media, efforts and protocol of each model', () => {
  const data = [
    {
      id: 'kimi-for-coding',
      display_name: 'Kimi for Coding',
      context_length: 1_048_576,
      supports_image_in: true,
      supports_video_in: true,
      supports_thinking_type: 'only',
      think_efforts: { support: true, valid_efforts: ['low', 'high', 'max'], default_effort: 'high' },
    },
    {
      id: 'plain',
      context_length: 1000,
      supports_reasoning: false,
      protocol: 'anthropic',
      think_efforts: { support: false },
    },
    { id: 'wired', protocol: 'response' },
  ]
  expect(readCatalog({ data })).toEqual([
    {
      id: 'kimi-for-coding',
      title: 'Kimi for Coding',
      rules: {
        window: 1_048_576,
        image: true,
        video: true,
        thinking: 'always',
        efforts: ['low', 'high', 'max'],
        defaultEffort: 'high',
      },
    },
    { id: 'plain', protocol: 'anthropic', rules: { window: 1000, thinking: 'no' } },
    { id: 'wired', protocol: 'responses', rules: {} },
  ])
})

test('lists of OpenRouter, Anthropic, Google and local servers are read, too', () => {
  const openRouter = {
    id: 'moonshotai/kimi-k3.1-pro',
    name: 'Kimi K3.1 Pro',
    context_length: 1_000_000,
    architecture: { input_modalities: ['text', 'image'] },
    pricing: { prompt: '0.000002', completion: '0.00001', input_cache_read: '0.0000002' },
    top_provider: { max_completion_tokens: 98_304 },
  }
  const [model] = readCatalog({ data: [openRouter] })!
  expect(model).toMatchObject({
    title: 'Kimi K3.1 Pro',
    rules: { window: 1_000_000, output: 98_304, image: true, video: false },
  })
  expect(model?.rules.price?.input).toBeCloseTo(2)
  expect(model?.rules.price?.cached).toBeCloseTo(0.2)
  expect(readCatalog({ data: [{ id: 'claude-x', display_name: 'Claude X', max_input_tokens: 9 }] })).toEqual([
    { id: 'claude-x', title: 'Claude X', rules: { window: 9 } },
  ])
  expect(
    readCatalog({ models: [{ name: 'models/gemini-x', displayName: 'G', inputTokenLimit: 5, outputTokenLimit: 4 }] }),
  ).toEqual([{ id: 'gemini-x', title: 'G', rules: { window: 5, output: 4 } }])
  expect(readCatalog({ data: [{ id: 'qwen3:8b', object: 'model', max_model_len: 32_768 }] })).toEqual([
    { id: 'qwen3:8b', rules: { window: 32_768 } },
  ])
})

test.each([null, 'text', 7, {}, { data: {} }, { error: { message: 'no' } }])('%j is no list', (answer) => {
  expect(readCatalog(answer)).toBeNull()
})

test('names that no model has are left out, and texts are made harmless', () => {
  const data = [
    { id: 'a b' },
    { id: '\u001b[31m' },
    { id: 'x'.repeat(300) },
    {},
    'y',
    { id: 'ok', display_name: 'O\u001b[0m\nK' },
  ]
  expect(readCatalog({ data })).toEqual([{ id: 'ok', title: 'O [0m K', rules: {} }])
})

test('a list is kept in its file for a day, and asked for again later, but not soon after a failure', () => {
  const folder = mkdtempSync(join(tmpdir(), 'live-'))
  try {
    const file = join(folder, 'cache', 'models.json')
    let now = 1_000_000_000_000
    const open = () => createLiveCatalog(file, () => now)
    const first = open()
    expect(first.isDue(URL)).toBe(true)
    first.take(URL, null)
    expect(first.isDue(URL)).toBe(false)
    now += HOUR_MS
    expect(first.isDue(URL)).toBe(true)
    first.take(URL, { data: [{ id: 'k3' }] })
    const second = open()
    expect(second.listed(`${URL}/`)).toEqual([{ id: 'k3', rules: {} }])
    expect(second.isDue(URL)).toBe(false)
    now += 25 * HOUR_MS
    expect(second.isDue(URL)).toBe(true)
    expect(second.listed(URL)).toHaveLength(1)
    second.take(URL, { data: [] })
    expect(open().listed(URL), 'an empty list replaces nothing').toHaveLength(1)
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 20))
    expect(open().listed(URL)).toBeNull()
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('of a file that is damaged, or that another release has written, only lists and rules in our form are taken', () => {
  const folder = mkdtempSync(join(tmpdir(), 'live-'))
  try {
    const file = join(folder, 'models.json')
    const odd = {
      window: 'x',
      output: -1,
      image: 1,
      efforts: 5,
      defaultEffort: 3,
      thinking: 'perhaps',
      price: 'y',
      more: 1,
    }
    const good = {
      window: 9,
      image: true,
      efforts: ['low'],
      thinking: 'always',
      price: { input: 1, cached: 1, output: 2 },
    }
    const models = [
      null,
      5,
      { id: 7, rules: {} },
      { id: 'a b', rules: {} },
      { id: 'bare' },
      { id: 'odd', title: 4, protocol: 'smoke', rules: { ...odd, takesToolsLater: 'yes' } },
      { id: 'priced', rules: { price: { input: '1', cached: 1, output: 2 } } },
      { id: 'good', title: 'G', protocol: 'anthropic', rules: good },
    ]
    const lists = { [URL]: { at: 1, models }, 'no address': { at: 1, models }, 'http://b/v1': { at: 'x', models } }
    writeFileSync(file, JSON.stringify({ version: 1, lists }))
    const live = createLiveCatalog(file)
    expect(live.listed(URL)).toEqual([
      { id: 'bare', rules: {} },
      { id: 'odd', rules: {} },
      { id: 'priced', rules: {} },
      { id: 'good', title: 'G', protocol: 'anthropic', rules: good },
    ])
    expect(new Set(live.all().map(({ baseUrl }) => baseUrl))).toEqual(new Set([URL]))
  } finally {
    rmSync(folder, { recursive: true })
  }
})
