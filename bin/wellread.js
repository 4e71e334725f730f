#!/usr/bin/env node
// The command: hands its arguments to the compiled command line.
import { main } from '../dist/src/cli/main.js';

process.exitCode = await main(process.argv.slice(2));
