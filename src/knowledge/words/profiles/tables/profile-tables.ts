// All tables of profiles.

import { FILE_PROFILES } from './file-profiles.ts'
import { NETWORK_PROFILES } from './network-profiles.ts'
import { SHELL_PROFILES } from './shell-profiles.ts'
import { SYSTEM_PROFILES } from './system-profiles.ts'
import { TEXT_PROFILES } from './text-profiles.ts'

export const PROFILE_TABLES: readonly string[] = [
  FILE_PROFILES,
  TEXT_PROFILES,
  SYSTEM_PROFILES,
  SHELL_PROFILES,
  NETWORK_PROFILES,
]
