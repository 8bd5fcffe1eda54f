// Files that the console made, read by their format and not by the program that wrote them.

import { readFile } from 'node:fs/promises'
import { inflateRawSync } from 'node:zlib'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** The parts of a zip file, by name. */
function unzip(bytes: Buffer): Map<string, string> {
  const parts = new Map<string, string>()
  let at = bytes.readUInt32LE(bytes.length - 6)
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const size = bytes.readUInt32LE(at + 20)
    const name = bytes.readUInt16LE(at + 28)
    const beside = bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    const local = bytes.readUInt32LE(at + 42)
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const packed = bytes.subarray(begin, begin + size)
    const stored = bytes.readUInt16LE(at + 10) === 0
    const text = (stored ? packed : inflateRawSync(packed)).toString('utf8')
    parts.set(bytes.subarray(at + 46, at + 46 + name).toString('utf8'), text)
    at += 46 + name + beside
  }
  return parts
}

const CELL = /<c [^>]*t="(inlineStr|s)"[^>]*>(?:<is><t[^>]*>([^<]*)|<v>(\d+))/g
const SHARED = /<t[^>]*>([^<]*)<\/t>/g

/** The texts of every sheet of a workbook, cell by cell, a sheet after the other. */
export async function cells(path: string): Promise<string[][]> {
  const parts = unzip(await readFile(path))
  const shared = [...(parts.get('xl/sharedStrings.xml') ?? '').matchAll(SHARED)].map((found) => found[1] ?? '')
  const sheets = [...parts.keys()].filter((name) => name.startsWith('xl/worksheets/sheet')).sort()
  return sheets.map((name) =>
    [...(parts.get(name) ?? '').matchAll(CELL)].map(([, kind, text, place]) =>
      kind === 's' ? (shared[Number(place)] ?? '') : (text ?? ''),
    ),
  )
}

/** Signs of radicals, which a font may give for the words that look the same: ⼭ for 山. */
const RADICALS = /[\u2e80-\u2fdf]/g
/** Those that Unicode gives no word for, or the traditional one. */
const WORDS: Record<string, string> = { '\u2ea0': '民', '\u2f3e': '户' }

/** The text of every page of a PDF. */
export async function pages(pdf: Uint8Array): Promise<string[]> {
  const document = await getDocument({ data: new Uint8Array(pdf), useSystemFonts: true }).promise
  const texts: string[] = []
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent()
    texts.push(items.map((item) => ('str' in item ? item.str : '')).join('').replace(RADICALS, (sign) => WORDS[sign] ?? sign.normalize('NFKC')))
  }
  return texts
}
