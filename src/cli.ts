// The program's entry. It prints the version before anything else is loaded, and has Node use the compiled code that is kept.

import { useCompiledCode } from './sys/compiled-code.ts'
import { VERSION } from './protocol/version.ts'

// A process that ends before its command has said how it went has failed.
process.exitCode = 1
const [first, second] = process.argv.slice(2)
if ((first === '--version' || first === '-V') && second === undefined) {
  process.exitCode = 0
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1))
  process.stdout.write(`kimi, version ${VERSION}\n`)
} else {
  useCompiledCode(process.env)
  void import('./cli/run-command.ts').then(({ runProcess }) => runProcess())
}
