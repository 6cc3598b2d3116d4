/** Installs what prints records of votes as PDF; a chamber that runs uses it at once. */
import { setUp } from './set-up.mjs'
import { printing } from './steps/printing.mjs'

if (printing.done()) console.log('Chromium is there: records of votes can be printed.')
else if (!(await setUp([printing]))) process.exitCode = 1
