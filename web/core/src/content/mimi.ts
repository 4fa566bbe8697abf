// The container of draft-ietf-mimi-content-08 (2 March 2026); statuses as in draft-mahy-mimi-message-status.
// The optional extensions senderUri and roomUri are not written: the MLS sender leaf and the group id say both,
// and a second statement could contradict them.
import * as v from "valibot"
import { fromUtf8, utf8 } from "../bytes.ts"
import { type CborLimits, type CborValue, decodeCbor, encodeCbor } from "../cbor.ts"
import {
  type Content,
  ContentError,
  MAX_TEXT,
  MESSAGE_ID_LENGTH,
  type MessageStatus,
  type ReceivedContent,
  SALT_LENGTH,
  type UnknownContent,
} from "./content.ts"
import { isName } from "./name.ts"

export const MARKDOWN_TYPE = "text/markdown;variant=GFM"
export const STATUS_TYPE = "application/mimi-message-status"
/** Key in the map of extensions: the server must not learn a name, so it travels nowhere else. */
export const NAME_EXTENSION = "sotto/name"
export const EVENT_TYPE = "application/vnd.sotto.event+cbor"

const LIMITS: CborLimits = { bytes: 262_144, depth: 12 }
const MAX_STATUSES = 500
const UNSPECIFIED = 0
const RENDER = 1
const NULL_PART = 0
const SINGLE_PART = 1
const STATUS_CODES = { delivered: 1, read: 2 } as const

/** `salt` is 16 fresh random bytes, drawn for this message and no other. Throws a ContentError on what peers would refuse. */
export function encodeContent(content: Content, salt: Uint8Array): Uint8Array<ArrayBuffer> {
  if (salt.length !== SALT_LENGTH) throw new ContentError("salt")
  const replaces = content.kind === "text" || content.kind === "deletion" ? content.replaces : undefined
  const inReplyTo = content.kind === "text" ? content.inReplyTo : undefined
  const name = content.kind === "text" ? content.name : undefined
  const bytes = encodeCbor([
    salt,
    replaces ?? null,
    new Uint8Array(),
    null,
    inReplyTo ?? null,
    new Map(name === undefined ? [] : [[NAME_EXTENSION, name]]),
    part(content),
  ])
  // What leaves here can be read by everyone: one rule for both directions.
  const read = decodeContent(bytes)
  const readName = read.kind === "text" ? read.name : undefined
  if (read.kind !== content.kind || readName !== name) throw new ContentError("not encodable")
  return bytes
}

function part(content: Content): readonly CborValue[] {
  switch (content.kind) {
    case "text":
      return [RENDER, "", SINGLE_PART, MARKDOWN_TYPE, utf8(content.text)]
    case "status":
      return [UNSPECIFIED, "", SINGLE_PART, STATUS_TYPE, encodeCbor(content.statuses.map(statusPair))]
    case "event":
      return [RENDER, "", SINGLE_PART, EVENT_TYPE, encodeCbor([content.event, ...content.details])]
    case "deletion":
      return [RENDER, "", NULL_PART]
  }
}

function statusPair(status: MessageStatus): readonly CborValue[] {
  return [status.id, STATUS_CODES[status.status]]
}

const bytes = v.instance(Uint8Array)
const uint = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const messageId = v.pipe(bytes, v.length(MESSAGE_ID_LENGTH))
const expiration = v.strictTuple([v.boolean(), v.pipe(uint, v.maxValue(0xffff_ffff))])
const disposition = v.pipe(uint, v.maxValue(255))
const nestedPart = v.tupleWithRest([disposition, v.string(), v.picklist([0, 1, 2, 3])], v.unknown())
const nullPart = v.strictTuple([disposition, v.string(), v.literal(NULL_PART)])
const singlePart = v.strictTuple([disposition, v.string(), v.literal(SINGLE_PART), v.string(), bytes])
const mimiContent = v.strictTuple([
  v.pipe(bytes, v.length(SALT_LENGTH)),
  v.nullable(messageId),
  bytes,
  v.nullable(expiration),
  v.nullable(messageId),
  v.map(v.union([v.string(), v.number()]), v.unknown()),
  nestedPart,
])
const statusReport = v.pipe(
  v.array(v.strictTuple([messageId, v.pipe(uint, v.maxValue(255))])),
  v.maxLength(MAX_STATUSES),
)
const eventRow = v.tupleWithRest([v.pipe(v.string(), v.regex(/^[a-z][a-z-]{0,31}$/))], v.unknown())

/**
 * Reads what a verified member sent. Throws a ContentError on bytes that are not MIMI content; what is content but
 * beyond this client comes back as `unknown`, so that it can be shown as such and never as something else.
 */
export function decodeContent(encoded: Uint8Array): ReceivedContent {
  try {
    const parsed = v.parse(mimiContent, decodeCbor(encoded, LIMITS))
    const [salt, replaces, , expires, inReplyTo, extensions, body] = parsed
    const name = extensions.get(NAME_EXTENSION)
    const meaning =
      expires === null ? read(body, replaces, inReplyTo, isName(name) ? name : undefined) : UNKNOWN
    return { ...meaning, salt }
  } catch (cause) {
    throw cause instanceof ContentError ? cause : new ContentError("malformed content", cause)
  }
}

const UNKNOWN: UnknownContent = { kind: "unknown" }

function read(
  body: readonly unknown[],
  replaces: Uint8Array | null,
  inReplyTo: Uint8Array | null,
  name: string | undefined,
): Content | UnknownContent {
  if (body[2] === NULL_PART) {
    v.parse(nullPart, body)
    return replaces === null ? UNKNOWN : { kind: "deletion", replaces }
  }
  if (body[2] !== SINGLE_PART) return UNKNOWN
  const [disposition, , , contentType, content] = v.parse(singlePart, body)
  if (contentType === MARKDOWN_TYPE && disposition === RENDER) {
    return {
      kind: "text",
      text: readText(content),
      ...(replaces === null ? {} : { replaces }),
      ...(inReplyTo === null ? {} : { inReplyTo }),
      ...(name === undefined ? {} : { name }),
    }
  }
  if (replaces !== null || inReplyTo !== null) return UNKNOWN
  if (contentType === STATUS_TYPE) return { kind: "status", statuses: readStatuses(content) }
  if (contentType === EVENT_TYPE) return readEvent(content)
  return UNKNOWN
}

function readText(content: Uint8Array): string {
  const text = fromUtf8(content)
  if (text.length === 0 || text.length > MAX_TEXT) throw new ContentError("text length")
  return text
}

/** Other states of the draft (unread, expired, …) say nothing that a row shows; they are left out. */
function readStatuses(content: Uint8Array): readonly MessageStatus[] {
  return v
    .parse(statusReport, decodeCbor(content, LIMITS))
    .flatMap(([id, code]): readonly MessageStatus[] => {
      if (code === STATUS_CODES.delivered) return [{ id, status: "delivered" }]
      return code === STATUS_CODES.read ? [{ id, status: "read" }] : []
    })
}

function readEvent(content: Uint8Array): Content {
  const [event, ...details] = v.parse(eventRow, decodeCbor(content, LIMITS))
  return { kind: "event", event, details: details.filter(isCbor) }
}

function isCbor(value: unknown): value is CborValue {
  return value !== undefined // decodeCbor yields nothing else that is outside CborValue
}
