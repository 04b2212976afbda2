// What every part of the page shares: who we are, the workspace, and the last state the server sent.

export const app = {
  user: null, // The Slack id of the person that we are in this tab.
  device: "", // The one that has our windows: each device has its own, as in Slack. The address may name it.
  workspace: { team: {}, app: {}, people: [], commands: [], shortcuts: [] },
  state: null,
};

/** The person with this id, or a stand-in with the id as name, since a message may come from anyone. */
export function person(id) {
  const bot = app.workspace.app;
  if (id && id === bot.bot_user_id) return { id, name: bot.name, initials: "✓", color: bot.color, bot: true };
  const found = app.workspace.people.find((one) => one.id === id);
  return found || { id, name: id || "Someone", initials: "?", color: "" };
}

/** The IANA zone in which times are shown: that of the person we are. */
export function zone() {
  return person(app.user).tz || Intl.DateTimeFormat().resolvedOptions().timeZone;
}
