// The program that a command line runs.

/** The program of a command, behind sudo. */
export function programOf(command: string): string {
  return /^(?:sudo |echo \| )?(\S+)/.exec(command)?.[1] ?? ''
}
