// Keeps what files were before a turn changed them, by the turn's number: what `kimi rewind` puts back.

export interface FileKeeper {
  beginTurn(): void
  /** Before a tool writes to the file. */
  keep(path: string): Promise<void>
  beforeCommand(command: string): Promise<void>
  afterCommand(command: string): Promise<void>
}

export function createFileKeeper(..._: unknown[]): FileKeeper {
  return { beginTurn() {}, async keep() {}, async beforeCommand() {}, async afterCommand() {} }
}
