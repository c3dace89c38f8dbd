// What the SDK's own declarations say about an answer, read from its .d.ts files. They are
// made from Whop's description of its API, so a field that is missing, null where it may
// not be, or of another type, is one that the emulator has wrong.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const resources = join(dirname(createRequire(import.meta.url).resolve('@whop/sdk')), 'resources')

// declarations returns the interfaces of a file, by their full names ("Course.Chapter"),
// and its type aliases.
export function declarations(file) {
  const shapes = new Map()
  const aliases = new Map()
  const inside = []
  let shape = null
  for (const line of readFileSync(join(resources, file), 'utf8').split('\n')) {
    const text = line.trim()
    let match
    if ((match = text.match(/^(?:export )?(?:declare )?(interface|namespace) (\w+)[^{]*\{$/))) {
      const name = [...inside, match[2]].join('.')
      if (match[1] === 'namespace') inside.push(match[2])
      else shapes.set(name, (shape = new Map()))
    } else if ((match = text.match(/^export type (\w+) = (.*);$/))) {
      aliases.set(match[1], match[2])
    } else if (shape && (match = text.match(/^(\w+)(\??): (.*)$/))) {
      if (match[3] === '{') shape.open = true
      shape.set(match[1], { optional: match[2] === '?', type: match[3].replace(/;$/, '') })
    } else if (text === '};') {
      if (shape) shape.open = false
    } else if (text === '}') {
      if (shape) shape = null
      else inside.pop()
    }
  }
  return { shapes, aliases }
}

// complaints returns how a value is not of a declared type.
export function complaints({ shapes, aliases }, type, value, at, scope = '') {
  const options = type.split(' | ')
  if (value === null) return options.includes('null') ? [] : [`${at} is null, and may not be`]
  const kind = options.filter((option) => option !== 'null')
  if (kind.every((option) => option.startsWith("'"))) {
    return kind.includes(`'${value}'`) ? [] : [`${at} is ${JSON.stringify(value)}, and not one of ${kind.join(', ')}`]
  }
  const name = kind[0]
  if (['string', 'number', 'boolean'].includes(name)) {
    return typeof value === name ? [] : [`${at} is ${JSON.stringify(value)}, and no ${name}`]
  }
  if (name === '{' || name === 'unknown') return typeof value === 'object' ? [] : [`${at} is no object`]
  const list = name.match(/^Array<(.*)>$/)
  if (list) {
    if (!Array.isArray(value)) return [`${at} is no list`]
    return value.flatMap((item, i) => complaints({ shapes, aliases }, list[1], item, `${at}[${i}]`, scope))
  }
  const full = [scope && `${scope}.${name}`, scope.includes('.') && `${scope.slice(0, scope.lastIndexOf('.'))}.${name}`, name].find((n) => n && shapes.has(n))
  if (!full) {
    const alias = aliases.get(name.replace(/^\w+\./, ''))
    if (!alias) return [] // declared in another file
    return complaints({ shapes, aliases }, alias, value, at, scope)
  }
  const found = []
  for (const [field, { optional, type }] of shapes.get(full)) {
    if (!(field in value)) optional || found.push(`${at}.${field} is missing`)
    else found.push(...complaints({ shapes, aliases }, type, value[field], `${at}.${field}`, full))
  }
  return found
}
