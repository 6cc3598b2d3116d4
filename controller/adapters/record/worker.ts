import { parentPort } from 'node:worker_threads'
import { serveLedger } from './serve-ledger.ts'

// The record's thread: each commit waits for the disk, and the controller's loop must not.
if (parentPort) serveLedger(parentPort)
