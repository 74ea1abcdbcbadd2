// The door. The version is answered before anything else is loaded.

import { VERSION } from './protocol/version.ts'

const [first, second] = process.argv.slice(2)
if ((first === '--version' || first === '-V') && second === undefined) {
  process.stdout.write(`kimi, version ${VERSION}\n`)
} else {
  const { main } = await import('./cli/main.ts')
  process.exitCode = await main(process.argv.slice(2), process.env)
}
