// What only some conversations need: the chat page loads it when somebody new is let in.
export { admitWaiting } from "./admitting.ts"
export { onceGood } from "./onceGood.ts"
export { checkAdded, left, told } from "./vouched.ts"
