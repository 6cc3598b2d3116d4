import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { credentialPath } from '../controller/protocol/credentials.ts'
import type { ConsoleId } from '../controller/protocol/ids.ts'
import { ConfigError } from './checked-file.ts'
import { consoleAt, loadChamber } from './load.ts'
import { jobsOf, type DriverJob } from './room-devices.ts'

/** 8 bit times: a slot as docs/chamber-bus.md recommends it. */
const SLOT_BITS = 8
/** Covers a USB adapter whose latency timer was left at 16 ms. */
const LATENCY_MS = 20

/** What one firmware bridge serves. */
export interface BridgeConfig {
  /** Also its user name at the broker. */
  id: string
  /** mqtt://host:port or mqtts://host:port */
  broker: string
  secretFile: string
  dataFolder: string
  lines: {
    id: string
    /** A device such as /dev/ttyUSB0, or any path of a terminal. */
    port: string
    baudRate: number
    /** docs/chamber-bus.md, section 4 */
    slotBits: number
    /** What adapter and operating system may hold received bytes back, ms. */
    latencyMs: number
    consoles: { address: number; console: ConsoleId }[]
  }[]
  /** Pads at this computer's USB ports. */
  pads: { console: ConsoleId; model: string; serial?: string }[]
  /** Devices beside consoles, and other makers' discussion systems. */
  jobs: DriverJob[]
}

export interface BridgeOptions {
  /** A chamber's YAML file. */
  config: string
  data: string
  /** Which of the chamber's bridges; may be left out where there is one. */
  bridge?: string
  /** Port of the embedded broker, where it is not the file's. */
  mqttPort?: number
}

/**
 * What one bridge of a chamber serves, from the chamber's file: consoles get the addresses 1, 2, …
 * in the order of their seats. Throws ConfigError.
 */
export async function loadBridge(options: BridgeOptions): Promise<BridgeConfig> {
  const { file } = await loadChamber(options.config)
  const named = file.bridges.filter((it) => !options.bridge || it.id === options.bridge)
  const [bridge, another] = named
  if (!bridge || another) {
    const known = file.bridges.map((it) => it.id).join(', ') || 'none'
    throw new ConfigError(
      'config-contradicts-itself',
      `${options.config}: name one bridge with --bridge (the file has: ${known}).`,
    )
  }
  return {
    id: bridge.id,
    broker: brokerUrl(file.mqtt, options.mqttPort),
    secretFile: resolve(options.data, credentialPath(bridge.id)),
    dataFolder: resolve(options.data),
    lines: bridge.lines.map((line) => ({
      id: line.id,
      port: resolve(options.data, line.port),
      baudRate: line.baudRate,
      slotBits: line.slotBits ?? SLOT_BITS,
      latencyMs: line.latencyMs ?? LATENCY_MS,
      consoles: line.seats.map((seat, at) => ({ address: at + 1, console: consoleAt(seat) })),
    })),
    pads: (bridge.pads ?? []).map(({ seat, model, serial }) => ({
      console: consoleAt(seat),
      model,
      ...(serial === undefined ? {} : { serial }),
    })),
    jobs: jobsOf(file, bridge, consoleAt, (path) => resolve(options.data, path)),
  }
}

/** The bridge's password at the broker; empty while there is no such file yet. */
export function readSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function brokerUrl(mqtt: { broker: string; host: string; port: number }, port = mqtt.port): string {
  if (mqtt.broker !== 'embedded') return mqtt.broker
  const host = ['0.0.0.0', '::'].includes(mqtt.host) ? 'localhost' : mqtt.host
  return `mqtt://${host.includes(':') ? `[${host}]` : host}:${port}`
}
