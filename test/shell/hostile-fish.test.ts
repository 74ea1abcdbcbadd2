// Hostile text at the prompt of fish.

import { testHostileText } from './hostile-text.ts'

testHostileText('fish')
