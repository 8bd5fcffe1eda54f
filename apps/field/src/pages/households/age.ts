import { today } from '@/pages/records/days'

/** Full years; null where no birthday is known. */
export function yearsOld(birth: string | null | undefined, day: string = today()): number | null {
  if (!birth || !/^\d{4}-\d{2}-\d{2}$/.test(birth)) return null
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4))
  return day.slice(5) < birth.slice(5) ? years - 1 : years
}
