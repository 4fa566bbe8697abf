import "../../src/chat/styles/chat.css"
import { startChat } from "../../src/chat/startChat.tsx"
import { FakeChat, states } from "./fakeChat.ts"

const query = new URLSearchParams(location.search)
const state = states[query.get("state") ?? "welcome"]
const theme = query.get("theme")
if (theme !== null) document.documentElement.setAttribute("data-theme", theme)
if (state === undefined) throw new Error("no such state")

startChat(async (options) => {
  const chat = new FakeChat({ ...state, keep: options.keep && state.keep })
  Reflect.set(window, "fakeChat", chat)
  return chat
})
