// All tables of intents; of two that fit a request equally well the first table's comes first.

import { CONTAINERS_INTENTS } from './container-intents.ts'
import { DATA_QUESTIONS } from './questions/data-question-intents.ts'
import { FILES_INTENTS } from './file-intents.ts'
import { FILE_QUESTIONS } from './questions/file-question-intents.ts'
import { FOLDERS_INTENTS } from './folder-intents.ts'
import { GIT_INTENTS } from './git-intents.ts'
import { GIT_QUESTIONS } from './questions/git-question-intents.ts'
import { MEDIA_QUESTIONS } from './questions/media-question-intents.ts'
import { NETWORK_INTENTS } from './network-intents.ts'
import { NETWORK_QUESTIONS } from './questions/network-question-intents.ts'
import { PACKAGES_INTENTS } from './package-intents.ts'
import { PROJECTS_INTENTS } from './project-intents.ts'
import { SERVERS_INTENTS } from './server-intents.ts'
import { SHELL_INTENTS } from './shell-intents.ts'
import { SHELL_QUESTIONS } from './questions/shell-question-intents.ts'
import { SYSTEM_INTENTS } from './system-intents.ts'
import { SYSTEM_QUESTIONS } from './questions/system-question-intents.ts'
import { TEXT_INTENTS } from './text-intents.ts'
import { TEXT_QUESTIONS } from './questions/text-question-intents.ts'
import { TOOLS_INTENTS } from './tool-intents.ts'
import { TOOL_QUESTIONS } from './questions/tool-question-intents.ts'
import { WORK_INTENTS } from './work-intents.ts'

export const INTENT_TABLES: readonly string[] = [
  FILES_INTENTS,
  TEXT_INTENTS,
  GIT_INTENTS,
  NETWORK_INTENTS,
  SYSTEM_INTENTS,
  PACKAGES_INTENTS,
  TOOLS_INTENTS,
  FOLDERS_INTENTS,
  PROJECTS_INTENTS,
  SHELL_INTENTS,
  SERVERS_INTENTS,
  CONTAINERS_INTENTS,
  WORK_INTENTS,
  FILE_QUESTIONS,
  GIT_QUESTIONS,
  NETWORK_QUESTIONS,
  SHELL_QUESTIONS,
  SYSTEM_QUESTIONS,
  TEXT_QUESTIONS,
  TOOL_QUESTIONS,
  DATA_QUESTIONS,
  MEDIA_QUESTIONS,
]
