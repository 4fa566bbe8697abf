// What only some conversations need: the chat page loads it when somebody new is let in.
export { admitWaiting } from "./admitting.ts"
export { changed } from "./changed.ts"
export { onceGood } from "./onceGood.ts"
export { checkAdded, told } from "./vouched.ts"
