// Keeps what V8 has compiled of the tests and the sources for the next run. Loaded by each worker of vitest before all else.

import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/compiled-tests'))
