import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listenToHall, type HallListener } from '../media/hall-listener.ts'
import { dice } from '../simulated/room/person.ts'
import { countByHand } from './ballot-count.ts'
import { Screens, type PersonsPage } from './browser.ts'
import { Chamber } from './chamber.ts'
import { Consoles, untilLamps } from './consoles.ts'
import { DeskPage } from './desk-page.ts'
import { eventsIn, verify } from './kept-record.ts'
import { expectNoProcess, markChildren } from './processes.ts'
import { RemotePage } from './remote-page.ts'
import { expectHeard, expectUnheard } from './voice.ts'
import {
  keptIn,
  keptVote,
  vote,
  voterAt,
  voterFromAfar,
  type Kept,
  type Pressed,
  type Wish,
} from './voters.ts'

const mark = markChildren()
/** Members whose seats have no console. */
const FROM_AFAR = ['m18', 'm23', 'm41', 'm56']
const ITEM = 'The community’s right to use water'
/** Choices from 1: a few more agree than not, and each choice is somebody's. */
const MANY_MINDS = [1, 1, 1, 2, 2, 3, 4]
/** A seat on the network, whose member thinks better of it after the restart. */
const CHANGING = 'H-01'
/** Of the dice that say who votes how; any other number is another vote. */
const SEED = 60

/** One story in the order it is told: each step goes on where the one before it ended. */
describe('a hybrid sitting', () => {
  let hall: HallListener
  let chamber: Chamber
  let consoles: Consoles
  let screens: Screens
  let desk: DeskPage
  let display: PersonsPage['page']
  let seatScreen: PersonsPage['page']
  let remotes: RemotePage[]
  let toStop: (() => Promise<unknown>)[]
  let exits: (number | null)[]
  /** How everybody wants to vote, by dice. */
  let wishes: Wish[]
  /** What was pressed in the vote, and answered by "recorded" in the end; each member's last counts. */
  let pressed: Pressed[]
  /** RTP packets of remote voices that the hall has had when the floor was given back. */
  let packetsHeard: number

  beforeAll(async () => {
    hall = await listenToHall()
    chamber = new Chamber({ hallOutput: { kind: 'rtp', address: '127.0.0.1', port: hall.port } })
    consoles = new Consoles(chamber)
    screens = new Screens()
    toStop = [
      () => screens.stop(),
      () => consoles.stop(),
      async () => (exits = await chamber.stop()),
      () => hall.close(),
    ]
    await Promise.all([chamber.start(), screens.start()])
    await consoles.start()
  })

  const stopAll = async () => {
    for (const stop of toStop.splice(0)) await stop()
  }
  afterAll(async () => {
    await stopAll()
    await chamber.remove()
  })

  // What comes after a step that failed would fail for that reason only.
  let failed = false
  beforeEach(({ skip }) => skip(failed, 'an earlier step failed'))
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    failed = true
    process.stdout.write(`${chamber.output()}\nPages: ${await screens.pictures()}\n`)
  })

  const nameOf = (member: string) =>
    chamber.config.chamber.members.find(({ id }) => id === member)?.name.en ?? member
  const familyNameOf = (member: string) => nameOf(member).split(' ').at(-1) ?? ''
  const displaySays = (text: string | RegExp) => display.getByText(text).first().waitFor()

  it('begins with the first account, made by the code the controller printed', async () => {
    const url = chamber.urls.get('first: set your password')
    desk = await DeskPage.setUp(screens, url ?? '', 'chief')
    await desk.says('Presence', '0 / 60')
    await desk.says('Presence', 'Inquorate')

    display = (await screens.open(await desk.screenLink('Hall left'))).page
    await displaySays('The sitting begins soon')
    seatScreen = (await screens.open(await desk.screenLink('A 1-02'))).page
    await seatScreen.getByRole('button', { name: 'Sign in' }).waitFor()
    await desk.says('Displays', /Hall left.*connected/)
  })

  it('members sign in by card and by key, on the serial line and on the network', async () => {
    expect([consoles.wired.length, consoles.networked.length]).toEqual([24, 32])
    await Promise.all(
      consoles.all.map(async (each, index) => {
        await (index % 2 === 0 ? each.insertCard() : each.press('present'))
        await untilLamps(each, { present: true })
      }),
    )
    await desk.says('Presence', '56 / 60')
    await desk.says('Presence', 'Quorate')
    await seatScreen.getByText('present', { exact: true }).waitFor()
  })

  it('four join from afar: link, code, device check, lobby; the desk lets them in', async () => {
    const invited = []
    for (const member of FROM_AFAR)
      invited.push(await desk.invite({ member, name: nameOf(member) }))
    remotes = await Promise.all(
      invited.map((person, index) =>
        RemotePage.join(screens, person, {
          // One of them is seen as well; two cores do not encode four pictures.
          allow: index === 0 ? ['microphone', 'camera'] : ['microphone'],
        }),
      ),
    )
    await desk.says('Presence', '56 / 60')
    for (const by of ['key', 'pointer', 'key', 'pointer'] as const) await desk.admitFirst(by)
    await Promise.all(remotes.map((remote) => remote.untilInRoom()))
    await desk.says('Presence', '60 / 60')
  })

  it('the desk opens the sitting and begins an item', async () => {
    await desk.click('Agenda', 'Open the sitting')
    await desk.says('Agenda', /sitting.*since/)
    await displaySays('Nobody is speaking')
    await desk.begin(ITEM)
    await displaySays(ITEM)
    await seatScreen.getByRole('button', { name: 'Ask to speak' }).waitFor()
  })

  it('a member asks at a serial console, is granted the floor, and gives it back', async () => {
    const console = consoles.at('A1-02')
    const name = nameOf(console.member)
    await console.press('talk')
    await untilLamps(console, { talk: 'next', microphone: false })
    await desk.says('Speakers’ queue', name)
    await desk.seat(name, 'next to speak').waitFor()
    await displaySays('Next')
    await displaySays(familyNameOf(console.member))
    await seatScreen.getByText('you are next').waitFor()

    await desk.click('Speakers’ queue', 'Grant next')
    await untilLamps(console, { talk: 'on-air', microphone: true })
    // Confirmed: the desk shows "on air" for what the console reports, never for what was ordered.
    await desk.seat(name, 'on air').waitFor()
    const [red = 0, green = 255, blue = 255] = await desk.markColour('A1-02')
    expect(red).toBeGreaterThan(3 * Math.max(green, blue))
    await display.getByRole('heading', { name: familyNameOf(console.member) }).waitFor()
    await seatScreen.getByText('Your microphone is on').waitFor()

    await console.press('talk')
    await untilLamps(console, { talk: 'off', microphone: false })
    await desk.says('On air', 'Nobody has the floor')
    await desk.seat(name, 'present').waitFor()
    await displaySays('Nobody is speaking')
  })

  it('a remote member is heard in the hall with the floor, and only then', async () => {
    const [remote] = remotes as [RemotePage]
    await expect
      .poll(async () => (await remote.figures()).protocols, { timeout: 30_000 })
      .toEqual(['udp'])
    await remote.button('Ask to speak').click()
    await desk.says('Speakers’ queue', remote.name)
    await expectUnheard(hall, remote)
    expect(hall.packets, 'packets before the grant').toBe(0)

    await desk.click('Speakers’ queue', 'Grant next')
    await expectHeard(hall)
    await remote.says('the room hears you')
    await desk.panel('On air').getByRole('img', { name: 'on air', exact: true }).waitFor()
    await display.getByRole('heading', { name: familyNameOf(remote.member) }).waitFor()

    await desk.click('On air', 'End')
    await remote.says('held by the room')
    await expectUnheard(hall, remote)
    packetsHeard = hall.packets
  })

  it('a vote is opened, and half of the members have voted', async () => {
    await desk.click('Vote', 'New vote')
    await desk.panel('Vote').getByLabel('Time shown').selectOption({ label: 'no time limit' })
    await desk.click('Vote', 'Open voting')
    await displaySays('Voting open')
    await displaySays(ITEM)
    await Promise.all(consoles.all.map((each) => untilLamps(each, { recorded: 0 })))

    const roll = dice(SEED)
    wishes = [...consoles.all.map(voterAt), ...remotes.map(voterFromAfar)].map((voter) => ({
      voter,
      choice: MANY_MINDS[Math.floor(roll() * MANY_MINDS.length)] ?? 1,
    }))
    pressed = await vote(wishes.filter((_, index) => index % 2 === 0))
    expect(pressed.length).toBe(30)
    await desk.says('Vote', '30 / 60')
    await displaySays('30 / 60')
  })

  it('the controller is killed in a burst of votes, and comes back with all of them', async () => {
    const caught = notYetVoted().filter(
      ({ voter }, index) => voter.seat !== null && index % 2 === 0,
    )
    const recording = caught.map(({ voter, choice }) => voter.untilRecorded(choice))
    const pressing = caught.map(async (wish) => ({
      ...wish,
      pressId: await wish.voter.choose(wish.choice),
    }))
    // Some are recorded by now, some under way; the power does not ask.
    await Promise.any(recording)
    await chamber.killController()
    await desk.page.getByRole('alert').filter({ hasText: 'Link lost' }).waitFor()
    await displaySays('Link lost')
    await Promise.all(remotes.map((remote) => remote.says('Link lost')))

    await chamber.restartController()
    // Pressed once each: consoles and bridge repeat a press until it is decided.
    pressed.push(...(await Promise.all(pressing)))
    await Promise.all(recording)
    await Promise.all(pressed.map(({ voter, choice }) => voter.untilRecorded(choice)))
    expect(pressed.length).toBe(44)
    for (const page of [desk.page, display, ...remotes.map((remote) => remote.page)])
      await page.getByText('Link lost').first().waitFor({ state: 'detached' })
    await desk.says('Vote', '44 / 60')
    await displaySays('44 / 60')
    // Sound is back as well, and the floor's word on it still holds.
    const [remote] = remotes as [RemotePage]
    await expectUnheard(hall, remote)
  })

  it('the others vote, one changes the vote; a press that comes twice or late changes nothing', async () => {
    pressed.push(...(await vote(notYetVoted())))
    const [first] = pressed.filter(({ voter }) => voter.seat === CHANGING)
    if (!first?.pressId)
      throw new Error(`Whoever sits at ${CHANGING} did not vote before the kill.`)
    const choice = first.choice === 2 ? 1 : 2
    pressed.push(...(await vote([{ voter: first.voter, choice }])))
    // What networks do: the press of before the kill once more, and one from another vote.
    const console = consoles.networkConsole(CHANGING)
    const ballot = console.aim?.ballot?.id ?? null
    const again = { type: 'press', at: Date.now(), key: `choice-${first.choice}` } as const
    await console.send({ ...again, pressId: first.pressId, ballot })
    await console.send({ ...again, pressId: `${first.pressId}0`, ballot: 'another-vote' })
    await desk.says('Vote', '60 / 60')
    await first.voter.untilRecorded(choice)
  })

  const notYetVoted = () =>
    wishes.filter((wish) => !pressed.some(({ voter }) => voter === wish.voter))

  it('the vote is closed and declared: desk and display show what was pressed', async () => {
    const counted = countByHand(
      [...new Map(pressed.map(({ voter, choice }) => [voter.member, choice])).values()],
      60,
    )
    await desk.hold('Vote', 'Hold: close voting', () => desk.says('Vote', 'Voting closed'))
    await displaySays('Voting is closed, the result follows')
    expect(await desk.panel('Vote').locator('.choices dd').allInnerTexts()).toEqual(
      [...counted.counts, 0].map(String),
    )
    await desk.says('Vote', counted.outcome)
    await desk.says('Vote', counted.decision)
    await desk.says('Vote', counted.quorum)

    await desk.click('Vote', 'Declare the result')
    await display.getByRole('heading', { name: counted.outcome, exact: true }).waitFor()
    await displaySays(`Ordinary motion: ${counted.decision}`)
    await displaySays(`quorum: ${counted.quorum}`)
    const [agree, disagree, ...rest] = [...counted.counts, 0].map(String)
    expect(await display.locator('.hall-count').allInnerTexts()).toEqual([agree, disagree])
    expect(await display.locator('.hall-rest dt').allInnerTexts()).toEqual(rest)
  })

  it('the hall heard nobody without the floor, and no page asked for anything outside', async () => {
    expect(hall.packets, 'packets since the floor was given back').toBe(packetsHeard)
    expect(screens.outside).toEqual([])
    expect(screens.complaints).toEqual([])
  })

  it('everything stops, no process stays, and the record holds every vote with its evidence', async () => {
    await stopAll()
    expect(exits).toEqual([0, 0])
    await expectNoProcess(mark)

    const { status, words } = await verify(chamber.data)
    expect(words).toContain('HOLDS')
    expect(status).toBe(0)

    const kept = eventsIn(chamber.data, 'VoteCast').map(({ data }) => keptIn(data))
    expect(kept.length).toBe(61)
    expect(new Set(kept.map(({ member }) => member)).size).toBe(60)
    const inOrder = (votes: Kept[]) =>
      votes.sort((one, other) => one.member.localeCompare(other.member))
    expect(inOrder(kept)).toEqual(inOrder(pressed.map(keptVote)))

    // The record is for everybody: cards are in it by their marks, and are still those of members.
    const [configured] = eventsIn(chamber.data, 'ChamberConfigured')
    const marks = new Set(configured?.data.chamber.members.map(({ card }) => card))
    const shown = eventsIn(chamber.data, 'MemberSignedIn').flatMap(({ data }) => data.card ?? [])
    expect(shown.length).toBeGreaterThan(0)
    for (const card of [...marks, ...shown]) expect(card ?? 'card-').toMatch(/^card-/)
    expect(shown.filter((card) => !marks.has(card))).toEqual([])
  })
})
