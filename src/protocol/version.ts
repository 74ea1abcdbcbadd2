// The versions that client and daemon compare when they say hello.

/** Release of this package; replaced by package.json's version when bundled. */
export const VERSION: string = process.env.KIMI_BUILD_VERSION ?? '0.0.0-dev'

/** The version of our own methods and shell records. Raised when an old peer could misread a new one. */
export const PROTOCOL = 1

/** The release of Kimi CLI whose commands, files and wire are kept. Moonshot's extension for VS Code asks for 0.82 or later. */
export const KIMI_CLI_VERSION = '1.49.0'

/** The wire protocol of Kimi CLI that the JSON dialect extends. */
export const WIRE_PROTOCOL = '1.10'

/** True when release `a` came after release `b`, by semantic versioning. False when one of them is no version. */
export function isNewer(a: string, b: string): boolean {
  const [ours, theirs] = [readRelease(a), readRelease(b)]
  if (!ours || !theirs) return false
  const at = ours.numbers.findIndex((number, index) => number !== theirs.numbers[index])
  if (at >= 0) return ours.numbers[at]! > theirs.numbers[at]!
  if (ours.early === '' || theirs.early === '') return ours.early === '' && theirs.early !== ''
  return ours.early.localeCompare(theirs.early, 'en', { numeric: true }) > 0
}

/** `early` is the mark of a release before its time, such as `beta.2`; '' without one. */
function readRelease(version: string): { numbers: number[]; early: string } | null {
  const [, major, minor, patch, early = ''] = /^(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?/.exec(version) ?? []
  return patch === undefined ? null : { numbers: [major, minor, patch].map(Number), early }
}
