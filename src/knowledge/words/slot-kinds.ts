// The kinds of slots: the shapes of their values, the words that announce them, and words that are never a value.

import type { Request, Shape } from './words-request.ts'

/** Values of `strong` kinds are recognised by their shape, those of `weak` kinds by the words around them. */
export type SlotKind = keyof typeof KINDS

/** Values of a `weak` kind have no shape of their own; only the words around them tell. */
export interface KindRule {
  shapes: readonly Shape[]
  /** Words that announce a value (`branch main`) or follow it (`main branch`). */
  cues: readonly string[]
  weak?: boolean
}

const NAMED = ['named', 'called', 'name', 'titled']

/** All kinds of slots by name. */
export const KINDS = {
  file: { shapes: ['file', 'path', 'quoted', 'glob'], cues: ['file', 'files', 'script', 'archive', 'image', ...NAMED] },
  dir: { shapes: ['path', 'quoted'], cues: ['directory', 'folder', 'dir', 'in', 'under', 'to', 'into', ...NAMED] },
  path: { shapes: ['path', 'file', 'glob', 'quoted'], cues: ['file', 'directory', 'folder', 'path', 'of', ...NAMED] },
  glob: { shapes: ['glob', 'ext'], cues: [] },
  ext: { shapes: ['ext', 'glob'], cues: ['extension'] },
  url: { shapes: ['url', 'host'], cues: ['url', 'from'] },
  host: {
    shapes: ['host', 'ip', 'email'],
    cues: ['host', 'server', 'domain', 'machine', 'ping', 'to', 'for', 'of'],
    weak: true,
  },
  remote: { shapes: ['remote', 'email'], cues: ['server', 'host', 'to'] },
  ip: { shapes: ['ip'], cues: ['ip', 'address'] },
  n: { shapes: ['number'], cues: ['first', 'last', 'top', 'every', 'than'] },
  port: { shapes: ['number'], cues: ['port', 'ports'] },
  pid: { shapes: ['number'], cues: ['process', 'pid', 'id'] },
  size: { shapes: ['size'], cues: [] },
  mode: { shapes: ['mode'], cues: ['mode', 'permission', 'permissions', 'to'] },
  commit: { shapes: ['commit'], cues: ['commit', 'revision', 'to'] },
  date: { shapes: ['date'], cues: ['since', 'after', 'before', 'on'] },
  text: {
    shapes: ['quoted'],
    cues: [
      'word',
      'text',
      'string',
      'pattern',
      'phrase',
      'message',
      'for',
      'containing',
      'contain',
      'contains',
      'term',
      'with',
    ],
    weak: true,
  },
  quote: { shapes: ['quoted'], cues: [] },
  name: { shapes: [], cues: NAMED, weak: true },
  branch: { shapes: [], cues: ['branch', ...NAMED], weak: true },
  tag: { shapes: [], cues: ['tag', ...NAMED], weak: true },
  service: { shapes: [], cues: ['service', 'unit', 'daemon', 'server'], weak: true },
  package: {
    shapes: [],
    cues: ['package', 'program', 'library', 'module', 'install', 'dependency', 'crate', 'formula', ...NAMED],
    weak: true,
  },
  container: { shapes: [], cues: ['container', ...NAMED], weak: true },
  image: { shapes: [], cues: ['image', ...NAMED], weak: true },
  pod: { shapes: [], cues: ['pod', 'deployment', 'resource', ...NAMED], weak: true },
  process: { shapes: [], cues: ['process', 'program', 'processes', 'app', ...NAMED], weak: true },
  user: { shapes: [], cues: ['user', 'account', 'owner', 'to', 'by', 'for', ...NAMED], weak: true },
  group: { shapes: [], cues: ['group', 'to', ...NAMED], weak: true },
  session: { shapes: [], cues: ['session', ...NAMED], weak: true },
  command: { shapes: [], cues: ['command', 'program', 'run', 'of', 'for', 'is'], weak: true },
  db: { shapes: [], cues: ['database', 'db', ...NAMED], weak: true },
  var: { shapes: [], cues: ['variable', ...NAMED], weak: true },
  script: { shapes: ['file'], cues: ['script'], weak: true },
  device: { shapes: ['path'], cues: ['device', 'disk', 'partition', 'drive'] },
} satisfies Record<string, KindRule>

/** True for the name of a slot: braces of awk and of the shell name no slot. */
export const isSlot = (name: string): boolean => name.replace(/\d+$/, '') in KINDS

/** The kind of a slot; `file2` has the kind `file`. @throws for a slot without a kind, which is a mistake in the tables */
export function slotKind(name: string): SlotKind {
  if (!isSlot(name)) throw new Error(`intents: no such slot {${name}}`)
  return name.replace(/\d+$/, '') as SlotKind
}

/** Nouns that stand for a value without naming one: "a file", "some text", "the nth line". */
const GENERIC: Partial<Record<SlotKind, RegExp>> = {
  file: /^(?:file|document|image|picture|video|pdf|tar|zip|jpe?g|png|csv|json)$/,
  dir: /^(?:director(?:y|ies)|folders?|dir)$/,
  path: /^(?:file|directory|folder|path)$/,
  text: /^(?:text|string|word|pattern|phrase|message|substring|value|data|keyword)$/,
  quote: /^(?:text|string|message)$/,
  n: /^(?:n|x|nth|specific)$/,
  port: /^ports?$/,
  pid: /^(?:pid|process|id)$/,
  url: /^(?:url|website|site|page|link|file)$/,
  host: /^(?:host|hostname|server|machine|domain|site|website|computer|ip)$/,
  remote: /^(?:server|host|machine|remote)$/,
  command: /^(?:command|program|script|tool|executable|job)$/,
  process: /^(?:process(?:es)?|program|app(?:lication)?)$/,
  service: /^(?:service|daemon|unit)$/,
  package: /^(?:packages?|module|library|dependency|program|gem|crate)$/,
  container: /^containers?$/,
  image: /^images?$/,
  branch: /^branch$/,
  tag: /^tag$/,
  commit: /^commit$/,
  pod: /^(?:pods?|deployment)$/,
  user: /^(?:users?|account|someone)$/,
  group: /^group$/,
  session: /^session$/,
  db: /^(?:database|db)$/,
  var: /^variable$/,
  script: /^script$/,
  name: /^(?:name|prefix|interface|module|namespace|remote)$/,
  device: /^(?:disk|device|partition|drive|usb)$/,
  ext: /^(?:extension|type)$/,
  mode: /^(?:permissions?|mode)$/,
}

/** The index of the token that stands for a slot without a value; -1 when there is no such token. */
export function findGeneric(kind: SlotKind, request: Request, used: ReadonlySet<number>): number {
  const noun = GENERIC[kind]
  return noun ? request.tokens.findIndex((token, at) => !used.has(at) && !token.quoted && noun.test(token.lower)) : -1
}

/** Nouns that name a kind right before or after the value: `branch main`, `the docker service`. */
export const NOUNS: Partial<Record<SlotKind, RegExp>> = {
  file: /^(?:file|script|named|called)$/,
  dir: /^(?:directory|folder|dir|named|called)$/,
  path: /^(?:file|directory|folder|named|called)$/,
  name: /^(?:named|called)$/,
  branch: /^(?:branch|named|called)$/,
  tag: /^(?:tag|named|called)$/,
  service: /^(?:service|unit|daemon)$/,
  package: /^(?:package|install|uninstall|library|module|named|called)$/,
  container: /^(?:container|name|named|called)$/,
  image: /^(?:image|named|called)$/,
  pod: /^(?:pod|deployment|named|called)$/,
  process: /^(?:process|processes|named|called)$/,
  user: /^(?:user|account)$/,
  group: /^group$/,
  session: /^(?:session|named|called)$/,
  db: /^(?:database|db|named|called)$/,
  var: /^variable$/,
  text: /^(?:word|text|string|pattern|phrase|message|containing|contains?)$/,
  command: /^(?:command|program|of|for)$/,
}

/** Directories that people name by words. */
export const PLACES: Record<string, string> = {
  home: '~',
  current: '.',
  this: '.',
  working: '.',
  parent: '..',
  root: '/',
}
/** Ordinals of columns and lines. */
export const ORDINALS: Record<string, string> = {
  first: '1',
  second: '2',
  third: '3',
  fourth: '4',
  fifth: '5',
  sixth: '6',
  seventh: '7',
  eighth: '8',
  ninth: '9',
  tenth: '10',
  '1st': '1',
  '2nd': '2',
  '3rd': '3',
  '4th': '4',
  '5th': '5',
  '6th': '6',
  '7th': '7',
}

/** Words that are no value although they stand in a value's place. */
export const NEVER_NAMES = new Set(
  'init running stopped exited paused dangling untagged unused official custom private public base latest case script another location somewhere elsewhere place current all every each this that whole entire new any other same multiple different specific local remote last first next previous only not without no it them file files directory directories folder folders line lines id ids list version status default human readable system everything named called even single default provides contains owns exists installed available running according found pointed ownership time how takes output input standard content contents characters character codes string number numbers command program executable script branch container image package service process existing specified host server text word pattern message url session deployment pod alias variable key keys database table size sizes names both either group user permissions permission mode owner type types kind date dates format using via such up down on off in out together network wifi internet terminal descendant child children parent parents ancestor individual compressed physical mounted attached connected particular starts begins ends starting beginning ending contains containing matches matching having everyone everybody anyone anybody nobody others zombie zombies defunct idle hung frozen unresponsive since until between'.split(
    ' ',
  ),
)

/** Systems that requests name as their place; only an image or a container may be called by one. */
export const SYSTEMS = /^(?:linux|unix|ubuntu|debian|fedora|centos|rhel|arch|windows|mac|macos|kubernetes)$/
