import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { MemberId, SeatId } from '../../controller/protocol/ids.ts'
import type { SeatStateView } from '../../controller/protocol/views.ts'
import type { GlyphName } from '../../kiosk/ui/glyph/glyphs.ts'
import { useView } from '../../kiosk/ui/store.ts'
import { useDesk } from './desk.ts'
import { microphoneOf, microphoneWords } from './microphone.ts'

/** All the seat line says of whoever is chosen. */
export interface ChosenPerson {
  isAny: boolean
  seat: SeatId | null
  /** Who sits there; the seat's owner where nobody does; null where it has none. */
  member: MemberId | null
  isPresent: boolean
  isRemote: boolean
  isAsking: boolean
  hasFloor: boolean
  /** A chair seat: its microphone needs no floor. */
  isChair: boolean
  /** Ordered open. */
  isOn: boolean
  isHeard: boolean
  isFault: boolean
  glyph: GlyphName
  words: string
}

export function useChosen(): ComputedRef<ChosenPerson> {
  const { t } = useI18n({ useScope: 'global' })
  const view = useView()
  const desk = useDesk()
  const chairs = computed(
    () => new Set(view.plan?.seats.filter(({ kind }) => kind === 'chair').map(({ id }) => id)),
  )
  const fault = (state: SeatStateView): string | null => {
    if (state.console !== null && !state.online) return t('own.seatLine.silent')
    if (state.problem !== null) return state.problem
    return state.fault ? t('state.fault') : null
  }
  return computed(() => {
    const { room } = view
    const chosen = desk.chosen.value
    const seat = chosen && 'seat' in chosen ? chosen.seat : null
    const owner = (): MemberId | null =>
      view.plan?.members.find((member) => member.seat === seat)?.id ?? null
    const sitting = seat === null ? undefined : room?.seated[seat]
    const member =
      seat === null ? (chosen && 'member' in chosen ? chosen.member : null) : (sitting ?? owner())
    const isRemote = member !== null && room?.remote.includes(member) === true
    const isPresent = isRemote || sitting !== undefined
    const speaker = room?.onAir.find((one) => one.member === member)
    const state = seat === null ? undefined : view.desk?.seats[seat]
    const isOn = state ? state.ordered === 'open' : speaker?.microphone === true
    const microphone = microphoneOf(
      { member: member ?? '', seat, remote: isRemote, microphone: isOn },
      view.desk,
    )
    const link = isRemote ? view.desk?.remotes[member] : undefined
    const isLocked = member !== null && view.desk?.locks[member] !== undefined
    const lost = link?.connected === false ? t('own.remote.lost') : state ? fault(state) : null
    const trouble = isLocked ? t('own.flag.lockedLong') : lost
    const away = isRemote ? 'state.remote' : 'state.absent'
    const words = isPresent && !(seat !== null && isRemote) ? microphoneWords(microphone) : away
    return {
      isAny: chosen !== null,
      seat,
      member,
      isPresent,
      isRemote,
      isAsking: room?.queue.some((one) => one.member === member) === true,
      hasFloor: speaker !== undefined,
      isChair: chairs.value.has(seat ?? ''),
      isOn,
      isHeard: microphone.chip === 'air',
      isFault: trouble !== null,
      glyph: trouble !== null ? 'fault' : microphone.chip === null ? 'mic-off' : 'mic',
      words: trouble ?? (member === null ? '' : t(words)),
    }
  })
}
