import { parse } from 'node:path'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { Rule, Tag } from '../controller/protocol/rule.ts'
import { checked, ConfigError, readYaml } from './checked-file.ts'
import { contradictionInRule } from './rule-check.ts'

const strict = { additionalProperties: false }
/** As many members as a chamber may have (protocol/chamber.ts). */
const Count = Type.Integer({ minimum: 0, maximum: 2000 })
const ChoiceName = Type.String({ pattern: '^[a-z][a-z-]{0,23}$' })
const Formula = Type.String({ minLength: 1, maxLength: 80 })

/** A worked case of a rule: who there is, how they vote, and what must come out. Run as a test. */
export const Example = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    /** The chamber, each member in one bloc; those who neither vote nor are silent are absent. */
    blocs: Type.Array(
      Type.Object(
        {
          tags: Type.Optional(Type.Array(Tag, { maxItems: 10 })),
          existing: Count,
          /** Choice → how many. In an election a name that is no choice of the rule is a person's. */
          votes: Type.Record(ChoiceName, Count),
          /** Present, and pressed nothing. */
          silent: Type.Optional(Count),
        },
        strict,
      ),
      { minItems: 1, maxItems: 10 },
    ),
    /** The vote is itself a run-off. */
    runOff: Type.Optional(Type.Boolean()),
    /** What the chair then casts, where the vote is tied. */
    castingVote: Type.Optional(ChoiceName),
    outcome: Type.Union([
      Type.Literal('carried'),
      Type.Literal('not-carried'),
      Type.Literal('tie'),
      Type.Literal('no-decision'),
      Type.Literal('inquorate'),
      Type.Literal('elected'),
      Type.Literal('run-off'),
      Type.Literal('referred'),
    ]),
    decision: Formula,
    /** Id of a condition → its sum; all of them where the rule has some. */
    also: Type.Optional(Type.Record(Type.String(), Formula)),
    quorum: Type.Optional(Formula),
    leading: Type.Optional(Type.Array(ChoiceName, { maxItems: 10 })),
  },
  strict,
)
export type Example = Type.Static<typeof Example>

/** The file a rule is described by (`config/rules/*.yaml`). */
const RuleFile = Type.Object(
  { ...Rule.properties, examples: Type.Array(Example, { minItems: 1, maxItems: 50 }) },
  strict,
)
const isRuleFile = Compile(RuleFile)

/** Reads and checks one rule of voting and its worked cases. Throws ConfigError. */
export async function loadRuleFile(path: string): Promise<{ rule: Rule; examples: Example[] }> {
  const { examples, ...rule } = checked(await readYaml(path), isRuleFile, path)
  const contradiction =
    rule.id === parse(path).name
      ? contradictionInRule(rule)
      : `its id is ${rule.id}: name the file ${rule.id}.yaml.`
  if (contradiction === null) return { rule, examples }
  throw new ConfigError('config-rule-contradicts-itself', `${path}: ${contradiction}`)
}

/** The rule alone, as it goes into the record. Throws ConfigError. */
export const loadRule = async (path: string): Promise<Rule> => (await loadRuleFile(path)).rule
