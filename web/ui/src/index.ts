export { Composer } from "./compose/Composer.tsx"
export { messageLimit } from "./compose/editing.ts"
export { MessageLog } from "./log/MessageLog.tsx"
export { MessageRow } from "./log/MessageRow.tsx"
export { MessageText } from "./log/MessageText.tsx"
export { DayDivider, EventRow, TypingIndicator, WarningRow } from "./log/OtherRows.tsx"
export { StateMark } from "./log/StateMark.tsx"
export { Avatar } from "./parts/Avatar.tsx"
export { Dialog } from "./parts/Dialog.tsx"
export { Icon, type IconName } from "./parts/Icon.tsx"
export { Menu, type MenuItem } from "./parts/Menu.tsx"
export { catalogueProblems } from "./translate/catalogueProblems.ts"
export { formatDateTime, formatDay, formatFingerprint, formatShort, formatTime } from "./translate/format.ts"
export { LanguageProvider, useLanguage } from "./translate/LanguageContext.ts"
export { createLanguages, type Languages } from "./translate/languages.ts"
export { chooseLocale, type Direction, directionOf } from "./translate/locale.ts"
export {
  type Catalogue,
  createTranslator,
  type Translate,
  type Translator,
  type Values,
} from "./translate/translator.ts"
export { type UiKey, uiLanguages } from "./translate/uiLanguages.ts"
export { useObservable } from "./useObservable.ts"
