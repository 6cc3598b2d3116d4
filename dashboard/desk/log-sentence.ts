import { useI18n } from 'vue-i18n'
import type { LogLineView } from '../../controller/protocol/views.ts'
import { useView } from '../../kiosk/ui/store.ts'
import { useCodes } from '../../kiosk/ui/words/codes.ts'
import { useLanguage } from '../../kiosk/ui/words/language.ts'
import { enFaults } from '../../kiosk/ui/words/faults-en.ts'
import { useDesk } from './desk.ts'

const SWITCHED = ['MicrophoneSwitched', 'PrioritySwitched', 'FloorHeld']

/** A line of the log in words: names and numbers put in, codes said as sentences. */
export function useLogSentence(): (line: LogLineView) => string {
  const words = useI18n({ useScope: 'global' })
  const view = useView()
  const desk = useDesk()
  const codes = useCodes()
  const { text } = useLanguage()

  const faultIn = (id: string): string => {
    const code = Object.keys(enFaults).find((each) => id === each || id.startsWith(`${each}-`))
    if (code === undefined) return id
    return [codes.fault({ code, detail: '' }), id.slice(code.length + 1)]
      .filter(Boolean)
      .join(' · ')
  }
  const choiceOf = (id: string): string => {
    const choice = view.desk?.ballot?.rule.choices.find((each) => each.id === id)
    return choice ? text(choice.name) : id
  }
  const noteOf = ({ type, note }: LogLineView): string => {
    if (typeof note !== 'string' || type === 'BallotHeld') return codes.reason(note)
    if (type === 'FaultRaised') return codes.fault({ code: note, detail: note })
    // An id of a fault begins with its code and goes on with what it is about.
    if (type === 'FaultResolved') return faultIn(note)
    if (type === 'BallotClosed') return words.t(`outcome.${note}`)
    if (type === 'ResultCorrected') return words.t(`outcome.${note}`)
    if (type === 'VoteFlagged') return words.t(`own.flag.code.${note}`)
    if (type === 'FlagDecided') return words.t(`own.flag.decided.${note}`)
    if (type === 'CastingVoteGiven') return choiceOf(note)
    if (type === 'FloorModeSet') return words.t(`floorMode.${note}`)
    if (SWITCHED.includes(type)) return words.t(`logNote.${note}`)
    return note
  }
  return (line) => {
    const key = `log.${line.type}`
    if (!words.te(key)) return line.type
    const item = view.room?.agenda.find(({ id }) => id === line.item)
    return words.t(key, {
      member: line.member === null ? '' : desk.nameOf(line.member),
      item: item?.number ?? line.item ?? '',
      note: noteOf(line),
    })
  }
}
