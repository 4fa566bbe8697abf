import type { Observable } from "@sotto/core"

/** The person did not confirm that it is them; the command that asked for it was not carried out. */
export class StepUpDeclined extends Error {
  constructor() {
    super("the verification was declined")
    this.name = "StepUpDeclined"
  }
}

interface Question {
  readonly answered: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Stands between commands that need a fresh verification and the one dialog that asks for it. Its value says whether a
 * question is open. Commands that ask while one is open wait for the same answer.
 */
export class StepUps implements Observable<boolean> {
  readonly #listeners = new Set<() => void>()
  #question: Question | undefined

  get value(): boolean {
    return this.#question !== undefined
  }

  subscribe(listener: () => void): () => void {
    const own = () => listener()
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
      // Whoever showed the question has gone, signed out for one; nobody is left to answer it.
      if (this.#listeners.size === 0) this.decline()
    }
  }

  /** Resolves when the person confirmed; throws StepUpDeclined when they did not, or when nobody can ask them. */
  async ask(): Promise<void> {
    if (this.#listeners.size === 0) throw new StepUpDeclined()
    if (this.#question === undefined) {
      this.#question = open()
      this.#changed()
    }
    await this.#question.answered
  }

  confirm(): void {
    this.#close((question) => question.resolve())
  }

  decline(): void {
    this.#close((question) => question.reject(new StepUpDeclined()))
  }

  #close(answer: (question: Question) => void): void {
    const question = this.#question
    if (question === undefined) return
    this.#question = undefined
    answer(question)
    this.#changed()
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}

function open(): Question {
  let answer: Pick<Question, "resolve" | "reject"> = { resolve: () => undefined, reject: () => undefined }
  const answered = new Promise<void>((resolve, reject) => {
    answer = { resolve, reject }
  })
  return { answered, ...answer }
}
