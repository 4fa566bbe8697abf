import type { JSX } from "preact"
import type { Page } from "../App.tsx"
import { CloseButton } from "./CloseButton.tsx"

/** For screens on which there is nobody to name. */
export function PlainHeader({ title, page }: { readonly title: string; readonly page: Page }): JSX.Element {
  return (
    <header class="c-header">
      <div class="c-heading">
        <h1>{title}</h1>
      </div>
      <CloseButton page={page} />
    </header>
  )
}
