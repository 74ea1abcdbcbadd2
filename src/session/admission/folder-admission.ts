// Decides what a session obeys of the folder that it works in. Before the first turn there the user is asked once, by a client that can
// ask; when nobody can be asked, nothing of the folder is obeyed.

import { relative } from 'node:path'
import { digestOf } from '../../safety/trust/folder-contents.ts'
import type { FolderTrust } from '../../safety/trust/folder-trust.ts'
import { describeFresh, describeItems, listFreshRows, nameFolder } from '../../safety/trust/trust-words.ts'
import type { PermissionRule } from '../../safety/rules/permission-rule.ts'
import { readProjectRules } from './project-rules.ts'
import { createTurnNotice } from './turn-notice.ts'
import type { LiveSession } from '../live-session.ts'
import type { Admit } from '../persona/project-files.ts'

/** The user's trust in folders, as the daemon keeps it. */
export interface TrustOffice {
  judge(workDir: string, home?: string): Promise<FolderTrust>
  decide(trust: FolderTrust, decision: 'trusted' | 'refused'): Promise<void>
}

export interface FolderAdmission {
  /** Looks at the folder without asking. */
  look(): Promise<void>
  /** The same for a session that has moved, behind what it does; a failure is logged. */
  lookBehind(): void
  /** Looks at the folder before a turn, and asks the user when something there is not trusted yet. */
  settle(): Promise<void>
  /** Lets in the instructions and skills of the folder, as Kimi CLI does, but none of its settings. */
  admitLikeKimiCli(): Promise<void>
  /** The folders whose programs are not found by their names while they are not trusted. */
  folders(): readonly string[]
  /** True when the user trusts the folder, or there is nothing in it to be trusted. */
  isTrusted(): boolean
  /** True only when the user has said that the folder may be obeyed: not for one that brings nothing that could be trusted. */
  isTrustedByUser(): boolean
  /** Whether a file may be obeyed: it is, byte for byte, what the user has trusted. Null when no file of the folder is. */
  admit(): Admit | null
  /** The same for files that start programs, which are let in only when the user trusts them as they are. */
  admitTrusted(): Admit | null
  /** The rules of the project's own settings that forbid or ask. */
  rules(): readonly PermissionRule[]
}

export interface AdmissionDeps {
  live: LiveSession
  office: TrustOffice
  /** The home of the shell that the session belongs to, which may be another than its daemon's. */
  home: string
  /** True for a session that was opened with `--trust`: what the folder brings is let in, and nothing is kept of that. */
  trusts: boolean
  /** The directory that the session belongs to; its shell may be elsewhere. */
  seat(): string
  /** Called when files are let in or kept out that were not before. */
  onChanged(): Promise<void>
  log(problem: string): void
}

const TRUST = 'Trust'
const NEVER = 'Never'
/** A session that goes through more folders asks about the first of them again. */
const DECLINED_LIMIT = 50

interface Looked {
  workDir: string
  trust: FolderTrust
  isTrusted: boolean
  rules: readonly PermissionRule[]
}

export function createFolderAdmission(deps: AdmissionDeps): FolderAdmission {
  const { live, office } = deps
  let now: Looked | null = null
  /** The directory for which the user has been asked in this session, if there was anything to ask. */
  let settledFor: string | null = null
  let isLikeKimiCli = false
  const passed = openPassed(live)

  const take = async (trust: FolderTrust, workDir: string) => {
    const isTrusted = trust.state === 'nothing' || trust.state === 'trusted' || deps.trusts
    const before = now
    now = { workDir, trust, isTrusted, rules: isTrusted ? await readProjectRules(trust, deps) : [] }
    if (before && before.isTrusted === isTrusted && before.workDir === workDir && before.trust.fresh.length === 0)
      return
    // The session's skills are those of the folder that it belongs to, wherever the shell goes.
    if (before && workDir === deps.seat()) await deps.onChanged()
  }
  // A turn that begins right behind a move waits until the skills of the new folder are read.
  const look = inTurn(async (workDir: string) => take(await office.judge(workDir, deps.home), workDir))
  const lookHere = () => look(live.workDir)
  /** The system prompt is made when nothing has been said: then the files of a known folder count again. */
  const isDue = () => settledFor !== live.workDir || live.conversation.messages.length === 0

  return {
    look: lookHere,
    lookBehind: () => void lookHere().catch((error) => deps.log(String(error))),
    async settle() {
      if (!isDue()) return
      await lookHere()
      const { trust, isTrusted, workDir } = now!
      settledFor = workDir
      const brought = [trust.root, trust.fresh.map(({ item }) => [item.key, item.digest])]
      const key = digestOf(Buffer.from(JSON.stringify(brought)))
      if (isTrusted || isLikeKimiCli || trust.state !== 'asks' || passed.has(key)) return
      if (!canAsk(live)) {
        passed.add(key)
        live.emit(createTurnNotice(describeIgnored(trust)))
        return
      }
      const answer = await askForTrust(trust, live)
      // A question that went with its turn is asked again; one that was waved away is a no.
      if (answer === null && live.signal.aborted) settledFor = null
      else passed.decline(key)
      if (answer === null) return
      await office.decide(trust, answer)
      // The user trusts what was shown, not what the files hold by now: each file is compared with it when it is read.
      await take({ ...trust, fresh: [], state: answer, wasTrusted: answer === 'trusted' }, workDir)
    },
    async admitLikeKimiCli() {
      if (isLikeKimiCli || now?.isTrusted) return
      isLikeKimiCli = true
      await deps.onChanged()
    },
    folders: () => [live.workDir, ...(now === null ? [] : [now.trust.root])],
    isTrusted: () => now !== null && now.isTrusted && now.workDir === live.workDir,
    isTrustedByUser: () => now?.workDir === live.workDir && (deps.trusts || now.trust.state === 'trusted'),
    ...{ admit: () => now && admitOf(now, isLikeKimiCli), admitTrusted: () => now && admitOf(now, false) },
    rules: () => now?.rules ?? [],
  }
}

/**
 * States of folders that the session does not bring up again: the user was asked, or a client that cannot ask was told. What the user
 * has declined is kept, since a session whose shell is idle is closed and opened again.
 */
function openPassed({ state }: LiveSession) {
  const passed = new Set(state.read().kimi_declined)
  return {
    has: (folder: string) => passed.has(folder),
    add: (folder: string) => void passed.add(folder),
    decline(folder: string) {
      passed.add(folder)
      state.save({ kimi_declined: [...(state.read().kimi_declined ?? []), folder].slice(-DECLINED_LIMIT) })
    },
  }
}

/** The same work, each time behind the time before. */
function inTurn<T>(work: (input: T) => Promise<void>): (input: T) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return (input) => {
    const next = last.then(() => work(input))
    last = next.catch(() => {})
    return next
  }
}

/** Lets in each file as the user has trusted it. */
function admitOf({ trust, isTrusted }: Looked, isLikeKimiCli: boolean): Admit | null {
  const { root, items } = trust
  if (items.length === 0) return null
  if (isLikeKimiCli) return () => true
  return isTrusted ? admitListed({ root, items }) : null
}

/** Lets in the listed files, each as it was when it was listed. */
export function admitListed({ root, items }: Pick<FolderTrust, 'root' | 'items'>): Admit {
  const digests = new Map(items.map(({ key, digest }) => [key, digest]))
  return (path, bytes) => digests.get(relative(root, path)) === digestOf(bytes)
}

/** True when a client of our own shows questions, and somebody is there: mode auto asks nothing. */
function canAsk(live: LiveSession): boolean {
  return (
    live.rules === 'own' && live.mode !== 'auto' && [...live.requests.clients].some((client) => client.asksForTrust)
  )
}

/** The user's answer; null for a no and for none. */
async function askForTrust(trust: FolderTrust, live: LiveSession): Promise<'trusted' | 'refused' | null> {
  const where = nameFolder(trust.root)
  const head = trust.wasTrusted
    ? `${where} has changed since you trusted it: ${describeFresh(trust)}. Do you trust it as it is now?`
    : `Do you trust ${where}? It brings ${describeFresh(trust)}. Until you do, none of that is obeyed, and commands that only read ask first.`
  const question = [head, ...listFreshRows(trust).map((row) => `  ${row}`)].join('\n')
  const options = [
    { label: 'No', description: 'go on without what it brings' },
    { label: TRUST, description: 'obey it, until it changes' },
    { label: NEVER, description: 'go on without it, and do not ask again' },
  ]
  const other = { other_label: '', other_description: '' }
  const asked = { question, header: 'Trust', options, multi_select: false, body: '', ...other }
  const answers = await live.requests.question({ tool_call_id: '', questions: [asked] }, live.signal)
  const answer = answers[question]
  return answer === TRUST ? 'trusted' : answer === NEVER ? 'refused' : null
}

function describeIgnored(trust: FolderTrust): string {
  const what = trust.wasTrusted ? describeFresh(trust) : describeItems(trust.items)
  return `this folder is not trusted, so this is not obeyed: ${what} (kimi trust add, or --trust)`
}
