import { DRIVERS } from '../drivers/all.ts'
import { runDrivers } from './driver-process.ts'

/** The program of a driver process; the bridge starts it. */
runDrivers(DRIVERS)
