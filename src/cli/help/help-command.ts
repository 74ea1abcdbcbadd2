// `kimi help`, `kimi help COMMAND`, `kimi help TOPIC`.

import type { Command } from 'commander'
import { KimiError } from '../../protocol/errors.ts'
import { nearest } from '../../sys/words/nearest-name.ts'
import { listTopics, TOPICS } from './help-topics.ts'
import { say } from '../standard-streams.ts'

/** A topic counts before a command of the same name: its text is the longer one. Returns the exit status. */
export function printHelp(program: Command, name: string | undefined): number {
  if (name === undefined) {
    program.outputHelp()
    say(`\nTopics (kimi help TOPIC):\n${listTopics()}\n`)
    return 0
  }
  const topic = Object.hasOwn(TOPICS, name) ? TOPICS[name] : undefined
  if (topic) {
    say(`${topic.about}\n\n${topic.text()}\n`)
    return 0
  }
  const command = program.commands.find((candidate) => candidate.name() === name)
  if (command) {
    command.outputHelp()
    return 0
  }
  const near = nearest(name, [...Object.keys(TOPICS), ...program.commands.map((known) => known.name())])
  throw new KimiError('usage.invalid', `no help on ${name}`, { hint: near ? `kimi help ${near}` : 'kimi help' })
}
