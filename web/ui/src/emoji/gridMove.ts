/** Where an arrow key leads in a grid of `count` cells; undefined for other keys. Stays inside the grid. */
export function gridMove(
  key: string,
  at: number,
  grid: { readonly columns: number; readonly count: number; readonly rightToLeft: boolean },
): number | undefined {
  const { columns, count, rightToLeft } = grid
  const forward = rightToLeft ? -1 : 1
  const inside = (target: number) => (target >= 0 && target < count ? target : at)
  switch (key) {
    case "ArrowRight":
      return inside(at + forward)
    case "ArrowLeft":
      return inside(at - forward)
    case "ArrowDown":
      return inside(at + columns)
    case "ArrowUp":
      return inside(at - columns)
    case "Home":
      return at - (at % columns)
    case "End":
      return Math.min(at - (at % columns) + columns, count) - 1
    default:
      return undefined
  }
}
