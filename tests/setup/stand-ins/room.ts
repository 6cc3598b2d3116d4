import { standIn } from './stand-in.ts'

standIn('simulated-room', { note: ['60 seats are taken.'] })
