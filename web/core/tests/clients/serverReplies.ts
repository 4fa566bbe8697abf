export function iso(time: number): string {
  return new Date(time).toISOString()
}

export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } })
}

export function problem(status: number, code: string): Response {
  return json(status, { type: "about:blank", title: code, status, code })
}
