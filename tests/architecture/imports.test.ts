import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { breachesIn, describeBreach } from './imports.ts'
import { projectFiles } from './project-files.ts'

const imported = (file: string, source: string) =>
  breachesIn(file, source).map((breach) => breach.imported)

describe('the directions in which rooms may import', () => {
  it('hold in every file', () => {
    const breaches = projectFiles(/\.(ts|mjs|vue)$/).flatMap((file) =>
      breachesIn(file, readFileSync(file, 'utf8')),
    )
    expect(breaches.map(describeBreach)).toEqual([])
  })

  it('keep the core pure', () => {
    const source = `
      import { randomUUID } from 'node:crypto'
      import Type from 'typebox'
      import type { Clock } from '../engine/ports.ts'
      import type { SeatId } from '../protocol/ids.ts'
      export { floor } from './floor.ts'
      const late = await import('../adapters/record/store.ts')`
    expect(imported('controller/core/sitting.ts', source)).toEqual([
      'node:crypto',
      'typebox',
      '../engine/ports.ts',
      '../adapters/record/store.ts',
    ])
  })

  it('let the protocol know TypeBox only', () => {
    const source = `import Type from 'typebox'; import x from 'typebox-x'; import '../core/state.ts'`
    expect(imported('controller/protocol/ids.ts', source)).toEqual([
      'typebox-x',
      '../core/state.ts',
    ])
  })

  it('keep adapters out of the engine, but for its ports', () => {
    const source = `
      import type { RecordPort } from '../../engine/ports.ts'
      import { runLoop } from '../../engine/loop.ts'
      import { hash } from './hash.ts'
      import { app } from '../../http/app.ts'`
    expect(imported('controller/adapters/record/store.ts', source)).toEqual([
      '../../engine/loop.ts',
      '../../http/app.ts',
    ])
  })

  it('are seen in every script block of a component', () => {
    const source = `
      <script lang="ts">import { decide } from '../controller/core/decide.ts'</script>
      <script setup lang="ts">
      import { readFileSync } from 'node:fs'
      import Button from '../kiosk/ui/Button.vue'
      import Seat from '../kiosk/seat/SeatScreen.vue'
      </script>
      <template>import 'not/an/import'</template>`
    expect(imported('dashboard/DeskScreen.vue', source)).toEqual([
      '../controller/core/decide.ts',
      'node:fs',
      '../kiosk/seat/SeatScreen.vue',
    ])
  })

  it('leave programs and tests free', () => {
    const source = `import { build } from './adapters/media/media.ts'`
    expect(imported('controller/main.ts', source)).toEqual([])
    expect(imported('controller/core/floor.test.ts', `import fc from 'fast-check'`)).toEqual([])
  })

  it('want every file to be in a room', () => {
    expect(breachesIn('helpers/strings.ts', '')).toHaveLength(1)
  })
})
