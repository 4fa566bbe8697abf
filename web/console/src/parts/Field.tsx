import type { ComponentChildren, JSX } from "preact"
import { useEffect, useId, useRef } from "preact/hooks"

export interface FieldProps {
  readonly label: string
  readonly hint?: ComponentChildren
  readonly problem?: string | undefined
  readonly value: string
  readonly onValue: (value: string) => void
  readonly rows?: number
  readonly autocomplete?: string
  readonly inputMode?: "text" | "url" | "numeric"
  readonly type?: "text" | "password"
  /** Takes the focus when it appears. */
  readonly focus?: boolean
  readonly mono?: boolean
  /** Keeps the browser from correcting what is typed: some send it to a server for that. */
  readonly secret?: boolean
}

/** One labelled input. Its hint and its problem are announced with it. */
export function Field(props: FieldProps): JSX.Element {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (props.focus !== true || input.current === null) return
    // A dialog opens after this and then looks for the attribute.
    input.current.autofocus = true
    input.current.focus()
  }, [])
  const shared = {
    id,
    value: props.value,
    autocomplete: props.autocomplete ?? "off",
    spellcheck: props.secret !== true,
    ...(props.secret === true ? ({ autocapitalize: "none" } as const) : {}),
    "aria-describedby": `${id}-hint ${id}-problem`,
    "aria-invalid": props.problem !== undefined,
    class: props.mono === true ? "input mono" : "input",
    onInput: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      props.onValue(currentTarget.value),
  }
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.rows !== undefined ? (
        <textarea rows={props.rows} {...shared} />
      ) : props.type === "password" ? (
        <input ref={input} type="password" {...shared} />
      ) : (
        <input ref={input} type="text" inputMode={props.inputMode ?? "text"} {...shared} />
      )}
      <p class="field-hint" id={`${id}-hint`}>
        {props.hint}
      </p>
      <p class="field-problem" id={`${id}-problem`}>
        {props.problem}
      </p>
    </div>
  )
}
