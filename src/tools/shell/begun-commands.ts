// Remembers whether this process has ever started a command outside a sandbox: before that, nobody can come from one.

let hasBegunOne = false

export function noteCommand(): void {
  hasBegunOne = true
}

export function hasBegunCommands(): boolean {
  return hasBegunOne
}
