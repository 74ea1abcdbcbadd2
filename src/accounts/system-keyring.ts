// The system's keyring: one entry for each secret of ours. All functions count a keyring that is locked, absent or forgetful as none.

/** The part of @napi-rs/keyring's AsyncEntry that is used. */
export interface KeyringEntry {
  getPassword(): Promise<string | null | undefined>
  setPassword(text: string): Promise<void>
  deletePassword(): Promise<boolean>
}

/** Opens the entry of a user name; null where there is no keyring. */
export type OpenKeyring = (user: string) => Promise<KeyringEntry | null>

/** The service under which the keyring lists our entries. */
export const KEYRING_SERVICE = 'kimi-companion'

/**
 * The real secret service, or null. Without the option for Linux the package falls back to the kernel's keyring, which forgets at the
 * next start of the machine.
 */
export const openSystemKeyring: OpenKeyring = async (user) => {
  try {
    const { default: keyring } = await import('@napi-rs/keyring')
    return new keyring.AsyncEntry(KEYRING_SERVICE, user, { linux: { store: 'secret-service' } })
  } catch {
    return null // the package is optional, or no service runs
  }
}

/** The secret, or '' when the keyring does not give it. */
export async function readKeyring(open: OpenKeyring, user: string): Promise<string> {
  try {
    return (await (await open(user))?.getPassword()) ?? ''
  } catch {
    return '' // locked, or gone
  }
}

/** True when the keyring has the secret, and gives it back. */
export async function writeKeyring(open: OpenKeyring, user: string, secret: string): Promise<boolean> {
  try {
    const entry = await open(user)
    if (entry === null) return false
    await entry.setPassword(secret)
    return (await entry.getPassword()) === secret
  } catch {
    return false
  }
}

/** Removes the entry. Throws when the keyring is there and refuses. */
export async function clearKeyring(open: OpenKeyring, user: string): Promise<void> {
  await (await open(user))?.deletePassword()
}
