// Counts the commands that this process has started outside a sandbox: before the first, nobody can come from one.

let begun = 0

/** Call in the same turn of the event loop in which a command is started. */
export function noteCommand(): void {
  begun++
}

/** The number of commands that were started since this process began. */
export function countBegunCommands(): number {
  return begun
}
