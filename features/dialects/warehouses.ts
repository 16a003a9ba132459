import type { WarehouseDialect } from '../warehouse-plan/warehouse-dialect.ts'
import { postgres } from './postgres.ts'
import { spark } from './spark.ts'

/** The warehouses that a batch plan can be printed for. A new one is a file here and a line in this list. */
export const warehouses: readonly WarehouseDialect[] = [postgres, spark]
