import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** How a camera differs from the specification, as seen in the field. */
export interface OnvifHabits {
  /** Wants this password of the user `operator`. */
  password?: string
  /** Accepts AbsoluteMove and does nothing. */
  ignoresAbsoluteMove?: boolean
  /** Says 0, 0, 0 whatever it does. */
  alwaysAtZero?: boolean
  /** Lists no preset that was stored after it was started. */
  listsNoNewPresets?: boolean
  /** Has no service of events. */
  noEvents?: boolean
  /** Has nothing that turns. */
  noPtz?: boolean
}

interface Place {
  x: number
  y: number
  zoom: number
}

const MOVE_MS = 300
const TT = 'xmlns:tt="http://www.onvif.org/ver10/schema"'
const envelope = (body: string) =>
  '<?xml version="1.0" encoding="UTF-8"?>' +
  `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" ${TT}><e:Body>${body}</e:Body></e:Envelope>`
const fault = (reason: string) =>
  envelope(
    '<e:Fault><e:Code><e:Value>e:Sender</e:Value></e:Code><e:Reason>' +
      `<e:Text xml:lang="en">${reason}</e:Text></e:Reason></e:Fault>`,
  )

/** A camera that turns, written from ONVIF's specifications, for tests and the demonstration. */
export class SimulatedOnvifCamera {
  place: Place = { x: 0.1, y: 0.2, zoom: 0 }
  speed: Place = { x: 0, y: 0, zoom: 0 }
  readonly presets = new Map<string, { name: string; place: Place; isListed: boolean }>()
  /** Operations that move or store, with what matters of them. */
  readonly commands: string[] = []
  /** Answers to nothing while true. */
  mute = false
  /** Answers this instead of what was asked, while it is not null. */
  nonsense: string | null = null
  readonly #habits: OnvifHabits
  #server: Server | null = null
  #port = 0
  #isMoving = false
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #sockets = new Set<Socket>()
  readonly #pulls: ((messages: string) => void)[] = []

  constructor(habits: OnvifHabits = {}) {
    this.#habits = habits
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#serve(request, response))
    this.#server = server
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
  }

  /** Its plug is pulled. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    for (const socket of this.#sockets) socket.destroy()
    const server = this.#server
    this.#server = null
    if (server) await new Promise((done) => server.close(done))
  }

  /** Somebody turns it by hand; it calls that out. */
  push(place: Place): void {
    this.place = place
    for (const answer of this.#pulls.splice(0))
      answer(
        '<n:NotificationMessage><n:Topic>tns1:PTZController/Moved</n:Topic></n:NotificationMessage>',
      )
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    if (this.mute) return
    const say = (body: string, status = 200) => {
      response.writeHead(status, { 'Content-Type': 'application/soap+xml' })
      response.end(body)
    }
    if (this.nonsense !== null) return say(this.nonsense)
    const [, operation = ''] = /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)/.exec(text) ?? []
    if (operation !== 'GetSystemDateAndTime' && !this.#isAllowed(text))
      return say(fault('Sender not Authorized'), 400)
    if (operation === 'PullMessages') return this.#pull(say)
    const answer = this.#answer(operation, text)
    if (answer === null) say(fault(`Action ${operation} not supported`), 500)
    else say(envelope(answer))
  }

  #isAllowed(text: string): boolean {
    const { password } = this.#habits
    if (password === undefined) return true
    const part = (name: string) => new RegExp(`<${name}(?: [^>]*)?>([^<]*)<`).exec(text)?.[1] ?? ''
    const hash = createHash('sha1')
      .update(Buffer.from(part('Nonce'), 'base64'))
      .update(part('Created') + password)
    return part('Username') === 'operator' && part('Password') === hash.digest('base64')
  }

  #pull(say: (body: string) => void): void {
    const answer = (messages: string) => {
      const now = '<CurrentTime>2030-01-01T00:00:00Z</CurrentTime>'
      const end = '<TerminationTime>2030-01-01T00:02:00Z</TerminationTime>'
      say(envelope(`<PullMessagesResponse>${now}${end}${messages}</PullMessagesResponse>`))
    }
    this.#pulls.push(answer)
  }

  #answer(operation: string, text: string): string | null {
    const simple = `<${operation}Response/>`
    switch (operation) {
      case 'GetSystemDateAndTime':
        return '<GetSystemDateAndTimeResponse><SystemDateAndTime><UTCDateTime><Time><Hour>1</Hour><Minute>2</Minute><Second>3</Second></Time><Date><Year>2030</Year><Month>1</Month><Day>1</Day></Date></UTCDateTime></SystemDateAndTime></GetSystemDateAndTimeResponse>'
      case 'GetServices':
        return `<GetServicesResponse>${this.#services()}</GetServicesResponse>`
      case 'GetProfiles':
        return `<GetProfilesResponse><Profiles token="wide"><tt:Name>wide</tt:Name><tt:VideoSourceConfiguration token="v"><tt:SourceToken>source</tt:SourceToken></tt:VideoSourceConfiguration>${this.#habits.noPtz ? '' : '<tt:PTZConfiguration token="ptz"><tt:NodeToken>node</tt:NodeToken></tt:PTZConfiguration>'}</Profiles></GetProfilesResponse>`
      case 'GetVideoSources':
        return '<GetVideoSourcesResponse><VideoSources token="source"><tt:Framerate>25</tt:Framerate></VideoSources></GetVideoSourcesResponse>'
      case 'GetDeviceInformation':
        return '<GetDeviceInformationResponse><Manufacturer>Simulated</Manufacturer><Model>Dome</Model><FirmwareVersion>1.2</FirmwareVersion><SerialNumber>17</SerialNumber></GetDeviceInformationResponse>'
      case 'GetStatus':
        return this.#status()
      case 'GetPresets':
        return `<GetPresetsResponse>${[...this.presets]
          .filter(([, { isListed }]) => isListed)
          .map(
            ([token, { name }]) => `<Preset token="${token}"><tt:Name>${name}</tt:Name></Preset>`,
          )
          .join('')}</GetPresetsResponse>`
      case 'CreatePullPointSubscription':
        return this.#habits.noEvents
          ? null
          : `<CreatePullPointSubscriptionResponse><SubscriptionReference><Address>${this.address}/pull</Address></SubscriptionReference><CurrentTime>2030-01-01T00:00:00Z</CurrentTime><TerminationTime>2030-01-01T00:02:00Z</TerminationTime></CreatePullPointSubscriptionResponse>`
      case 'Renew':
        return '<RenewResponse><TerminationTime>2030-01-01T00:02:00Z</TerminationTime><CurrentTime>2030-01-01T00:00:00Z</CurrentTime></RenewResponse>'
      default:
        return this.#move(operation, text) ?? (operation === 'Unsubscribe' ? simple : null)
    }
  }

  #services(): string {
    const kinds = ['ver10/device', 'ver10/media', 'ver10/events']
    if (!this.#habits.noPtz) kinds.push('ver20/ptz')
    return kinds
      .map(
        (kind) =>
          `<Service><Namespace>http://www.onvif.org/${kind}/wsdl</Namespace><XAddr>${this.address}/onvif/${kind.split('/')[1]}</XAddr><Version><tt:Major>2</tt:Major><tt:Minor>0</tt:Minor></Version></Service>`,
      )
      .join('')
  }

  #status(): string {
    const { x, y, zoom } = this.#habits.alwaysAtZero ? { x: 0, y: 0, zoom: 0 } : this.place
    const word = this.#isMoving ? 'MOVING' : 'IDLE'
    return `<GetStatusResponse><PTZStatus><tt:Position><tt:PanTilt x="${x}" y="${y}"/><tt:Zoom x="${zoom}"/></tt:Position><tt:MoveStatus><tt:PanTilt>${word}</tt:PanTilt><tt:Zoom>${word}</tt:Zoom></tt:MoveStatus><tt:UtcTime>2030-01-01T00:00:00Z</tt:UtcTime></PTZStatus></GetStatusResponse>`
  }

  #move(operation: string, text: string): string | null {
    const attribute = (element: string, name: string) =>
      Number(new RegExp(`<(?:\\w+:)?${element}[^>]* ${name}="([^"]*)"`).exec(text)?.[1] ?? 0)
    const vector = () => ({
      x: attribute('PanTilt', 'x'),
      y: attribute('PanTilt', 'y'),
      zoom: attribute('Zoom', 'x'),
    })
    const content = (name: string) =>
      new RegExp(`<(?:\\w+:)?${name}>([^<]*)<`).exec(text)?.[1] ?? ''
    const token = content('PresetToken')
    if (operation === 'ContinuousMove') {
      this.speed = vector()
      this.commands.push(`${operation} ${Object.values(this.speed).join(' ')}`)
      return '<ContinuousMoveResponse/>'
    } else if (operation === 'Stop') this.speed = { x: 0, y: 0, zoom: 0 }
    else if (operation === 'AbsoluteMove') {
      if (!this.#habits.ignoresAbsoluteMove) this.#goTo(vector())
    } else if (operation === 'GotoPreset') {
      const preset = this.presets.get(token)
      if (!preset) return null
      this.#goTo(preset.place)
    } else if (operation === 'SetPreset') {
      const given = token === '' ? `token-${this.presets.size + 1}` : token
      const isListed = !this.#habits.listsNoNewPresets
      this.presets.set(given, { name: content('PresetName'), place: { ...this.place }, isListed })
      this.commands.push(`SetPreset ${given}`)
      return `<SetPresetResponse><PresetToken>${given}</PresetToken></SetPresetResponse>`
    } else return null
    this.commands.push(token === '' ? operation : `${operation} ${token}`)
    return `<${operation}Response/>`
  }

  #goTo(place: Place): void {
    this.#isMoving = true
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.place = place
      this.#isMoving = false
    }, MOVE_MS)
    this.#timers.add(timer)
  }
}
