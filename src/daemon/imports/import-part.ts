// A thing that `kimi import` found, and the way to take it over.

import type { ImportItem } from '../../protocol/account.ts'

export interface ImportPart {
  item: ImportItem
  /** Takes it over; the item with what there is to say afterwards. May throw. */
  take(): Promise<ImportItem>
}
