// The seccomp filter of the sandbox: a program in classic BPF, which the kernel runs before each system call. For a reader it refuses
// sockets, so that no Unix socket on the read-only disk can be reached (our own, the ssh agent, Docker, D-Bus); for every command it
// refuses what could undo the sandbox.

import { constants } from 'node:os'

/** Instructions of classic BPF (linux/bpf_common.h), as `code` fields. */
const LOAD_WORD = 0x20 // BPF_LD | BPF_W | BPF_ABS
const JUMP_IF_EQUAL = 0x15 // BPF_JMP | BPF_JEQ | BPF_K
const JUMP_IF_AT_LEAST = 0x35 // BPF_JMP | BPF_JGE | BPF_K
const JUMP_IF_ANY_BIT = 0x45 // BPF_JMP | BPF_JSET | BPF_K
const RETURN = 0x06 // BPF_RET | BPF_K

/** Verdicts (linux/seccomp.h). The error number stands in the lower half. */
const ALLOW = 0x7fff_0000
const REFUSE = 0x0005_0000

/** Byte offsets in `struct seccomp_data`. The lower half of an argument comes first on the little-endian machines below. */
const NUMBER = 0
const ARCHITECTURE = 4
const FIRST_ARGUMENT = 16

const NEW_USER_NAMESPACE = 0x1000_0000 // CLONE_NEWUSER
/** AF_UNIX, AF_INET, AF_INET6, AF_NETLINK. Of the others some reach out of a namespace (AF_VSOCK), and some have a history of escapes. */
const [UNIX, INTERNET, INTERNET6, NETLINK] = [1, 2, 10, 16]
/** System calls of the x32 interface have this bit; it is another way to each of them. */
const X32 = 0x4000_0000

interface Machine {
  /** AUDIT_ARCH_… of linux/audit.h. */
  architecture: number
  socket: number
  /** It is also among `refused`. */
  ptrace: number
  clone: number
  clone3: number
  /** Namespaces, mounts, other processes' memory, keyrings, and parts of the kernel with a history of escapes. */
  refused: readonly number[]
  /** Signals to other processes and changes of their limits; a view of the whole system must not reach into it. */
  signals: readonly number[]
}

/** open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, pidfd_getfd, mount_setattr, io_uring_setup: the same on all machines. */
const PIDFD_SEND_SIGNAL = 424
const REFUSED_EVERYWHERE = [428, 429, 430, 431, 432, 433, 438, 442, 425]

const MACHINES: Partial<Record<NodeJS.Architecture, Machine>> = {
  x64: {
    architecture: 0xc000_003e,
    socket: 41,
    ptrace: 101,
    clone: 56,
    clone3: 435,
    // ptrace, pivot_root, chroot, mount, umount2, add_key, request_key, keyctl, unshare, perf_event_open, setns,
    // process_vm_readv, process_vm_writev, bpf, userfaultfd
    // kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo, setpriority, prlimit64
    signals: [62, 200, 234, 129, 297, 141, 302, PIDFD_SEND_SIGNAL],
    refused: [101, 155, 161, 165, 166, 248, 249, 250, 272, 298, 308, 310, 311, 321, 323, ...REFUSED_EVERYWHERE],
  },
  arm64: {
    architecture: 0xc000_00b7,
    socket: 198,
    ptrace: 117,
    clone: 220,
    clone3: 435,
    signals: [129, 130, 131, 138, 240, 140, 261, PIDFD_SEND_SIGNAL],
    refused: [117, 41, 51, 40, 39, 217, 218, 219, 97, 241, 268, 270, 271, 280, 282, ...REFUSED_EVERYWHERE],
  },
}

/**
 * The command that the filter is for. `closed`: a reader, without sockets. `system`: a reader that shares processes and network with the
 * system; it has sockets to the kernel's own network tables, as `ip` and `ss` need them, and no signals. `workspace`: a command that
 * writes, in a network of its own; it may open sockets there, and debug its children.
 */
export type FilterKind = 'closed' | 'system' | 'workspace'

const SOCKETS: Record<FilterKind, readonly number[]> = {
  closed: [],
  system: [NETLINK],
  workspace: [UNIX, INTERNET, INTERNET6, NETLINK],
}

type Instruction = readonly [code: number, value: number, ifTrue?: number, ifFalse?: number]

/** The filter as the kernel reads it, eight bytes an instruction, or null for a processor whose call numbers are not listed here. */
export function makeSystemCallFilter(processor: NodeJS.Architecture, kind: FilterKind): Buffer | null {
  const machine = MACHINES[processor]
  if (machine === undefined) return null
  const refuse: Instruction = [RETURN, REFUSE | constants.errno.EPERM]
  const unknown: Instruction = [RETURN, REFUSE | constants.errno.ENOSYS]
  const refused = [
    ...machine.refused.filter((number) => kind !== 'workspace' || number !== machine.ptrace),
    ...(kind === 'system' ? machine.signals : []),
  ]
  const program: Instruction[] = [
    [LOAD_WORD, ARCHITECTURE],
    // A program of another architecture would call by other numbers.
    [JUMP_IF_EQUAL, machine.architecture, 1, 0],
    refuse,
    [LOAD_WORD, NUMBER],
    [JUMP_IF_AT_LEAST, X32, 0, 1],
    refuse,
    ...refused.flatMap((number): Instruction[] => [[JUMP_IF_EQUAL, number, 0, 1], refuse]),
    // glibc falls back to clone, whose flags can be read here; those of clone3 are behind a pointer.
    [JUMP_IF_EQUAL, machine.clone3, 0, 1],
    unknown,
    [JUMP_IF_EQUAL, machine.clone, 0, 4],
    [LOAD_WORD, FIRST_ARGUMENT],
    [JUMP_IF_ANY_BIT, NEW_USER_NAMESPACE, 0, 1],
    refuse,
    [RETURN, ALLOW],
    [JUMP_IF_EQUAL, machine.socket, 1, 0],
    [RETURN, ALLOW],
    [LOAD_WORD, FIRST_ARGUMENT],
    ...SOCKETS[kind].flatMap((family): Instruction[] => [
      [JUMP_IF_EQUAL, family, 0, 1],
      [RETURN, ALLOW],
    ]),
    refuse,
  ]
  return encode(program)
}

function encode(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8)
  for (const [index, [code, value, ifTrue = 0, ifFalse = 0]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8)
    bytes.writeUInt8(ifTrue, index * 8 + 2)
    bytes.writeUInt8(ifFalse, index * 8 + 3)
    bytes.writeUInt32LE(value, index * 8 + 4)
  }
  return bytes
}
