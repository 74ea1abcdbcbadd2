// The program that a written command begins with.

/** The first word of a command, or the word after `sudo` or `echo |`; empty for an empty command. */
export function programOf(command: string): string {
  return /^(?:sudo |echo \| )?(\S+)/.exec(command)?.[1] ?? ''
}
