// Every program whose options are known, by family. Looked up by the plain name, without folder or version.

import type { Rules } from './call.ts'
import { ACCOUNTS } from './programs/accounts.ts'
import { ARCHIVES } from './programs/archives.ts'
import { CLOUD } from './programs/cloud.ts'
import { CONTAINERS } from './programs/containers.ts'
import { DATABASES } from './programs/databases.ts'
import { DEVELOPMENT } from './programs/development.ts'
import { EDITORS } from './programs/editors.ts'
import { FILES } from './programs/files.ts'
import { FINDERS } from './programs/finders.ts'
import { GIT } from './programs/git.ts'
import { INTERPRETERS } from './programs/interpreters.ts'
import { NETWORK } from './programs/network.ts'
import { PACKAGES } from './programs/packages.ts'
import { READERS } from './programs/readers.ts'
import { SECRETS } from './programs/secrets.ts'
import { SHELL } from './programs/shell.ts'
import { STREAMS } from './programs/streams.ts'
import { SYSTEM } from './programs/system.ts'
import { WRAPPERS } from './programs/wrappers.ts'

export const RULES: Rules = {
  ...READERS,
  ...STREAMS,
  ...FINDERS,
  ...FILES,
  ...ARCHIVES,
  ...EDITORS,
  ...SHELL,
  ...WRAPPERS,
  ...INTERPRETERS,
  ...GIT,
  ...NETWORK,
  ...SECRETS,
  ...SYSTEM,
  ...ACCOUNTS,
  ...PACKAGES,
  ...DEVELOPMENT,
  ...CONTAINERS,
  ...CLOUD,
  ...DATABASES,
}

export function isKnown(name: string): boolean {
  return Object.hasOwn(RULES, name)
}
