import { beginLive } from '@/live/live'
import type { ShellPieces } from '@/shell/pieces'
import { beginAreaCounts } from './areaCounts'

export default {
  topBar: () => import('./SearchPalette.vue'),
  strip: () => import('./LiveStrip.vue'),
  begin: () => {
    const ends = [beginLive(), beginAreaCounts()]
    return () => ends.forEach((end) => end())
  },
} satisfies ShellPieces
