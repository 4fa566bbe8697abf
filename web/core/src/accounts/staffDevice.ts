import { type StaffDevice, StaffKeys } from "./staffKeys.ts"

/** This browser's device for a member of staff (`usr_…`), the same one that set-up or the console registered. */
export async function staffDevice(user: string): Promise<StaffDevice> {
  const keys = await StaffKeys.open()
  try {
    return await keys.device(user)
  } finally {
    keys.close()
  }
}
