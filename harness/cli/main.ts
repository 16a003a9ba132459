#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

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

// Most of a short command is the start of node; what it made of a module the last time is used again.
const { directory } = enableCompileCache()
if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= directory

const { runCommandLine } = await import('./run-command-line.ts')
process.exitCode = await runCommandLine(process.argv.slice(2))
