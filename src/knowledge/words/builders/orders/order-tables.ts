// All tables of orders; of two orders that a request holds the one that takes up more of it comes first.

import { FILE_ORDERS } from './file-orders.ts'
import { NETWORK_ORDERS } from './network-orders.ts'
import { SHELL_ORDERS } from './shell-orders.ts'
import { SYSTEM_ORDERS } from './system-orders.ts'
import { TEXT_ORDERS } from './text-orders.ts'
import { WORK_ORDERS } from './work-orders.ts'

export const ORDER_TABLES: readonly string[] = [
  TEXT_ORDERS,
  FILE_ORDERS,
  SYSTEM_ORDERS,
  SHELL_ORDERS,
  NETWORK_ORDERS,
  WORK_ORDERS,
]
