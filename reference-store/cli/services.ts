#!/usr/bin/env node
import { Command } from 'commander'
import { runProgram } from './run-program.ts'
import { addServicesCommands } from './services-command.ts'

const program = new Command('services').helpCommand(false)
addServicesCommands(program, process.env)
process.exitCode = await runProgram(program, process.argv.slice(2))
