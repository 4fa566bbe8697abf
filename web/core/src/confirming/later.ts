/** What confirming takes, as one file: the chat page fetches it when somebody is asked, or has a passkey. */
export { confirmingStep } from "./confirmingStep.ts"
export { Confirming } from "./customerConfirming.ts"
