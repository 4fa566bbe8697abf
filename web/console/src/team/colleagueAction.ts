/** What can be done to a colleague's account besides their role. */
export type ColleagueAction = "disable" | "enable" | "endSessions"
