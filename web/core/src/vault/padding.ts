import { concat } from "../bytes.ts"
import { VaultDamaged } from "./vaultKey.ts"

/** Of the content's length, which stands before it. */
export const LENGTH_BYTES = 4

/** Behind its length and before zeros, in the smallest of these sizes. Throws a RangeError when it fits into none. */
export function padded(content: Uint8Array, sizes: readonly number[]): Uint8Array<ArrayBuffer> {
  const size = sizes.find((each) => each >= content.length + LENGTH_BYTES)
  if (size === undefined) throw new RangeError("more than fits into the largest size")
  const whole = new Uint8Array(size)
  new DataView(whole.buffer).setUint32(0, content.length)
  whole.set(content, LENGTH_BYTES)
  return whole
}

/** A copy of the content. Throws VaultDamaged when there is less than its length says. */
export function unpadded(whole: Uint8Array<ArrayBuffer>): Uint8Array {
  const length = whole.length < LENGTH_BYTES ? -1 : new DataView(whole.buffer).getUint32(0)
  if (length < 0 || length > whole.length - LENGTH_BYTES) throw new VaultDamaged()
  return concat(whole.subarray(LENGTH_BYTES, LENGTH_BYTES + length))
}
