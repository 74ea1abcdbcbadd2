// Hostile text at the prompt of bash.

import { testHostileText } from './hostile-text.ts'

testHostileText('bash')
