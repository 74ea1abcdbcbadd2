// Hostile text at the prompt of zsh.

import { testHostileText } from './hostile-text.ts'

testHostileText('zsh')
