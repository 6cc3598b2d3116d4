import { expect, it, onTestFinished } from 'vitest'
import { listenToHall } from '../media/hall-listener.ts'
import { Screens } from './browser.ts'
import { Chamber } from './chamber.ts'
import { DeskPage } from './desk-page.ts'
import { expectNoProcess, markChildren } from './processes.ts'
import { RemotePage } from './remote-page.ts'
import { expectHeard, expectUnheard } from './voice.ts'

const mark = markChildren()
const patience = { timeout: 30_000 }

it('where UDP does not get through, a member sees, hears and is heard over TCP', async () => {
  const hall = await listenToHall()
  const chamber = new Chamber({
    hallSound: { kind: 'test-tone' },
    hallPicture: { kind: 'test-picture' },
    hallOutput: { kind: 'rtp', address: '127.0.0.1', port: hall.port },
  })
  const screens = new Screens()
  onTestFinished(async () => {
    await screens.stop()
    await chamber.stop()
    await hall.close()
    await chamber.remove()
    await expectNoProcess(mark)
  })
  await Promise.all([chamber.start(), screens.start()])
  const url = chamber.urls.get('first: set your password') ?? ''
  const desk = await DeskPage.setUp(screens, url, 'chief')
  await desk.click('Agenda', 'Open the sitting')
  const invited = await desk.invite({ member: 'm18', name: 'Darunee Maniprathip' })
  const remote = await RemotePage.join(screens, invited, { tcp: true })
  await desk.admitFirst('pointer')
  await remote.untilInRoom()

  await expect.poll(async () => (await remote.figures()).soundHeard, patience).toBeGreaterThan(0)
  await expect.poll(async () => (await remote.figures()).pictures, patience).toBeGreaterThan(0)
  const picture = await remote.hallPicture()
  await expect.poll(() => remote.hallPicture(), patience).not.toBe(picture)
  await expect.poll(async () => (await remote.figures()).protocols, patience).toEqual(['tcp'])

  await remote.button('Ask to speak').click()
  await expectUnheard(hall, remote)
  expect(hall.packets, 'packets before the grant').toBe(0)
  await desk.click('Speakers’ queue', 'Grant next')
  await expectHeard(hall)
  await remote.says('the room hears you')
  await desk.click('On air', 'End')
  await expectUnheard(hall, remote)
  expect(screens.outside).toEqual([])
})
