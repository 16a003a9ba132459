#!/usr/bin/env node
import { runCommandLine } from './run-command-line.ts'

// Whoever reads the output may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(process.exitCode ?? 0)
})

process.exitCode = await runCommandLine(process.argv.slice(2))
