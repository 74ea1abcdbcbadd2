import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findAliases, readMounts } from '../../../../src/safety/secrets/mount-aliases.ts'

const TABLE = `22 1 8:1 / / rw - ext4 /dev/sda1 rw
30 22 8:2 / /home rw - ext4 /dev/sda2 rw
31 22 8:2 /ann /mnt/my\\040home rw - ext4 /dev/sda2 rw
32 22 8:2 /bob /mnt/other rw - ext4 /dev/sda2 rw
33 22 8:1 /etc /mnt/etc rw - ext4 /dev/sda1 rw
34 22 0:30 / /tmp rw - tmpfs tmpfs rw
`

test('a folder that is mounted twice has its secrets in both places', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kimi-mounts-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'mountinfo'), TABLE)
  const mounts = readMounts(join(folder, 'mountinfo'))
  expect(findAliases('/home/ann/.ssh', mounts)).toEqual(['/mnt/my home/.ssh'])
  expect(findAliases('/etc/shadow', mounts)).toEqual(['/mnt/etc/shadow'])
  expect(findAliases('/tmp/x', mounts)).toEqual([])
  expect(findAliases('/mnt/other/.netrc', mounts)).toEqual(['/home/bob/.netrc'])
})
