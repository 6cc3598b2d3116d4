import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  inclusionProof,
  leafHash,
  rootByProof,
  rootOf,
} from '../../controller/adapters/witness/merkle.ts'
import {
  hashOfVote,
  receiptCode,
  writtenCode,
} from '../../controller/adapters/witness/vote-leaf.ts'

/** Entries and roots as certificate transparency's own test vectors have them. */
const ENTRIES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const leaves = fc
  .array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 70 })
  .map((entries) => entries.map(leafHash))

describe('the tree', () => {
  it('has the roots of RFC 6962', () => {
    const hashes = ENTRIES.map((entry) => leafHash(Buffer.from(entry, 'hex')))
    expect(hashes.map((_, at) => rootOf(hashes.slice(0, at + 1)).toString('hex'))).toEqual(ROOTS)
    expect(rootOf([]).toString('hex')).toMatch(/^e3b0c44298fc1c14/)
  })

  it('proves each leaf at its place', () => {
    fc.assert(
      fc.property(leaves, fc.nat(), (tree, n) => {
        const index = n % tree.length
        const leaf = tree[index] ?? Buffer.alloc(0)
        const proof = inclusionProof(tree, index)
        expect(rootByProof(leaf, index, tree.length, proof)).toEqual(rootOf(tree))
      }),
    )
  })

  it('proves no other leaf, no other place and no other proof', () => {
    fc.assert(
      fc.property(leaves, fc.nat(), fc.nat(), (tree, n, m) => {
        const index = n % tree.length
        const leaf = tree[index] ?? Buffer.alloc(0)
        const proof = inclusionProof(tree, index)
        const root = rootOf(tree)
        const other = leafHash(Buffer.concat([leaf, Buffer.from('x')]))
        expect(rootByProof(other, index, tree.length, proof)).not.toEqual(root)
        expect(rootByProof(leaf, index, tree.length, [...proof, leaf])).toBeNull()
        expect(rootByProof(leaf, tree.length, tree.length, proof)).toBeNull()
        if (proof.length === 0) return
        expect(rootByProof(leaf, index, tree.length, proof.slice(1))).toBeNull()
        const changed = proof.map((one, at) => (at === m % proof.length ? other : one))
        expect(rootByProof(leaf, index, tree.length, changed)).not.toEqual(root)
      }),
    )
  })

  it('changes its root with every change of what is in it', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 40 }),
        fc.nat(),
        (texts, n) => {
          const tree = texts.map((text) => leafHash(Buffer.from(text)))
          const at = n % (tree.length - 1)
          const swapped = tree
            .with(at, tree[at + 1] ?? Buffer.alloc(0))
            .with(at + 1, tree[at] ?? Buffer.alloc(0))
          const roots = [
            tree,
            swapped,
            tree.toSpliced(at, 1),
            [...tree, tree[at] ?? Buffer.alloc(0)],
          ]
          expect(new Set(roots.map((one) => rootOf(one).toString('hex'))).size).toBe(4)
        },
      ),
    )
  })
})

describe('a receipt code', () => {
  const vote = { ballot: 'v1', member: 'm1', choice: 'agree', event: '0'.repeat(64) }

  it('is the first fifty bits of the leaf', () => {
    const code = (hex: string) => receiptCode(Buffer.from(hex.padEnd(64, '0'), 'hex'))
    expect(code('ffffffffffffc0')).toBe('ZZZZZZZZZZ')
    expect(code('0000000000004')).toBe('0000000001')
    expect(code('08421084210840')).toBe('1111111111')
    expect(code('00000000000020')).toBe('0000000000')
  })

  it('differs with every part of what it stands for', () => {
    const others = [
      { ...vote, ballot: 'v2' },
      { ...vote, member: 'm2' },
      { ...vote, choice: 'no' },
      { ...vote, event: '1'.repeat(64) },
    ]
    const codes = [vote, ...others].map((one) => receiptCode(hashOfVote(one)))
    expect(new Set(codes).size).toBe(5)
  })

  it('may be typed as people read it', () => {
    expect(writtenCode(' o1il-z9 ')).toBe('0111Z9')
  })
})
