// The part of node-pty that we use. `node-pty` is an alias of the package @lydell/node-pty, which holds node-pty's code and a build for
// each system; the types in that package bear its own name, and do not know that `write` takes bytes.

declare module 'node-pty' {
  export interface Pty {
    readonly pid: number
    /** The descriptor of the master's side. It does not block. */
    readonly fd: number
    /** The name of the program in the foreground. */
    readonly process: string
    onData(onData: (data: string | Uint8Array) => void): void
    onExit(onExit: (exit: { exitCode: number; signal?: number }) => void): void
    write(data: string | Uint8Array): void
    resize(columns: number, rows: number): void
    kill(signal?: string): void
    /** Stops and goes on reading what the program prints; it waits once the system's buffer is full. */
    pause(): void
    resume(): void
  }

  interface PtyOptions {
    /** The value of TERM. */
    name?: string
    cols?: number
    rows?: number
    cwd?: string
    env?: Record<string, string | undefined>
    /** Null: the output comes as bytes. */
    encoding?: string | null
  }

  export function spawn(file: string, args: string[], options: PtyOptions): Pty
  const pty: { spawn: typeof spawn }
  export default pty
}
