/**
 * Where a device's broker password lies, relative to the data folder; the file's name is the user's
 * name. The controller writes it for processes beside it (a bridge, simulated consoles) to read.
 */
export const credentialPath = (user: string): string => `secrets/mqtt/${user}`

/** The broker user the controller itself is; no device may have this id. */
export const CONTROLLER_USER = 'controller'
