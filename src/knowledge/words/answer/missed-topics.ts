// Subjects that a request names so narrowly that an answer without them is that of another question.

import { canonicalStem } from '../vocabulary.ts'
import type { Request } from '../words-request.ts'

/** The malus of an answer for each subject of the request that it leaves out. */
const MISSED_TOPIC = 0.12

/**
 * Nouns that say what a request is about so narrowly that an answer without them is that of another question: a format, a kind of
 * thing that one tool has. Only words that answers and phrases call by the same name.
 */
const TOPICS = new Set(
  (
    'zip rar 7z deb rpm iso jar pdf csv json yaml xml html markdown svg gif mp3 mp4 wav flac subtitle exif fat32 ntfs exfat ext4 swap lvm raid luks ' +
    'container volume pod namespace stash submodule worktree tag certificate csr fingerprint passphrase crontab cron journal timer requirements ' +
    'virtualenv notebook clipboard screenshot printer bluetooth wifi firewall iptables proxy cookie header dns route gateway mac uuid inode acl symlink ' +
    'hardlink checksum md5 sha256 base64 uppercase lowercase thread zombie battery brightness keyboard locale timezone hostname kernel module'
  )
    .split(' ')
    .map(canonicalStem),
)
/** The malus of an answer for the subjects of a request that neither its command nor its phrase names; 0 for none. */
export function weighMissedTopics(
  { command, source, stems }: { command: string; source: string; stems?: readonly string[] },
  { tokens, excluded }: Request,
): number {
  // Builders read the request themselves.
  if (source === 'intent' && stems === undefined) return 0
  const missed = tokens.filter(
    (token, at) =>
      TOPICS.has(token.stem) &&
      !token.quoted &&
      !excluded.has(at) &&
      stems?.includes(token.stem) !== true &&
      !command.toLowerCase().includes(token.stem),
  )
  return MISSED_TOPIC * Math.min(2, new Set(missed.map(({ stem }) => stem)).size)
}
