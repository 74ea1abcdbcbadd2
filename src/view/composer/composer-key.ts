// A key as the composer takes it, however the terminal has sent it.

export interface ComposerKey {
  /** `a`, `ctrl+a`, `alt+enter`, `escape`; '' when the key only types. */
  name: string
  /** The text that the key types, or ''. */
  text: string
}
