export interface Size {
  width: number
  height: number
}

/**
 * A screen is drawn for one size and scaled to whatever it hangs on: the scale at which the drawing
 * just fits, and the room it then has, in its own pixels. A window of another shape gives more room
 * in one direction, never less than drawn for.
 */
export function stageOf(drawn: Size, window: Size): Size & { scale: number } {
  const scale = Math.min(window.width / drawn.width, window.height / drawn.height)
  return { scale, width: window.width / scale, height: window.height / scale }
}
