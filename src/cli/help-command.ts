// `kimi help`, `kimi help <command>`, `kimi help <topic>`.

import type { Command } from 'commander'
import { KimiError } from '../protocol/errors.ts'
import { nearest } from '../sys/nearest-name.ts'
import { TOPICS } from './help-topics.ts'

export function printHelp(program: Command, topic: string | undefined): number {
  if (topic === undefined) {
    program.outputHelp()
    process.stdout.write(`\nTopics: kimi help ${Object.keys(TOPICS).join(' | ')}\n`)
    return 0
  }
  const text = Object.hasOwn(TOPICS, topic) ? TOPICS[topic] : undefined
  if (text) {
    process.stdout.write(text() + '\n')
    return 0
  }
  const command = program.commands.find((candidate) => candidate.name() === topic)
  if (command) {
    command.outputHelp()
    return 0
  }
  const near = nearest(topic, [...Object.keys(TOPICS), ...program.commands.map((known) => known.name())])
  throw new KimiError('usage.invalid', `no help on ${topic}`, { hint: near ? `kimi help ${near}` : 'kimi help' })
}
