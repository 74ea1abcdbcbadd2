// The signals that end a turn. The first one ends it in good order, and what has not ended soon after is left behind.

const STATUSES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
/** The daemon goes on to cancel a turn whose client has gone, so that nobody has to wait for it. */
const PATIENCE_MS = 1_500
/** In this process a cancelled turn has to end its commands first, which takes up to 3 s. */
const HOSTED_PATIENCE_MS = 3_500

/**
 * Calls `onEnd` with the exit status at the first signal. The process exits at the second one, or some time after the first.
 * `isHosted`: the turn runs in this process.
 */
export function onSignal(isHosted: boolean, onEnd: (status: number) => void): { close(): void } {
  let status = 0
  let timer: NodeJS.Timeout | undefined
  const take = (signal: NodeJS.Signals) => {
    if (status !== 0) process.exit(status)
    status = STATUSES[signal as keyof typeof STATUSES]
    timer = setTimeout(() => process.exit(status), isHosted ? HOSTED_PATIENCE_MS : PATIENCE_MS)
    onEnd(status)
  }
  const names = Object.keys(STATUSES) as (keyof typeof STATUSES)[]
  for (const name of names) process.on(name, take)
  return {
    close() {
      clearTimeout(timer)
      for (const name of names) process.off(name, take)
    },
  }
}
