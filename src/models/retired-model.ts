// A model that its provider does not have any more: the failure names its successor from the provider's list.

import type { ChatStream, Failure } from './chat-stream.ts'
import type { ListedModel, RemoteModel } from './configured-model.ts'
import { chooseModel, ENVIRONMENT_SOURCES } from './provider-kinds.ts'

/** The stream with a better failure in place of "not found". `list` asks the provider; null when it gives no list. */
export function withSuccessor(
  stream: ChatStream,
  model: RemoteModel,
  list: () => Promise<readonly ListedModel[] | null>,
): ChatStream {
  return async function* name(request) {
    for await (const event of stream(request)) {
      yield event.type === 'failed' && event.code === 'model.not_found' ? await explain(event, model, list) : event
    }
  }
}

async function explain(
  failure: Failure,
  { model, baseUrl }: RemoteModel,
  list: () => Promise<readonly ListedModel[] | null>,
): Promise<Failure> {
  const ids = (await list())?.map(({ id }) => id) ?? []
  if (ids.length === 0 || ids.includes(model)) return failure
  const { host } = new URL(baseUrl)
  const successor = findSuccessor(model, ids)
  if (successor === undefined) {
    return { ...failure, message: `${host} has no model ${model}, or has it no more`, hint: 'kimi model list' }
  }
  const message = `${host} has no model ${model}, or has it no more; the one to take is ${successor}`
  return { ...failure, message, hint: `kimi model use ${successor}` }
}

/** The newest model of the same family, else the one that would be chosen without any configuration. */
export function findSuccessor(model: string, ids: readonly string[]): string | undefined {
  const family = /^\D+/.exec(model)?.[0] ?? ''
  const isK2 = /k2\b/.test(model)
  const relatives = ids.filter((id) => family.length > 3 && id.startsWith(family) && !isK2)
  const newest = chooseModel(relatives, [/^[\w./-]+$/])
  if (newest !== undefined && !/kimi/.test(model)) return newest
  return (
    chooseModel(
      ids,
      ENVIRONMENT_SOURCES.flatMap(({ wanted }) => wanted),
    ) ?? newest
  )
}
