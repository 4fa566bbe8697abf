/** Apps show "123 456", and that is how people type it. */
export function typedCode(text: string): string {
  return text.replace(/\s+/g, "")
}
