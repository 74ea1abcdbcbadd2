// The only module that imports pi-tui: how bytes of a terminal are cut into keys, and what keys are called. Its renderer is not used:
// at each change of the width it clears the scrollback, in which the user's own shell has written too, and it compares all lines of
// the conversation for every frame. Its terminal and its measure of text are not either: they compile an expression of all emoji,
// which takes longer than everything else before the first frame.

export {
  CURSOR_MARKER,
  isKeyRelease,
  matchesKey,
  parseKey,
  setKittyProtocolActive,
  StdinBuffer,
  type Component,
  type KeyId,
} from '@earendil-works/pi-tui'
