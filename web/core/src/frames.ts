import * as v from "valibot"
import { CborError, type CborLimits, type CborValue, decodeCbor, decodeNext, encodeCbor } from "./cbor.ts"
import { isId } from "./ids.ts"

/** What the server sends on `/v1/events`. Times are Unix ms; everything in a frame is untrusted until verified. */
export type ServerFrame =
  | { readonly kind: "nonce"; readonly nonce: string }
  | { readonly kind: "ready"; readonly now: number }
  | {
      readonly kind: "welcome"
      readonly conversation: string
      readonly sequence: number
      readonly at: number
      readonly device: string
      /** The epoch that the commit led to. */
      readonly epoch: number
      readonly welcome: Uint8Array
      readonly inbox: string
      readonly customer: string
      readonly status: ConversationStatus
    }
  | {
      readonly kind: "commit"
      readonly conversation: string
      readonly sequence: number
      readonly at: number
      readonly device: string
      /** The epoch that the commit was made in. */
      readonly epoch: number
      readonly commit: Uint8Array
    }
  | {
      readonly kind: "message"
      readonly conversation: string
      readonly sequence: number
      readonly at: number
      readonly device: string
      readonly epoch: number
      readonly message: string
      readonly privateMessage: Uint8Array
      readonly commitment: Uint8Array
    }
  | {
      readonly kind: "status"
      readonly conversation: string
      readonly sequence: number
      readonly at: number
      readonly device: string
      readonly status: ConversationStatus
    }
  | {
      readonly kind: "deleted"
      readonly conversation: string
      readonly sequence: number
      readonly at: number
      readonly device: string
    }
  | {
      readonly kind: "typing"
      readonly conversation: string
      readonly device: string
      readonly typing: Uint8Array
    }
  | { readonly kind: "caughtUp"; readonly now: number }
  | {
      readonly kind: "accepted"
      readonly conversation: string
      readonly sequence: number
      readonly at: number
      readonly request: number
    }
  | {
      readonly kind: "refused"
      readonly conversation: string | undefined
      readonly request: number
      readonly code: string
    }
  | { readonly kind: "gap"; readonly conversation: string; readonly sequence: number }
  | { readonly kind: "ended"; readonly code: string }
  | { readonly kind: "directory"; readonly what: "devices" | "certificates" | "inboxes" }

export type ClientFrame =
  | { readonly kind: "proof"; readonly proof: string }
  | {
      readonly kind: "send"
      readonly conversation: string
      readonly request: number
      readonly message: string
      readonly epoch: number
      readonly privateMessage: Uint8Array
      readonly commitment: Uint8Array
    }
  | {
      readonly kind: "acknowledge"
      readonly conversation: string
      readonly sequence: number
      readonly request: number
    }
  | { readonly kind: "typing"; readonly conversation: string; readonly typing: Uint8Array }

export type ConversationStatus = "open" | "resolved"

// A group message is at most 1 MB; frames are flat arrays.
const LIMITS: CborLimits = { bytes: 1_100_000, depth: 1 }
const MAX_SEQUENCE_BYTES = 64 * 1024 * 1024

const int = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
/** Unix ms that a Date can hold (ECMA-262, 21.4.1.1): others could be stored, and never drawn. */
const time = v.pipe(int, v.maxValue(8_640_000_000_000_000))
const positive = v.pipe(int, v.minValue(1))
const zero = v.literal(0)
const nobody = v.null()
const bytes = v.pipe(v.instance(Uint8Array), v.minLength(1))
const hash = v.pipe(v.instance(Uint8Array), v.length(32))
const code = v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,64}$/))
const proofText = v.pipe(v.string(), v.minLength(1), v.maxLength(4096))
const conversation = v.custom<string>((value) => isId("cnv", value))
const device = v.custom<string>((value) => isId("dev", value))
const inbox = v.custom<string>((value) => isId("inb", value))
const customer = v.custom<string>((value) => isId("cus", value))
const message = v.custom<string>((value) => isId("msg", value))
const status = v.picklist(["open", "resolved"])

const serverFrame = v.union([
  v.pipe(
    v.strictTuple([v.literal(1), nobody, zero, proofText]),
    v.transform(([, , , nonce]): ServerFrame => ({ kind: "nonce", nonce })),
  ),
  v.pipe(
    v.strictTuple([v.literal(2), nobody, zero, time]),
    v.transform(([, , , now]): ServerFrame => ({ kind: "ready", now })),
  ),
  v.pipe(
    v.strictTuple([v.literal(3), conversation, positive, time, device, int, bytes, inbox, customer, status]),
    v.transform(
      ([, conversation, sequence, at, device, epoch, welcome, inbox, customer, status]): ServerFrame => ({
        kind: "welcome",
        ...{ conversation, sequence, at, device, epoch, welcome, inbox, customer, status },
      }),
    ),
  ),
  v.pipe(
    v.strictTuple([v.literal(4), conversation, positive, time, device, int, bytes]),
    v.transform(
      ([, conversation, sequence, at, device, epoch, commit]): ServerFrame => ({
        kind: "commit",
        ...{ conversation, sequence, at, device, epoch, commit },
      }),
    ),
  ),
  v.pipe(
    v.strictTuple([v.literal(5), conversation, positive, time, device, int, message, bytes, hash]),
    v.transform(
      ([, conversation, sequence, at, device, epoch, message, privateMessage, commitment]): ServerFrame => ({
        kind: "message",
        ...{ conversation, sequence, at, device, epoch, message, privateMessage, commitment },
      }),
    ),
  ),
  v.pipe(
    v.strictTuple([v.literal(6), conversation, positive, time, device, status]),
    v.transform(
      ([, conversation, sequence, at, device, status]): ServerFrame => ({
        kind: "status",
        ...{ conversation, sequence, at, device, status },
      }),
    ),
  ),
  v.pipe(
    v.strictTuple([v.literal(7), conversation, positive, time, device]),
    v.transform(
      ([, conversation, sequence, at, device]): ServerFrame => ({
        kind: "deleted",
        ...{ conversation, sequence, at, device },
      }),
    ),
  ),
  v.pipe(
    v.strictTuple([v.literal(8), conversation, zero, device, v.pipe(bytes, v.maxLength(256))]),
    v.transform(
      ([, conversation, , device, typing]): ServerFrame => ({ kind: "typing", conversation, device, typing }),
    ),
  ),
  v.pipe(
    v.strictTuple([v.literal(9), nobody, zero, time]),
    v.transform(([, , , now]): ServerFrame => ({ kind: "caughtUp", now })),
  ),
  v.pipe(
    v.strictTuple([v.literal(10), conversation, int, time, int]),
    v.transform(
      ([, conversation, sequence, at, request]): ServerFrame => ({
        kind: "accepted",
        ...{ conversation, sequence, at, request },
      }),
    ),
  ),
  v.pipe(
    v.strictTuple([v.literal(11), v.nullable(conversation), zero, int, code]),
    v.transform(
      ([, conversation, , request, code]): ServerFrame => ({
        kind: "refused",
        conversation: conversation ?? undefined,
        request,
        code,
      }),
    ),
  ),
  v.pipe(
    v.strictTuple([v.literal(12), conversation, positive]),
    v.transform(([, conversation, sequence]): ServerFrame => ({ kind: "gap", conversation, sequence })),
  ),
  v.pipe(
    v.strictTuple([v.literal(13), nobody, zero, code]),
    v.transform(([, , , code]): ServerFrame => ({ kind: "ended", code })),
  ),
  v.pipe(
    v.strictTuple([v.literal(14), nobody, zero, v.picklist(["devices", "certificates", "inboxes"])]),
    v.transform(([, , , what]): ServerFrame => ({ kind: "directory", what })),
  ),
])

/** One frame as it came from the socket. Throws a CborError on anything that api.md does not name. */
export function decodeFrame(bytes: Uint8Array): ServerFrame {
  return parse(decodeCbor(bytes, LIMITS))
}

/** The body of a polled `GET /v1/events`: frames as a CBOR sequence, all of them or a CborError. */
export function decodeFrames(sequence: Uint8Array): readonly ServerFrame[] {
  if (sequence.length > MAX_SEQUENCE_BYTES) throw new CborError("too large")
  const frames: ServerFrame[] = []
  for (let rest = sequence; rest.length > 0; ) {
    const next = decodeNext(rest, { ...LIMITS, bytes: rest.length })
    frames.push(parse(next.value))
    rest = next.rest
  }
  return frames
}

export function encodeFrame(frame: ClientFrame): Uint8Array<ArrayBuffer> {
  return encodeCbor(fields(frame))
}

function parse(value: unknown): ServerFrame {
  const result = v.safeParse(serverFrame, value)
  if (!result.success) throw new CborError("not a frame")
  return result.output
}

function fields(frame: ClientFrame): readonly CborValue[] {
  switch (frame.kind) {
    case "proof":
      return [32, null, 0, frame.proof]
    case "send": {
      const { conversation, request, message, epoch, privateMessage, commitment } = frame
      return [33, conversation, 0, request, message, epoch, privateMessage, commitment]
    }
    case "acknowledge":
      return [34, frame.conversation, frame.sequence, frame.request]
    case "typing":
      return [35, frame.conversation, 0, frame.typing]
  }
}
