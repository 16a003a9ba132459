/** One step of a plan: makes a temporary table or view, or at the end the result. */
export interface SqlStatement {
  /** What the table holds, as a comment of the SQL that users read. */
  readonly purpose: string
  readonly sql: string
  /** The quoted name of what it makes. */
  readonly table: string
  /** Quoted names of what no later step reads. */
  readonly frees?: readonly string[]
}

/** The plan as one readable script, in the order in which it runs. */
export function scriptOf(statements: readonly SqlStatement[]): string {
  return statements.map(({ purpose, sql }) => `-- ${purpose}\n${sql};\n`).join('\n')
}
