// Reads the arguments of `openssl x509`, for a question about a certificate.

import type { FinalWord } from './word-expansion.ts'

const SHOWN =
  /^-(?:noout|text|dates|startdate|enddate|subject|issuer|serial|fingerprint|sha1|sha256|email|purpose|modulus|pubkey|ocsp_uri)$/

/** The file of the certificate that is shown, or null when the command may do anything else, such as sign or write. */
export function readCertificateQuery([verb, ...args]: readonly FinalWord[]): string | null {
  if (verb?.value !== 'x509') return null
  let file: string | null = null
  for (let at = 0; at < args.length; at++) {
    const { value } = args[at]!
    if (value === '-in' && file === null) file = args[++at]?.value ?? null
    else if (value === '-checkend' && /^\d+$/.test(args[at + 1]?.value ?? '')) at++
    else if (!SHOWN.test(value)) return null
  }
  return file
}
