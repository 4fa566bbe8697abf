import { openCustomerChat } from "@sotto/core"
import "./styles/chat.css"
import { startChat } from "./startChat.tsx"

startChat(openCustomerChat)
