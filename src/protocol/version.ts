// The versions that client and daemon compare when they say hello.

/** Release of this package; replaced by package.json's version when bundled. */
export const VERSION: string = process.env.KIMI_BUILD_VERSION ?? '0.0.0-dev'

/** The version of our own methods and shell records. Raised when an old peer could misread a new one. */
export const PROTOCOL = 1

/** The release of Kimi CLI whose commands, files and wire are kept. Moonshot's extension for VS Code asks for 0.82 or later. */
export const KIMI_CLI_VERSION = '1.49.0'

/** The wire protocol of Kimi CLI that the JSON dialect extends. */
export const WIRE_PROTOCOL = '1.10'
