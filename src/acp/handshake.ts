// The answer to `initialize`: what this agent can do, and what the editor has said that it can do. It is made without the SDK, so
// that an editor waits for nothing but this process.

import type { ClientCapabilities, Implementation, InitializeResponse } from '@agentclientprotocol/sdk'
import { VERSION } from '../protocol/version.ts'

/** The version of the Agent Client Protocol that is spoken here; version 2 is a draft. */
const ACP_VERSION = 1

/** The method of `authenticate` by which this process logs in, with a page in the browser. */
export const LOGIN_METHOD = 'kimi-login'
/** The method by which the editor runs `kimi acp --login` in a terminal of its own. */
export const TERMINAL_LOGIN_METHOD = 'kimi-login-terminal'

/** The abilities that the editor declares in `initialize`. A missing one is false: kimi uses nothing that was not offered. */
export interface EditorAbilities {
  readsFiles: boolean
  writesFiles: boolean
  hasTerminal: boolean
  /** Elicitation: forms for questions, and pages for a login. */
  showsForms: boolean
  opensPages: boolean
  showsNotices: boolean
  showsCompaction: boolean
  /** Runs `kimi acp --login` in a terminal: by the standard's field, or by Zed's older one. */
  runsLogin: 'standard' | 'zed' | false
  /** Name and version as the editor tells them; '' when it does not. */
  name: string
}

export const NO_ABILITIES: EditorAbilities = {
  readsFiles: false,
  writesFiles: false,
  hasTerminal: false,
  showsForms: false,
  opensPages: false,
  showsNotices: false,
  showsCompaction: false,
  runsLogin: false,
  name: '',
}

/** Reads the parameters of `initialize`; null when they have no protocol version, which the schema demands. */
export function readHandshake(params: unknown): EditorAbilities | null {
  const { protocolVersion, clientCapabilities, clientInfo } = recordOf(params)
  if (typeof protocolVersion !== 'number' || !Number.isInteger(protocolVersion)) return null
  // A value of another type than the schema's counts as not offered.
  const { fs, terminal, session, auth, elicitation, _meta } = recordOf(clientCapabilities) as ClientCapabilities
  const { name, version } = recordOf(clientInfo) as Partial<Implementation>
  const { notices, compaction } = recordOf(session) as { notices?: unknown; compaction?: unknown }
  const { form, url } = recordOf(elicitation) as { form?: unknown; url?: unknown }
  const isZedLogin = recordOf(_meta)['terminal-auth'] === true
  return {
    readsFiles: recordOf(fs)['readTextFile'] === true,
    writesFiles: recordOf(fs)['writeTextFile'] === true,
    hasTerminal: terminal === true,
    showsForms: isGiven(form),
    opensPages: isGiven(url),
    showsNotices: isGiven(notices),
    showsCompaction: isGiven(compaction),
    runsLogin: recordOf(auth)['terminal'] === true ? 'standard' : isZedLogin ? 'zed' : false,
    name: [name, version].filter((word) => typeof word === 'string').join(' '),
  }
}

/** `program` is the path of kimi, for editors that run its login themselves. */
export function describeAgent({ runsLogin }: EditorAbilities, program: string): InitializeResponse {
  const inTerminal = { command: program, args: ['acp', '--login'], label: 'kimi login' }
  return {
    protocolVersion: ACP_VERSION,
    agentInfo: { name: 'kimi-companion', title: 'Kimi', version: VERSION },
    agentCapabilities: {
      loadSession: true,
      // Pictures are offered whatever the configured model takes: this answer holds as long as the process runs, while each session
      // chooses its model, and editors let nobody attach a picture to an agent that takes none. A model that takes none refuses it.
      promptCapabilities: { image: true, audio: false, embeddedContext: true },
      mcpCapabilities: { http: true, sse: true },
      // `fork` is not in the stable schema yet; editors that know it look for it here.
      sessionCapabilities: { list: {}, resume: {}, close: {}, delete: {}, additionalDirectories: {}, ...{ fork: {} } },
      auth: { logout: {} },
    },
    authMethods: [
      {
        id: LOGIN_METHOD,
        name: 'Log in with Kimi',
        description: 'Opens a page on which you agree. With an API key instead: kimi login --api-key',
        ...(runsLogin === 'zed' ? { _meta: { 'terminal-auth': inTerminal } } : {}),
      },
      ...(runsLogin === 'standard'
        ? [
            {
              type: 'terminal' as const,
              id: TERMINAL_LOGIN_METHOD,
              name: 'Log in with Kimi in a terminal',
              description: 'Runs kimi acp --login, which shows the page and its code',
              args: ['--login'],
            },
          ]
        : []),
    ],
  }
}

function isGiven(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function recordOf(value: unknown): Record<string, unknown> {
  return isGiven(value) ? (value as Record<string, unknown>) : {}
}
