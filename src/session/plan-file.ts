// The plan file of a session: a name that people can tell from others, chosen when plan mode first needs it.

import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { plansDirectory, type SessionPlace } from './store/session-layout.ts'
import type { StateStore } from './store/state-file.ts'
import { makeDirectory } from '../sys/files.ts'

const WORDS =
  'amber brook cedar dune ember fern gale harbor iris juniper kelp lark maple nova opal pine quartz river sage tide umber vale willow yarrow'.split(
    ' ',
  )

/** The path of the plan file, in a directory that exists. The file itself may be missing. */
export function locatePlanFile({ id, share }: SessionPlace, state: StateStore): string {
  let slug = state.read().plan_slug
  if (!slug) {
    slug = makeSlug()
    state.save({ plan_slug: slug, plan_session_id: id })
  }
  makeDirectory(plansDirectory(share))
  return join(plansDirectory(share), `${slug}.md`)
}

function makeSlug(): string {
  return Array.from({ length: 3 }, () => WORDS[randomInt(WORDS.length)]).join('-')
}
