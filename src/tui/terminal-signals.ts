// The signals that end or suspend the terminal, and errors that nobody has caught: in every case the terminal is given back first.

const ENDS = { SIGTERM: 143, SIGHUP: 129, SIGINT: 130 } as const

export interface SignalActions {
  /** Ends the app with this exit status. */
  onEnd(status: number): void
  /** Gives the terminal back; the process ends with the error right after. */
  onCrash(error: unknown): void
  /** The process goes on after it was stopped. */
  onContinue(): void
}

/** Handles the signals until it is closed. */
export function takeTerminalSignals({ onEnd, onCrash, onContinue }: SignalActions): { close(): void } {
  const names = Object.keys(ENDS) as (keyof typeof ENDS)[]
  const end = (signal: NodeJS.Signals) => onEnd(ENDS[signal as keyof typeof ENDS])
  for (const name of names) process.on(name, end)
  process.on('SIGCONT', onContinue)
  process.on('uncaughtException', onCrash)
  process.on('unhandledRejection', onCrash)
  return {
    close() {
      for (const name of names) process.off(name, end)
      process.off('SIGCONT', onContinue)
      process.off('uncaughtException', onCrash)
      process.off('unhandledRejection', onCrash)
    },
  }
}

/** Stops this process and its job, as Ctrl-Z does in a shell. Returns when the process goes on. */
export function suspendJob(): void {
  process.kill(0, 'SIGTSTP')
}
