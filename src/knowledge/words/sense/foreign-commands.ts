// Commands that belong to another world than the request: those of a tool whose things it does not speak of, and those that change
// something where a list is asked for.

import type { Request } from '../words-request.ts'

/** Words of which a request for a program holds one, beside the program's own name. */
const WORLDS: readonly [program: RegExp, words: RegExp][] = [
  [
    /^(?:kubectl|helm|minikube)\b/,
    /\b(?:kubectl|kubernetes|k8s|kube\w*|helm|minikube|pods?|deployments?|clusters?|namespaces?|replicas?|ingress|nodes?|configmaps?|services?|rollouts?|charts?|releases?|containers?|manifests?|contexts?|secrets? (?:named|called|from)|crds?|cronjobs?)\b/,
  ],
  [
    /^(?:cp|mv|scp|rsync)\b/,
    /\b(?:cop(?:y|ies|ied|ying)|cp|mov\w*|mv|r?sync\w*|scp|back(?:ing)? ?up\w*|backups?|mirror\w*|transfer\w*|upload\w*|download\w*|send\w*|put|clon\w+|duplicat\w+|renam\w*|migrat\w+|deploy\w*|push|pull|relocat\w+|shift|restor\w*|replicat\w+|swap|chang\w*|get|fetch|flatten|organi[sz]e|overwrit\w*|replac\w*|convert|share\w*|sort|between|number|save|archiv\w*|append|add|extension|switch|to|into|over)\b/,
  ],
  [
    /^(?:ffmpeg|ffprobe|ffplay|aplay|mpv)\b/,
    /\b(?:ffmpeg|ffprobe|audio|video|media|movies?|clips?|films?|sounds?|songs?|music|gifs?|frames?|subtitles?|recording|webcam|screen\w*|streams?|volume|tracks?|codecs?|thumbnails?|images?|pictures?|photos?|podcasts?|speech|voice|microphone|speakers?)\b|\.?(?:mp[34]|mkv|avi|mov|wav|flac|ogg|m4a|webm|jpe?g|png|m3u8)\b/,
  ],
]

/** True for a command of a tool whose things the request does not speak of: no secret of a cluster for "make secret readable". */
export const isForeign = (command: string, { lower }: Request): boolean =>
  WORLDS.some(([program, words]) => program.test(command) && !words.test(lower)) ||
  (WRITES_BLANK.test(command) && !SPEAKS_OF_FILES.test(lower)) ||
  (/\b(?:pgrep|pkill|killall)\b/.test(command) && /\bservices\b/.test(lower) && !/\bprocess|\bprograms?\b/.test(lower))

/** A blank file is written only for those who speak of one: "write a poem" does not. */
const WRITES_BLANK = /^echo \S+ >+ ?['"]?<file>/
const SPEAKS_OF_FILES = /\b(?:files?|to|into|save|output|redirect\w*|append\w*)\b/

const LISTS = /^(?:show|list|display|print|count|which|view|see)$/
const CHANGES =
  /^(?:sudo )?(?:(?:docker|podman)(?: container| image)? (?:run|commit|create|rm|rmi|stop|start|restart|kill)|kubectl (?:run|create|delete|apply|exec)|systemctl (?:start|stop|restart|enable|disable)|rm|rmdir|mv|kill(?! -[lL])|pkill|killall|chmod|chown|chgrp|useradd|userdel|usermod|passwd|mkfs\S*|git (?:commit|push|merge|rebase|reset|clean|rm))\b/
/** Commands that write into the file that they read. */
const CHANGES_FILE = /^(?:sudo )?(?:sed|perl|awk|gawk)\b[^|]* (?:-i\b|-i\.\w+|-pi\b|-i inplace)|^(?:truncate|sponge)\b/
/** Acts besides looking, with which a request that begins with "show" asks for more. */
const ASKS_MORE =
  /\b(?:and|then|by|while) (?:\w+ )?(?:run|delet|remov|kill|stop|start|restart|mov|renam|chang|commit|creat|execut|open|enter)\w*\b|\b(?:run|running|start|starting|launch|inside|open|shell|bash|without|prompt)\b/

/** True for a command that starts, stops or changes something where the request asks to be shown what there is. */
export function changesInsteadOfListing(command: string, { tokens, lower }: Request): boolean {
  const first = tokens.find((token) => !token.isStop && !token.quoted)
  return (
    first !== undefined &&
    LISTS.test(first.lower) &&
    (CHANGES.test(command) || CHANGES_FILE.test(command)) &&
    !ASKS_MORE.test(lower)
  )
}
