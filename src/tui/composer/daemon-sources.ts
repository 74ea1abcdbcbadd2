// Fills the composer's menus from the daemon: files, sessions, tasks and resources behind `@`, and commands behind `/`.

import type { ClientEnv } from '../../protocol/methods.ts'
import { matchCommands, type MenuItem } from '../../view/composer/menu.ts'
import { readClipboard, readImageFile } from './clipboard.ts'
import type { ComposerSources } from './composer-options.ts'
import { createMentionItems, type CallDaemon } from './mention-items.ts'

export interface SourceOptions {
  call: CallDaemon
  /** The session's directory, as it is now. */
  workDir(): string
  /** The client's CLIENT_VARIABLES. */
  clientEnv: ClientEnv
  env: NodeJS.ProcessEnv
  /** The commands of the terminal, the session, its skills and flows. */
  commands(): readonly MenuItem[]
}

const FILES = 12
const OTHERS = 4
/** `docs:…` asks for the resources of the server docs. */
const SERVER = /^(?!session:|task:)([A-Za-z0-9][\w.-]*):/

export function createDaemonSources({ call, workDir, clientEnv, env, commands }: SourceOptions): ComposerSources {
  const others = createMentionItems(call, workDir, env)

  async function findMentions(query: string, onMore: (items: readonly MenuItem[]) => void): Promise<MenuItem[]> {
    const server = SERVER.exec(query)?.[1]
    const resources = server === undefined ? [] : matchItems(await others.listResources(server), query)
    if (resources.length > 0) return resources
    const files = call('workspace/find_files', { workDir: workDir(), query, limit: FILES, env: clientEnv })
    const paths = await files.then((found) => found.paths.map(fileItem)).catch(() => [])
    const join = (listed: readonly MenuItem[]): MenuItem[] => {
      const found = matchItems(listed, query)
      // `@session` and `@task` alone ask for all of them.
      if (/^(?:session|task)/.test(query)) return [...found, ...paths]
      const others = [...paths, ...found.slice(0, query === '' ? 0 : OTHERS)]
      // More than one letter of `@shell` is rather that than a folder of this name, which a `/` behind it asks for.
      if (query !== '' && SHELL_ITEM.label.startsWith(query))
        return query.length > 1 ? [SHELL_ITEM, ...others] : [...others, SHELL_ITEM]
      return others
    }
    // Files do not wait for the other lists, for which the daemon may have to read many sessions.
    const known = others.known()
    void others.list().then((listed) => listed !== known && onMore(join(listed)))
    return join(known)
  }

  return {
    findItems: ({ kind, query }, onMore) =>
      kind === 'command' ? matchCommands(commands(), query) : findMentions(query, onMore),
    readClipboard: () => readClipboard(env),
    readImageFile: (paste) => readImageFile(paste, workDir()),
  }
}

/** The daemon puts the command in its place (session/user-shell/told-commands.ts). */
const SHELL_ITEM: MenuItem = {
  label: 'shell',
  detail: 'the last command of your shell here, with its output',
  text: '@shell',
}

function fileItem(path: string): MenuItem {
  const isFolder = path.endsWith('/')
  const isPlain = /^[^\s"']+$/.test(path)
  // The quote of a folder's name stays open for what comes behind.
  return { label: path, detail: '', text: isPlain ? `@${path}` : `@"${path}${isFolder ? '' : '"'}`, isOpen: isFolder }
}

/** The items whose label or detail holds the query, in small or capital letters. */
function matchItems(items: readonly MenuItem[], query: string): MenuItem[] {
  const wanted = query.toLowerCase()
  return items.filter(({ label, detail }) => `${label} ${detail}`.toLowerCase().includes(wanted))
}
