// Requests that the project of the directory answers: its tests, its build, its linter, its server. What the project itself calls so
// (scripts of package.json, targets of make, recipes of just) goes before what a language's tool is called.

import { join } from 'node:path'
import type { Candidate } from '../protocol/proposals.ts'
import { quoteWord } from '../shell-syntax/word-quoting.ts'
import { exists } from '../workspace/folder-entries.ts'
import { findPackageTool, readPackageScripts, readTargets } from '../workspace/project-scripts.ts'

interface ProjectTask {
  /** The request, in English, with nothing more said: of "only the tests of x" the words say which. */
  said: RegExp
  /** Names of scripts and targets, the most usual first. */
  names: readonly string[]
  /** The command of a tool, by the file that shows that the project uses it. */
  tools: readonly (readonly [file: string, command: string])[]
}

const WHOLE = String.raw`(?: (?:of )?(?:this|the|my) (?:project|package|repo|repository|app)| here| now)?$`
const asTask = (words: string): RegExp => new RegExp(`^(?:please )?(?:${words})${WHOLE}`, 'i')

const TASKS: readonly ProjectTask[] = [
  {
    said: asTask('(?:run|execute|start) (?:all )?(?:the |my |our )?(?:unit )?tests?(?: suite)?|test|test it'),
    names: ['test', 'tests', 'check'],
    tools: [
      ['Cargo.toml', 'cargo test'],
      ['go.mod', 'go test ./...'],
      ['pytest.ini', 'pytest'],
      ['conftest.py', 'pytest'],
      ['pyproject.toml', 'pytest'],
      ['mix.exs', 'mix test'],
      ['pom.xml', 'mvn test'],
      ['gradlew', './gradlew test'],
      ['Rakefile', 'rake test'],
      ['Package.swift', 'swift test'],
    ],
  },
  {
    said: asTask(
      '(?:build|compile)(?: (?:it|everything))?|(?:build|compile) (?:the|my|this) (?:project|app|package|code)|run the build',
    ),
    names: ['build', 'compile', 'all'],
    tools: [
      ['Cargo.toml', 'cargo build'],
      ['go.mod', 'go build ./...'],
      ['pom.xml', 'mvn package'],
      ['gradlew', './gradlew build'],
      ['mix.exs', 'mix compile'],
      ['Package.swift', 'swift build'],
    ],
  },
  {
    said: asTask('(?:run |start )?(?:the )?(?:linter|lint)|lint (?:the|my) code|lint it'),
    names: ['lint', 'check'],
    tools: [['Cargo.toml', 'cargo clippy']],
  },
  {
    said: asTask(
      '(?:run|start|launch) (?:the |a |my )?(?:dev|development)(?: |-)?server|(?:run|start) (?:the )?(?:app|project)(?: in dev(?:elopment)? mode)?',
    ),
    names: ['dev', 'start', 'serve', 'run'],
    tools: [
      ['manage.py', 'python3 manage.py runserver'],
      ['Cargo.toml', 'cargo run'],
    ],
  },
]

/** Surer than any request in words, since the project itself has a command of that name. */
const NAMED = 0.96
const BY_TOOL = 0.9

/** Commands for a request about the project in `cwd`; empty for other words, and where nothing there answers them. */
export function answerForProject(line: string, cwd: string): Candidate[] {
  const task = TASKS.find(({ said }) => said.test(line.trim().replace(/[.!]$/, '')))
  if (!task) return []
  const named = listNamed(task.names, cwd)
  const byTool = task.tools.filter(([file]) => exists(join(cwd, file))).map(([, command]) => command)
  const as = (confidence: number, explanation: string) => (command: string, at: number) => ({
    command,
    explanation,
    source: 'rule',
    confidence: confidence - at * 0.03,
  })
  return [
    ...named.map(as(NAMED, 'the project’s own command')),
    ...[...new Set(byTool)].map(as(named.length > 0 ? NAMED - 0.2 : BY_TOOL, 'the usual command of such a project')),
  ]
}

function listNamed(names: readonly string[], cwd: string): string[] {
  const scripts = readPackageScripts(cwd)
  const tool = findPackageTool(cwd)
  const script = names.find((name) => scripts.includes(name))
  const found =
    script === undefined ? [] : [/^(?:test|start)$/.test(script) ? `${tool} ${script}` : `${tool} run ${script}`]
  for (const runner of ['make', 'just'] as const) {
    const targets = readTargets(cwd, runner)
    const target = names.find((name) => targets.includes(name))
    if (target !== undefined) found.push(`${runner} ${quoteWord(target)}`)
  }
  // `npm start` of a server is what is asked for, `bun test` is bun's own runner and no script.
  return found.map((command) => (command === 'bun test' ? 'bun run test' : command))
}
