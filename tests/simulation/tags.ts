import type { BallotTags } from '../../firmware-bridge/drivers/console-driver.ts'
import type { World } from './world.ts'

const TAGS = 255

/** The bridge's ballot tags, kept on a disk that outlives it: they go round 1–255. */
export function tagsFor(world: World): BallotTags {
  const ballots = Array<string | null>(TAGS).fill(null)
  let latest = world.chance.whole(1, TAGS)
  return {
    tagOf(ballot) {
      const known = ballots.indexOf(ballot)
      if (known >= 0) return known + 1
      latest = (latest % TAGS) + 1
      ballots[latest - 1] = ballot
      return latest
    },
    ballotOf: (tag) => ballots[tag - 1] ?? null,
  }
}
