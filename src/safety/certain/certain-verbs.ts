// Programs with commands of their own that may run unasked: the commands that only list and show, by the same rules as
// certain-programs.ts. A command that loads the code or the settings of a project is not here (`cargo tree`, `go list`, `terraform`, and
// `npm ls`, which asks the registry that a project's .npmrc names for news of npm), nor one that shows a program's environment
// (`docker inspect`, `systemctl show`).

import type { CertainProgram } from './certain-programs.ts'

const NAMES: CertainProgram = { operands: 'text', pattern: /^[\w@%.:/+*?-]+$/ }
const UNITS: CertainProgram = {
  operands: 'text',
  pattern: /^[\w@%.:+*?-]+$/,
  flags: 'al',
  valued: 'tn',
  long: 'all failed full no-pager no-legend plain user system lines type state',
  longValued: 'type state lines',
  isSystem: true,
}
const DOCKER_LIST: CertainProgram = {
  operands: 'text',
  pattern: /^[\w./:-]+$/,
  flags: 'aqls',
  valued: 'nf',
  long: 'all quiet latest size no-trunc digests filter last',
  longValued: 'filter last',
  isSystem: true,
}
const PIP_LIST: CertainProgram = { operands: 'none', long: 'user local not-required', longValued: 'format' }

export const CERTAIN_VERBS: Readonly<Record<string, Readonly<Record<string, CertainProgram>>>> = {
  apt: {
    list: { ...NAMES, long: 'installed upgradable manual-installed all-versions' },
    show: NAMES,
    search: NAMES,
    policy: NAMES,
  },
  'apt-cache': { show: NAMES, search: NAMES, policy: NAMES, depends: NAMES, rdepends: NAMES },
  brew: { list: { operands: 'none', flags: '1', long: 'formula cask versions' } },
  docker: {
    ps: DOCKER_LIST,
    images: DOCKER_LIST,
    // The state of a container says nothing of its environment.
    inspect: {
      operands: 'text',
      pattern: /^[\w.-]+$/,
      longValued: 'format',
      needs: ['format'],
      value: /^\{\{\s*\.State\.\w+\s*\}\}$/,
      isSystem: true,
    },
  },
  'docker volume': { ls: DOCKER_LIST },
  'docker network': { ls: DOCKER_LIST },
  'docker container': { ls: DOCKER_LIST },
  'docker image': { ls: DOCKER_LIST },
  kubectl: {},
  'kubectl config': {
    'get-contexts': { operands: 'text', pattern: /^[\w@.:/-]+$/ },
    'current-context': { operands: 'none' },
  },
  pip: { list: PIP_LIST, show: { operands: 'text', pattern: /^[\w.-]+$/ } },
  pip3: { list: PIP_LIST, show: { operands: 'text', pattern: /^[\w.-]+$/ } },
  systemctl: {
    status: UNITS,
    'list-units': UNITS,
    'list-unit-files': UNITS,
    'list-timers': UNITS,
    'is-active': UNITS,
    'is-enabled': UNITS,
    'is-failed': UNITS,
  },
}
