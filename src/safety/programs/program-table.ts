// The rules of all programs that are known, by the name of the program without folder and version.

import type { Rules } from '../lines/simple-command.ts'
import { ACCOUNTS } from './account-risks.ts'
import { ARCHIVES } from './archive-risks.ts'
import { CLOUD } from './cloud-risks.ts'
import { CONTAINERS } from './container-risks.ts'
import { DATABASES } from './database-risks.ts'
import { DEVELOPMENT } from './development-risks.ts'
import { EDITORS } from './editor-risks.ts'
import { FILES } from './file-risks.ts'
import { FINDERS } from './finder-risks.ts'
import { GIT } from './git-risks.ts'
import { INTERPRETERS } from './interpreter-risks.ts'
import { NETWORK } from './network-risks.ts'
import { NPM } from './npm-risks.ts'
import { PACKAGES } from './package-risks.ts'
import { READERS } from './reader-risks.ts'
import { SECRETS } from './secret-risks.ts'
import { SHELL } from './shell-risks.ts'
import { STREAMS } from './stream-risks.ts'
import { SYSTEM } from './system-risks.ts'
import { TYPED_KEYS } from './typed-keys-risks.ts'
import { WRAPPERS } from './wrapper-risks.ts'

/** Without a prototype: so many names added to an ordinary object take Node 3 ms. */
export const RULES: Rules = Object.assign(
  Object.create(null) as Rules,
  READERS,
  STREAMS,
  FINDERS,
  FILES,
  ARCHIVES,
  EDITORS,
  SHELL,
  WRAPPERS,
  TYPED_KEYS,
  INTERPRETERS,
  GIT,
  NETWORK,
  SECRETS,
  SYSTEM,
  ACCOUNTS,
  PACKAGES,
  NPM,
  DEVELOPMENT,
  CONTAINERS,
  CLOUD,
  DATABASES,
)

export function isKnown(name: string): boolean {
  return Object.hasOwn(RULES, name)
}
