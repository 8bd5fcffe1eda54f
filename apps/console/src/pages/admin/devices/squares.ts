/** Light squares around a QR code, without which no reader finds it (ISO/IEC 18004). */
const MARGIN = 4
/** Pixels of a square: enough for twice the density of a screen. */
const SQUARE_PX = 8

/** Draws the squares of a QR code, rows of `1` for dark and `0` for light. */
export function drawSquares(canvas: HTMLCanvasElement, rows: readonly string[]): void {
  const side = rows.length + 2 * MARGIN
  canvas.width = canvas.height = side * SQUARE_PX
  const pen = canvas.getContext('2d')
  if (!pen) return
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.fillStyle = '#000'
  rows.forEach((row, y) => {
    ;[...row].forEach((square, x) => {
      if (square === '1') pen.fillRect((x + MARGIN) * SQUARE_PX, (y + MARGIN) * SQUARE_PX, SQUARE_PX, SQUARE_PX)
    })
  })
}
