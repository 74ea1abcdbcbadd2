// Kinds of acts that requests and phrases begin with: what shows something is no answer to a wish to change it.

import { canonicalStem } from '../vocabulary.ts'

const KINDS: Record<string, string> = {
  read: 'show find check get determine verify measure calculate compare test detect inspect',
  delete: 'delete drop clear clean truncate strip trim uninstall discard prune empty forget remove',
  create: 'create add append insert prepend write touch',
  change:
    'modify set rename replace convert update fix adjust configure switch increase reduce amend rewrite reset resize',
  copy: 'copy clone backup sync mirror',
  move: 'move',
  unpack: 'extract',
  pack: 'compress archive zip tar gzip',
  end: 'kill stop cancel abort disable close exit quit',
  begin: 'begin execute run open enable resume restart reload reboot launch',
  install: 'install reinstall',
  fetch: 'download pull clone',
  send: 'upload push send post',
  join: 'combine merge concat cat',
  part: 'split cut divide crop',
  order: 'sort reverse shuffle order',
  count: 'count sum',
  undo: 'undo restore recover unstage rollback',
  limit: 'limit exclude ignore skip filter prevent block allow restrict',
  tie: 'connect mount attach link login tunnel forward',
  untie: 'unmount umount detach disconnect eject',
  lock: 'encrypt sign',
  unlock: 'decrypt',
  name: 'tag label',
  save: 'save stash store commit export dump',
  redo: 'repeat rebase squash replay retry',
  wait: 'wait sleep delay monitor',
}

const kinds = new Map<string, string>()
for (const [kind, words] of Object.entries(KINDS))
  for (const word of words.split(' ')) if (!kinds.has(canonicalStem(word))) kinds.set(canonicalStem(word), kind)

/** The kind of act that a stem stands for; undefined for any other word. */
export const actOf = (stem: string): string | undefined => kinds.get(stem)

/** True for a stem of looking, in whose place any other of them may stand: "find", "check", "get", "show". */
export const isReading = (stem: string): boolean => kinds.get(stem) === 'read'

/** The part of a score that is left when a request begins with an act that the phrase does not name. */
const OTHER_ACT = 0.6
const NO_ACT = 0.8

/**
 * 1 when a phrase may mean the act that the request begins with, less when it names another act or none.
 * @param first the first stem of the request
 * @param stems the stems of the phrase
 */
export function compareActs(first: string | undefined, stems: readonly string[]): number {
  const wanted = first === undefined ? undefined : actOf(first)
  if (first === undefined || wanted === undefined || stems.includes(first)) return 1
  if (stems.some((stem) => actOf(stem) === wanted)) return 1
  const named = stems[0] === undefined ? undefined : actOf(stems[0])
  if (named !== undefined) return OTHER_ACT
  return wanted === 'read' ? 1 : NO_ACT
}
