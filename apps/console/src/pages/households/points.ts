// A small map without tiles: points in metres around one of them.

/** A point of the catalogue: `25.8231,113.9448 CGCS2000`. */
export interface Point {
  latitude: number
  longitude: number
  system: string
}

export interface Placed {
  id: string
  name: string
  /** Metres to the east and south of the middle. */
  east: number
  south: number
}

const METRES_A_DEGREE = 111_320
/** How far around the household the map reaches, at the least and at most. */
const REACH_METRES_MIN = 100
const REACH_METRES_MAX = 5_000
/** Lengths of a scale bar that people read at once. */
const BARS = [50, 100, 200, 500, 1_000, 2_000]

export function pointOf(text: string | null | undefined): Point | null {
  const found = /^(-?[\d.]+),(-?[\d.]+) (\S+)$/.exec(text ?? '')
  if (!found) return null
  const [latitude, longitude] = [Number(found[1]), Number(found[2])]
  return Number.isFinite(latitude) && Number.isFinite(longitude) ? { latitude, longitude, system: found[3] ?? '' } : null
}

/** Where a point lies from the middle. Over a village the earth is flat. */
export function placed(id: string, name: string, point: Point, middle: Point): Placed {
  const narrows = Math.cos((middle.latitude * Math.PI) / 180)
  return {
    id,
    name,
    east: (point.longitude - middle.longitude) * METRES_A_DEGREE * narrows,
    south: (middle.latitude - point.latitude) * METRES_A_DEGREE,
  }
}

/** Metres from the middle to the map's edge: so far that the nearest neighbours are seen, and not the stray ones. */
export function reach(neighbours: readonly Placed[]): number {
  const far = neighbours.map(({ east, south }) => Math.max(Math.abs(east), Math.abs(south))).sort((a, b) => a - b)
  const most = far[Math.floor(far.length * 0.9)] ?? far.at(-1) ?? 0
  return Math.min(REACH_METRES_MAX, Math.max(REACH_METRES_MIN, most * 1.1))
}

/** The length of the scale bar, in metres: a quarter of the map's width or less. */
export function bar(reachMetres: number): number {
  return BARS.findLast((length) => length <= reachMetres / 2) ?? BARS[0] ?? 0
}
