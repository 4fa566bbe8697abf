import type { ComponentChildren, JSX } from "preact"
import { useId } from "preact/hooks"

export interface FieldProps {
  readonly label: string
  readonly hint?: ComponentChildren
  readonly problem?: string | undefined
  readonly value: string
  readonly onValue: (value: string) => void
  readonly rows?: number
  readonly autocomplete?: string
  readonly inputMode?: "text" | "url"
  readonly mono?: boolean
  /** Keeps the browser from learning or correcting what is typed. */
  readonly secret?: boolean
}

/** One labelled input. Its hint and its problem are announced with it. */
export function Field(props: FieldProps): JSX.Element {
  const id = useId()
  const shared = {
    id,
    value: props.value,
    autocomplete: props.secret === true ? "off" : (props.autocomplete ?? "off"),
    spellcheck: props.secret !== true,
    "aria-describedby": `${id}-hint ${id}-problem`,
    "aria-invalid": props.problem !== undefined,
    class: props.mono === true ? "input mono" : "input",
    onInput: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      props.onValue(currentTarget.value),
  }
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.rows === undefined ? (
        <input type="text" inputMode={props.inputMode ?? "text"} {...shared} />
      ) : (
        <textarea rows={props.rows} {...shared} />
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
