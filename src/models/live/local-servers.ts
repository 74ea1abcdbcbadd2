// Model servers on this machine: Ollama, llama.cpp, vLLM and LM Studio at their usual ports. They are looked for in the background
// and only when they are asked for or nothing else can answer.

import http from 'node:http'
import { isObject, parseJson } from '../../sys/json-reading.ts'
import { isLoopback } from '../../sys/network/loopback.ts'

export interface LocalServer {
  name: string
  baseUrl: string
  model: string
}

const USUAL: readonly { name: string; baseUrl: string }[] = [
  { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
  { name: 'llama.cpp', baseUrl: 'http://127.0.0.1:8080/v1' },
  { name: 'vLLM', baseUrl: 'http://127.0.0.1:8000/v1' },
  { name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1' },
]
/** A server of this machine that has not answered by then is busy or no model server. */
const PROBE_LIMIT_MS = 1_000
/** A user who asks again soon after nothing was found waits so long at most; the answer of a slower server counts at the next time. */
const AGAIN_LIMIT_MS = 300
const ANSWER_LIMIT_BYTES = 1024 * 1024
/** The time after which a server that was found is looked for again. */
const FRESH_MS = 30_000
/** The time after which a server is looked for again by the way, as at a key, when no server was found. */
const MISSING_MS = 3_000

export interface LocalServers {
  /** The server that answered last, or null. */
  current(): LocalServer | null
  /**
   * Looks for a server, at most every 3 s. Never rejects. `setting` is `local.server`: auto, off or an address. `isAsked`: a user asks for
   * models just now, who may have started the server a moment ago; a server that is missing is looked for each time.
   */
  look(setting: string, isAsked?: boolean): Promise<void>
}

/** `onList` gets each answer of a server, for the catalog. */
export function createLocalServers(onList: (baseUrl: string, answer: unknown) => void): LocalServers {
  let found: LocalServer | null = null
  let lookedAt = Number.NEGATIVE_INFINITY
  let lookedFor = ''
  let looking: Promise<void> | null = null

  async function lookNow(setting: string): Promise<void> {
    const places = setting === 'auto' ? USUAL : [{ name: 'the model server', baseUrl: setting }]
    const answers = await Promise.all(places.map(({ baseUrl }) => askList(baseUrl)))
    found = null
    for (const [index, answer] of answers.entries()) {
      const model = firstModel(answer)
      if (model === null) continue
      const place = places[index]!
      onList(place.baseUrl, answer)
      found = { ...place, model }
      break
    }
  }

  return {
    current: () => found,
    look(setting, isAsked = false) {
      if (setting === 'off' || !isLocal(setting)) {
        found = null
        return Promise.resolve()
      }
      if (looking) return looking
      const age = setting === lookedFor ? performance.now() - lookedAt : Infinity
      if (age < (found ? FRESH_MS : isAsked ? 0 : MISSING_MS)) return Promise.resolve()
      lookedFor = setting
      looking = lookNow(setting).finally(() => {
        lookedAt = performance.now()
        looking = null
      })
      return age < MISSING_MS ? Promise.race([looking, waitAtMost(AGAIN_LIMIT_MS)]) : looking
    },
  }
}

function waitAtMost(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}

/** Only this machine is asked: a question is sent nowhere else without a key. */
function isLocal(setting: string): boolean {
  if (setting === 'auto') return true
  return URL.canParse(setting) && isLoopback(new URL(setting).hostname)
}

/** The server's list of models as JSON; undefined when there is no server or its answer is no JSON. */
function askList(baseUrl: string): Promise<unknown> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(PROBE_LIMIT_MS)
    const request = http.get(`${baseUrl.replace(/\/+$/, '')}/models`, { signal, agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (piece: string) => {
        text += piece
        if (text.length > ANSWER_LIMIT_BYTES) answer.destroy()
      })
      answer.on('close', () => resolve(answer.statusCode === 200 ? parseJson(text) : undefined))
      answer.on('error', () => resolve(undefined))
    })
    request.on('error', () => resolve(undefined))
  })
}

/** The first model that can chat. Null when there is no such model, also when another program uses the port. */
function firstModel(answer: unknown): string | null {
  const list: unknown = isObject(answer) ? answer['data'] : undefined
  if (!Array.isArray(list)) return null
  const ids = list.map((item: unknown) => (isObject(item) ? item['id'] : undefined))
  return ids.find((id): id is string => typeof id === 'string' && id !== '' && !/embed/i.test(id)) ?? null
}
