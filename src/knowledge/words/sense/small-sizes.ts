// Sizes below one unit in the commands of find, which rounds up: `-size -1M` finds nothing but empty files.

const UNITS: Readonly<Record<string, number>> = { k: 1024, M: 1024 ** 2, G: 1024 ** 3 }

/** The command with such sizes in bytes. */
export const countInBytes = (command: string): string =>
  command.replace(/(?<= -size -)1([kMG])(?![\w.])/g, (_, unit: string) => `${UNITS[unit]}c`)
