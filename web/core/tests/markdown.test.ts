import { expect, test } from "vitest"
import { type Block, type Inline, parseMarkdown } from "../src/markdown.ts"
import { PAYLOADS } from "./fixtures/payloads.ts"

const text = (words: string): Inline => ({ kind: "text", text: words })
const paragraph = (...children: readonly Inline[]): Block => ({ kind: "paragraph", children })
const link = (href: string, words: string, disguised: boolean): Inline => ({
  kind: "link",
  href,
  text: words,
  disguised,
})

test.each<readonly [string, string, readonly Block[]]>([
  ["nothing", "", []],
  ["white space", " \n\t\n", []],
  ["plain text", "Hello", [paragraph(text("Hello"))]],
  [
    "line ends",
    "a\nb\r\nc",
    [paragraph(text("a"), { kind: "break" }, text("b"), { kind: "break" }, text("c"))],
  ],
  ["paragraphs", "a\n\n\nb", [paragraph(text("a")), paragraph(text("b"))]],
  [
    "emphasis",
    "a *b* _c_",
    [
      paragraph(text("a "), { kind: "emphasis", children: [text("b")] }, text(" "), {
        kind: "emphasis",
        children: [text("c")],
      }),
    ],
  ],
  [
    "strong",
    "**a** __b__",
    [
      paragraph({ kind: "strong", children: [text("a")] }, text(" "), {
        kind: "strong",
        children: [text("b")],
      }),
    ],
  ],
  [
    "both",
    "***a***",
    [paragraph({ kind: "strong", children: [{ kind: "emphasis", children: [text("a")] }] })],
  ],
  [
    "nested",
    "**a *b* c**",
    [
      paragraph({
        kind: "strong",
        children: [text("a "), { kind: "emphasis", children: [text("b")] }, text(" c")],
      }),
    ],
  ],
  ["marks that close nothing", "2 * 3 * 4, **a, b_", [paragraph(text("2 * 3 * 4, **a, b_"))]],
  [
    "names with underscores",
    "snake_case_name __init__.py",
    [paragraph(text("snake_case_name "), { kind: "strong", children: [text("init")] }, text(".py"))],
  ],
  [
    "marks that cross",
    "*a **b* c**",
    [paragraph({ kind: "emphasis", children: [text("a **b")] }, text(" c**"))],
  ],
  ["escapes", "\\*a\\* \\\\ \\q", [paragraph(text("*a* \\ \\q"))]],
  [
    "code",
    "`a*b*` ``c`d`` ` e",
    [paragraph({ kind: "code", text: "a*b*" }, text(" "), { kind: "code", text: "c`d" }, text(" ` e"))],
  ],
  [
    "code block",
    "```js\nlet a\n\n*b*\n```\nc",
    [{ kind: "codeBlock", text: "let a\n\n*b*" }, paragraph(text("c"))],
  ],
  ["code block never closed", "~~~\na", [{ kind: "codeBlock", text: "a" }]],
  [
    "quote",
    "> a\n> b\nc",
    [{ kind: "quote", blocks: [paragraph(text("a"), { kind: "break" }, text("b"))] }, paragraph(text("c"))],
  ],
  [
    "list",
    "- a\n- *b*",
    [
      {
        kind: "list",
        ordered: false,
        start: 1,
        items: [[paragraph(text("a"))], [paragraph({ kind: "emphasis", children: [text("b")] })]],
      },
    ],
  ],
  [
    "ordered list",
    "3. a\n4. b",
    [{ kind: "list", ordered: true, start: 3, items: [[paragraph(text("a"))], [paragraph(text("b"))]] }],
  ],
  [
    "list in a list",
    "- a\n  - b",
    [
      {
        kind: "list",
        ordered: false,
        start: 1,
        items: [
          [paragraph(text("a")), { kind: "list", ordered: false, start: 1, items: [[paragraph(text("b"))]] }],
        ],
      },
    ],
  ],
  [
    "a year is no list",
    "It was in\n2024. Then",
    [paragraph(text("It was in"), { kind: "break" }, text("2024. Then"))],
  ],
  ["headings and rules are text", "# a\n---", [paragraph(text("# a"), { kind: "break" }, text("---"))]],
  [
    "bare address",
    "see https://a.example/b?c=d#e.",
    [
      paragraph(
        text("see "),
        link("https://a.example/b?c=d#e", "https://a.example/b?c=d#e", false),
        text("."),
      ),
    ],
  ],
  [
    "address in brackets",
    "(https://a.example/x_(y))!",
    [paragraph(text("("), link("https://a.example/x_(y)", "https://a.example/x_(y)", false), text(")!"))],
  ],
  [
    "address without a path",
    "http://a.example",
    [paragraph(link("http://a.example/", "http://a.example", false))],
  ],
  [
    "mail address",
    "<mailto:a@b.example>",
    [paragraph(link("mailto:a@b.example", "mailto:a@b.example", false))],
  ],
  [
    "labelled mail address",
    "[a@b.example](mailto:a@b.example)",
    [paragraph(link("mailto:a@b.example", "a@b.example", false))],
  ],
  [
    "label",
    "[our shop](https://a.example/shop)",
    [paragraph(link("https://a.example/shop", "our shop", true))],
  ],
])("%s", (_, source, blocks) => {
  expect(parseMarkdown(source)).toEqual(blocks)
})

test.each([
  ["another address as label", "[https://bank.example](https://evil.example)", "https://evil.example/"],
  ["look-alike letters", "https://b\u0430nk.example/", "https://xn--bnk-6cd.example/"],
  ["hidden direction marks", "https://evil.example/\u202egnp.exe", "https://evil.example/%E2%80%AEgnp.exe"],
  ["a label of nothing visible", "[\u200b](https://evil.example)", "https://evil.example/"],
])("a link that shows something else says so: %s", (_, source, href) => {
  const [only] = inlines(parseMarkdown(source))
  expect(only).toMatchObject({ kind: "link", href, disguised: true })
})

test("row 13: a hundred payloads stay inert", () => {
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(100)
  for (const payload of PAYLOADS) {
    const nodes = inlines(parseMarkdown(payload))
    for (const node of nodes) {
      expect(["text", "code", "break", "emphasis", "strong", "link"]).toContain(node.kind)
      if (node.kind !== "link") continue
      expect(node.href).toMatch(/^(https?:\/\/|mailto:)[^\s<>"]+$/)
      expect(new URL(node.href).username).toBe("")
    }
  }
})

test("markup and addresses of other kinds come out as the text that they are", () => {
  for (const source of [
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "https://user:password@evil.example/",
  ]) {
    expect(parseMarkdown(source)).toEqual([paragraph(text(source))])
  }
})

test("nothing that was typed disappears from plain text", () => {
  for (const payload of PAYLOADS.filter((one) => !/[*_`\\>\n[~-]|^\s|\s$/.test(one))) {
    expect(
      inlines(parseMarkdown(payload))
        .map((node) => ("text" in node ? node.text : ""))
        .join(""),
    ).toBe(payload)
  }
})

test.each([
  ["marks", "*a "],
  ["strong marks", "**_"],
  ["backticks", "`a``b```c"],
  ["brackets", "["],
  ["links", "[a]("],
  ["quotes", "> "],
  ["quotes in lines", ">>>>a\n"],
  ["lists", "- "],
  ["list lines", "  - a\n"],
  ["fences", "```\n"],
  ["addresses", "https://"],
  ["closing brackets", "https://a.example)))"],
  ["escapes", "\\"],
  ["line ends", "\n"],
])("10,000 characters of %s take little time and little depth", (_, unit) => {
  const source = unit.repeat(10_000).slice(0, 10_000)
  const start = performance.now()
  const blocks = parseMarkdown(source)
  expect(performance.now() - start).toBeLessThan(250)
  expect(depth(blocks)).toBeLessThanOrEqual(20)
})

test("marks nest eight deep and no deeper", () => {
  const source = `${"*a **a ".repeat(300)}${"a** a* ".repeat(300)}`
  expect(depth(parseMarkdown(source))).toBeLessThanOrEqual(24)
  expect(depth(parseMarkdown("*a **a *a **a a** a* a** a*"))).toBeGreaterThan(8)
})

test("longer text than a message may have is not parsed at all", () => {
  const long = "*a*".repeat(4000)
  expect(parseMarkdown(long)).toEqual([paragraph(text(long))])
})

test("random text never throws", () => {
  const alphabet = "ab *_`[]()<>#-\n\\>~1.:/h"
  let seed = 7
  for (let round = 0; round < 500; round++) {
    const source = Array.from({ length: 80 }, () => {
      seed = (seed * 48_271) % 2_147_483_647
      return alphabet.charAt(seed % alphabet.length)
    }).join("")
    expect(Array.isArray(parseMarkdown(source))).toBe(true)
  }
})

function inlines(blocks: readonly Block[]): readonly Inline[] {
  return blocks.flatMap(inlinesOf)
}

function inlinesOf(block: Block): readonly Inline[] {
  switch (block.kind) {
    case "paragraph":
      return block.children.flatMap(flat)
    case "codeBlock":
      return [text(block.text)]
    case "quote":
      return inlines(block.blocks)
    case "list":
      return block.items.flatMap(inlines)
  }
}

function flat(node: Inline): readonly Inline[] {
  return "children" in node ? [node, ...node.children.flatMap(flat)] : [node]
}

function depth(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depth))
}
