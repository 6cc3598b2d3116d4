export const SERIAL_PARITIES = ['none', 'even', 'odd'] as const
export type SerialParity = (typeof SERIAL_PARITIES)[number]
