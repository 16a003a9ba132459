#!/usr/bin/env node
import { Command } from 'commander'
import { runProgram } from './run-program.ts'
import { addStoreCommand } from './store-command.ts'

const program = new Command('store')
addStoreCommand(program)
process.exitCode = await runProgram(program, process.argv.slice(2))
