// Words of the fleet's page in two languages.
import { dateTime, number, setWords, t, time } from "/language.js";

export * from "/language.js";

setWords({
  en: {
    title: "Spikewatt fleet", skip: "Skip to content", language: "Deutsch", connecting: "Connecting …",
    lost: "No connection to the coordinator since {time}. What is shown is old.",
    noBroker: "The coordinator has no connection to its broker. No site can be heard, so none counts as silent.",
    seeToken: "This page needs the token.", token: "Token", signIn: "Unlock", signOut: "Lock", wrongToken: "This is not the token.",
    tokenHint: "It is in the file page-token of the coordinator's folder: cat fleet-state/page-token",
    siteList: "Sites", noSites: "No site has enrolled yet.", "sites-one": "1 site", "sites": "{n} sites",
    well: "{n} well", silent: "{n} silent", "silent-since-one": "1 silent since {time}", "silent-since": "{n} silent, the first since {time}",
    degraded: "{n} degraded", alarms: "{n} with warnings", unknown: "{n} without shared alarms",
    "is-well": "well", "is-silent": "silent", "is-degraded": "degraded", "is-alarms": "warnings", "is-unknown": "not shared",
    silentSince: "silent since {time}", connectedSince: "connected since {time}", leftAt: "left at {time}", since: "since {time}",
    error: "error", warning: "warning", "moreAlarms-one": "1 more alarm", moreAlarms: "{n} more alarms",
    filter: "Filter by name, group, alarm, version", "found-one": "1 site found", found: "{n} sites found",
    needing: "These need a person", rest: "The others", showAll: "Show all {n}",
    silentMeans: "Silent: no message for {n} minutes. Sites that share no alarms are silent only once they are disconnected.",
    name: "Site", condition: "Condition", contact: "Contact", group: "Group", model: "Model", recordsTo: "Records to", epsilon: "ε this month", software: "Product",
    shipped: "shipped", onTrial: "{v} on trial",
    rounds: "Rounds", round: "Round", features: "Features", opened: "Opened", members: "Members", phase: "Phase", noRounds: "No round yet.",
    "phase-keys": "keys", "phase-shares": "shares", "phase-updates": "updates", "phase-reveals": "reveals", "phase-over": "over", "phase-summed": "summed", "phase-void": "void",
    "round-open": "open", "round-finished": "finished", "round-void": "void", "awaited-one": "1 awaited", awaited: "{n} awaited",
    privacyOf: "Rounds spend at most ε {month} a month and {year} a year of each site.", noNoise: "Rounds have no noise: only masks protect an update.",
    "refusals-one": "1 message refused since the start", refusals: "{n} messages refused since the start", newestRefusals: "The newest",
    models: "Models", version: "Version", stage: "Stage", made: "Made", trainedBy: "Trained by", cameAlong: "came along",
    "gateways-one": "1 gateway", gateways: "{n} gateways", andMore: "and {n} more",
    "stage-trained": "trained", "stage-canary": "on trial at canaries", "stage-released": "released", "stage-rolled_back": "rolled back",
  },
  de: {
    title: "Spikewatt-Flotte", skip: "Zum Inhalt", language: "English", connecting: "Verbindung wird hergestellt …",
    lost: "Keine Verbindung zum Koordinator seit {time}. Die Anzeige ist veraltet.",
    noBroker: "Der Koordinator hat keine Verbindung zu seinem Broker. Keine Anlage ist zu hören, darum gilt keine als still.",
    seeToken: "Diese Seite braucht das Token.", token: "Token", signIn: "Öffnen", signOut: "Sperren", wrongToken: "Das ist nicht das Token.",
    tokenHint: "Es ist in der Datei page-token im Ordner des Koordinators: cat fleet-state/page-token",
    siteList: "Anlagen", noSites: "Noch keine Anlage ist angemeldet.", "sites-one": "1 Anlage", "sites": "{n} Anlagen",
    well: "{n} in Ordnung", silent: "{n} still", "silent-since-one": "1 still seit {time}", "silent-since": "{n} still, die erste seit {time}",
    degraded: "{n} eingeschränkt", alarms: "{n} mit Warnungen", unknown: "{n} ohne geteilte Alarme",
    "is-well": "in Ordnung", "is-silent": "still", "is-degraded": "eingeschränkt", "is-alarms": "Warnungen", "is-unknown": "nicht geteilt",
    silentSince: "still seit {time}", connectedSince: "verbunden seit {time}", leftAt: "getrennt um {time}", since: "seit {time}",
    error: "Fehler", warning: "Warnung", "moreAlarms-one": "1 weiterer Alarm", moreAlarms: "{n} weitere Alarme",
    filter: "Filtern nach Name, Gruppe, Alarm, Version", "found-one": "1 Anlage gefunden", found: "{n} Anlagen gefunden",
    needing: "Diese brauchen einen Menschen", rest: "Die anderen", showAll: "Alle {n} zeigen",
    silentMeans: "Still: {n} Minuten keine Nachricht. Anlagen, die keine Alarme teilen, sind erst still, wenn sie getrennt sind.",
    name: "Anlage", condition: "Zustand", contact: "Kontakt", group: "Gruppe", model: "Modell", recordsTo: "Aufzeichnung bis", epsilon: "ε im Monat", software: "Programm",
    shipped: "mitgeliefert", onTrial: "{v} in Erprobung",
    rounds: "Runden", round: "Runde", features: "Merkmale", opened: "Begonnen", members: "Mitglieder", phase: "Phase", noRounds: "Noch keine Runde.",
    "phase-keys": "Schlüssel", "phase-shares": "Anteile", "phase-updates": "Änderungen", "phase-reveals": "Aufdecken", "phase-over": "vorbei", "phase-summed": "summiert", "phase-void": "ungültig",
    "round-open": "läuft", "round-finished": "beendet", "round-void": "ungültig", "awaited-one": "1 erwartet", awaited: "{n} erwartet",
    privacyOf: "Runden verbrauchen höchstens ε {month} im Monat und {year} im Jahr je Anlage.", noNoise: "Runden haben kein Rauschen: nur Masken schützen eine Änderung.",
    "refusals-one": "1 Nachricht seit dem Start abgelehnt", refusals: "{n} Nachrichten seit dem Start abgelehnt", newestRefusals: "Die neuesten",
    models: "Modelle", version: "Version", stage: "Stufe", made: "Entstanden", trainedBy: "Trainiert von", cameAlong: "mitgeliefert",
    "gateways-one": "1 Gateway", gateways: "{n} Gateways", andMore: "und {n} weitere",
    "stage-trained": "trainiert", "stage-canary": "in Erprobung", "stage-released": "freigegeben", "stage-rolled_back": "zurückgezogen",
  },
});

const WEEK_MS = 6 * 24 * 3600 * 1000;

/** A text with a number; one has a text of its own where it needs one. */
export function count(key, n, values = {}) {
  const one = `${key}-one`;
  return t(n === 1 && t(one) !== one ? one : key, { n: number(n), ...values });
}

/** A time of day, with the weekday if it is not today's, or a date if it is long ago. */
export const when = (iso, now) => (new Date(now) - new Date(iso) > WEEK_MS ? dateTime(iso) : time(iso, now));
