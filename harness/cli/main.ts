#!/usr/bin/env node
import { runCommandLine } from './run-command-line.ts'

/** 128 and SIGPIPE, as a shell has it. */
const brokenPipe = 141

// Whoever reads the output may stop reading, as `head` does; without a verdict that is no success.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(process.exitCode ?? brokenPipe)
})
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await runCommandLine(process.argv.slice(2))
