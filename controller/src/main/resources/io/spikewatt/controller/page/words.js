// Words in two languages, and numbers and times as people write them.

const words = {
  en: {
    connecting: "Connecting …", lost: "No connection since {time}. What is shown is old.",
    stale: "No control cycle for {s} s.", starting: "Starting: waits for the first readings.",
    flow: "Power now", rest: "not measured", load: "House", grid: "Grid", pv: "Sun", wind: "Wind",
    battery: "Battery", ev: "Car", compute: "Compute", genset: "Genset", "heat-pump": "Heat pump",
    importing: "imports", exporting: "exports", charging: "charges", discharging: "discharges",
    producing: "produces", consuming: "consumes", idle: "rests", unknown: "unknown",
    away: "away", "plugged-in": "plugged in",
    fullAt: "Battery full at {time}", sunrise: "{pct} at sunrise ({time})",
    saves: "the next 24 h save {amount} against self-consumption", keeps: "energy kept for outages or the peak costs {amount} in the next 24 h",
    limits: "Limits", limitImport: "Import at most {w}", limitExport: "Export at most {w}",
    by: "set by {who}", configured: "the configuration", "grid-operator": "the grid operator",
    command: "a command", mode: "Mode", alarms: "Alarms", noAlarms: "No alarms.",
    todo: "What to do:", notes: "Notes", commands: "Commands", send: "Send …", really: "Send this command?",
    yes: "Send", no: "Cancel", undo: "Undo", sent: "Sent", accepted: "In force until {time}.",
    ended: "Ends now.", refused: "Refused: {why}", failed: "Not sent: {why}",
    needToken: "Commands need the token.", token: "Token", signIn: "Unlock", signOut: "Lock",
    tokenHint: "It is in the file page-token of the state directory: sudo cat /var/lib/spikewatt/page-token",
    seeToken: "This page needs the token.", wrongToken: "This is not the token.",
    what: "What", value: "Value", holds: "Holds for", minutes: "{n} min", hours: "{n} h",
    "limit-import": "Limit import (W)", "limit-export": "Limit export (W)",
    "reserve-soc": "Reserve for outages (%)", evTrip: "{id}: leaves at", evEnergy: "needs (kWh)",
    computeBudget: "{id}: at most (W)", objective: "Aim",
    auto: "automatic", "self-consumption": "self-consumption", hold: "hold", "island-test": "island test", island: "island",
    cost: "lowest cost",
    forecast: "Forecast and what happened", loadTitle: "House", sourceTitle: "Sun and wind",
    actual: "measured", expected: "expected", band: "8 of 10 fall into this band",
    plan: "Plan", price: "Price", importPrice: "import price", exportPrice: "export price",
    soc: "state of charge", reserve: "reserve", powerPlan: "Planned power", noPlan: "No plan yet: control goes by rules.",
    unmet: "Cannot be met", deadlines: "Cars and jobs", needs: "{soc} now, wants {target} by {time}",
    job: "{left} of {all} kWh left, due {time}", nothing: "Nothing is due.",
    devices: "Devices", device: "Device", role: "Role", age: "Newest reading", state: "State", writes: "Writes left today",
    good: "good", never: "never",
    month: "What {month} cost", measured: "as it was", selfConsumption: "plain self-consumption with this battery", selfConsumptionBare: "plain self-consumption", withoutBattery: "without a battery",
    course: "Control", total: "Cost", imported: "Import", exported: "Export",
    monthCost: "{month} cost {amount}.", monthUnknown: "What {month} cost is not known: the meter has gaps.",
    monthIs: "That is {parts}.", and: " and ", monthLess: "{amount} less than {what}", monthMore: "{amount} more than {what}", monthSame: "as much as {what}",
    monthGaps: "{n} of {all} quarter hours are not known. They count in no line.", monthSince: "The record begins on {time}.",
    monthLittle: "Too little is known of {month}: {known} of {all} quarter hours. Three quarters of them are needed, and a day.",
    monthHint: "By quarter hours and this site's prices, with battery wear, less what more stored energy is worth. Standing charges are not part of it.",
    quality: "Who forecasts best", series: "Series", model: "Model", skill: "Skill", coverage: "In the band", best: "Best lately", learnt: "Learnt to",
    day: "The last day as decided", dayHint: "Newest first. Open a line to see why.",
    setpoints: "Setpoints", costs: "Expected cost of other choices", prices: "Prices", unlogged: "{n} later changes have no line.",
    noneYet: "Nothing yet.", language: "Deutsch", skip: "To the content", price_: "Price",
    seasonal: "seasonal", "similar-day": "similar day", ridge: "linear stack", spiking: "LIF network",
    chosen: "chosen", charge: "charge", idle_: "rest", discharge: "discharge", table: "Powers as a table", version: "Version {v}",
    monitorOnly: "Only watches: nothing is written to devices.", unitAgo: "{t} ago", reconnect: "Control runs; this page reconnects by itself.",
    "role-pv": "PV", "role-wind": "wind turbine", "role-battery": "battery", "role-grid-meter": "grid meter", "role-load": "feeder", "role-ev-charger": "charger", "role-compute": "compute", "role-utility-meter": "utility meter", "role-limit-contact": "operator's contact", "role-shed-relay": "relay", "role-heat-pump": "heat pump", "role-sg-ready": "heat pump (SG Ready)", "role-genset": "genset", "role-transfer-switch": "transfer switch", "role-mode-switch": "switch", "role-feed-in-limit": "feed-in limiter",
  },
  de: {
    connecting: "Verbindet …", lost: "Keine Verbindung seit {time}. Was hier steht, ist alt.",
    stale: "Seit {s} s kein Regelzyklus.", starting: "Startet: wartet auf die ersten Messwerte.",
    flow: "Leistung jetzt", rest: "nicht gemessen", load: "Haus", grid: "Netz", pv: "Sonne", wind: "Wind",
    battery: "Batterie", ev: "Auto", compute: "Rechner", genset: "Generator", "heat-pump": "Wärmepumpe",
    importing: "bezieht", exporting: "speist ein", charging: "lädt", discharging: "entlädt",
    producing: "erzeugt", consuming: "verbraucht", idle: "ruht", unknown: "unbekannt",
    away: "unterwegs", "plugged-in": "angesteckt",
    fullAt: "Batterie voll um {time}", sunrise: "{pct} bei Sonnenaufgang ({time})",
    saves: "die nächsten 24 h sparen {amount} gegenüber Eigenverbrauch", keeps: "Energie für Netzausfälle oder die Spitze kostet {amount} in den nächsten 24 h",
    limits: "Grenzen", limitImport: "Bezug höchstens {w}", limitExport: "Einspeisung höchstens {w}",
    by: "gesetzt: {who}", configured: "Konfiguration", "grid-operator": "Netzbetreiber",
    command: "Befehl", mode: "Betriebsart", alarms: "Alarme", noAlarms: "Keine Alarme.",
    todo: "Was zu tun ist:", notes: "Hinweise", commands: "Befehle", send: "Senden …", really: "Diesen Befehl senden?",
    yes: "Senden", no: "Abbrechen", undo: "Rückgängig", sent: "Gesendet", accepted: "Gilt bis {time}.",
    ended: "Endet jetzt.", refused: "Abgelehnt: {why}", failed: "Nicht gesendet: {why}",
    needToken: "Befehle brauchen das Token.", token: "Token", signIn: "Entsperren", signOut: "Sperren",
    tokenHint: "Es steht in der Datei page-token des Zustandsverzeichnisses: sudo cat /var/lib/spikewatt/page-token",
    seeToken: "Diese Seite braucht das Token.", wrongToken: "Das ist nicht das Token.",
    what: "Was", value: "Wert", holds: "Gilt für", minutes: "{n} min", hours: "{n} h",
    "limit-import": "Bezug begrenzen (W)", "limit-export": "Einspeisung begrenzen (W)",
    "reserve-soc": "Reserve für Ausfälle (%)", evTrip: "{id}: Abfahrt um", evEnergy: "braucht (kWh)",
    computeBudget: "{id}: höchstens (W)", objective: "Ziel",
    auto: "automatisch", "self-consumption": "Eigenverbrauch", hold: "halten", "island-test": "Inseltest", island: "Insel",
    cost: "geringste Kosten",
    forecast: "Vorhersage und was geschah", loadTitle: "Haus", sourceTitle: "Sonne und Wind",
    actual: "gemessen", expected: "erwartet", band: "8 von 10 fallen in dieses Band",
    plan: "Plan", price: "Preis", importPrice: "Bezugspreis", exportPrice: "Einspeisepreis",
    soc: "Ladezustand", reserve: "Reserve", powerPlan: "Geplante Leistung", noPlan: "Noch kein Plan: geregelt wird nach Regeln.",
    unmet: "Nicht erfüllbar", deadlines: "Autos und Aufträge", needs: "jetzt {soc}, will {target} bis {time}",
    job: "{left} von {all} kWh übrig, fällig {time}", nothing: "Nichts ist fällig.",
    devices: "Geräte", device: "Gerät", role: "Rolle", age: "Neuester Messwert", state: "Zustand", writes: "Schreibzugriffe heute übrig",
    good: "gut", never: "nie",
    month: "Was der {month} kostete", measured: "wie es war", selfConsumption: "bei reinem Eigenverbrauch mit dieser Batterie", selfConsumptionBare: "bei reinem Eigenverbrauch", withoutBattery: "ohne Batterie",
    course: "Regelung", total: "Kosten", imported: "Bezug", exported: "Einspeisung",
    monthCost: "Der {month} kostete {amount}.", monthUnknown: "Was der {month} kostete, ist nicht bekannt: der Zähler hat Lücken.",
    monthIs: "Das ist {parts}.", and: " und ", monthLess: "{amount} weniger als {what}", monthMore: "{amount} mehr als {what}", monthSame: "so viel wie {what}",
    monthGaps: "{n} von {all} Viertelstunden sind nicht bekannt. Sie zählen in keiner Zeile.", monthSince: "Die Aufzeichnung beginnt am {time}.",
    monthLittle: "Vom {month} ist zu wenig bekannt: {known} von {all} Viertelstunden. Nötig sind drei Viertel davon und ein Tag.",
    monthHint: "Nach Viertelstunden und den Preisen dieser Anlage, mit Verschleiß der Batterie, abzüglich des Werts von mehr gespeicherter Energie. Grundgebühren gehören nicht dazu.",
    quality: "Wer am besten vorhersagt", series: "Reihe", model: "Modell", skill: "Güte", coverage: "Im Band", best: "Zuletzt am besten", learnt: "Gelernt bis",
    day: "Der letzte Tag, wie entschieden", dayHint: "Neuestes zuerst. Eine Zeile öffnen zeigt, warum.",
    setpoints: "Sollwerte", costs: "Erwartete Kosten anderer Entscheidungen", prices: "Preise", unlogged: "{n} spätere Änderungen haben keine Zeile.",
    noneYet: "Noch nichts.", language: "English", skip: "Zum Inhalt", price_: "Preis",
    seasonal: "saisonal", "similar-day": "ähnlicher Tag", ridge: "lineares Modell", spiking: "LIF-Netz",
    chosen: "gewählt", charge: "laden", idle_: "ruhen", discharge: "entladen", table: "Leistungen als Tabelle", version: "Version {v}",
    monitorOnly: "Beobachtet nur: nichts wird in Geräte geschrieben.", unitAgo: "vor {t}", reconnect: "Die Regelung läuft; diese Seite verbindet sich selbst neu.",
    "role-pv": "PV", "role-wind": "Windrad", "role-battery": "Batterie", "role-grid-meter": "Netzzähler", "role-load": "Abgang", "role-ev-charger": "Ladepunkt", "role-compute": "Rechner", "role-utility-meter": "Stromzähler", "role-limit-contact": "Kontakt des Netzbetreibers", "role-shed-relay": "Relais", "role-heat-pump": "Wärmepumpe", "role-sg-ready": "Wärmepumpe (SG Ready)", "role-genset": "Generator", "role-transfer-switch": "Umschalter", "role-mode-switch": "Schalter", "role-feed-in-limit": "Einspeisebegrenzer",
  },
};

// What to do about an alarm, by the beginning of its code.
const advice = {
  "device/": { en: "Check the device's power and network cable; it comes back by itself.",
    de: "Stromversorgung und Netzwerkkabel des Geräts prüfen; es kommt von selbst zurück." },
  "write/": { en: "The device refuses commands: check its remote-control setting.",
    de: "Das Gerät nimmt keine Befehle an: die Einstellung für Fernsteuerung prüfen." },
  "foreign-writer/": { en: "Another controller writes to this device: switch one of the two off.",
    de: "Eine andere Steuerung schreibt in dieses Gerät: eine der beiden abschalten." },
  "implausible/": { en: "The reading cannot be right: check wiring, sign and scale of the meter.",
    de: "Der Messwert kann nicht stimmen: Verdrahtung, Vorzeichen und Skalierung des Zählers prüfen." },
  "gate/": { en: "A setpoint was refused; the log says why.", de: "Ein Sollwert wurde abgelehnt; das Protokoll sagt, warum." },
  "battery-unknown": { en: "The battery stays at 0 until it can be read again: check its connection.",
    de: "Die Batterie bleibt auf 0, bis sie wieder lesbar ist: ihre Verbindung prüfen." },
  "battery-not-counted-on": { en: "The battery does not follow: look for faults or limits on its display.",
    de: "Die Batterie folgt nicht: auf ihrer Anzeige nach Fehlern oder Grenzen sehen." },
  "export-limit": { en: "More is fed in than allowed: check the PV inverter's limit.",
    de: "Es wird mehr eingespeist als erlaubt: Begrenzung des Wechselrichters prüfen." },
  "hunting": { en: "Readings are late: check the meter's interval.", de: "Messwerte kommen spät: das Intervall des Zählers prüfen." },
  "shed": { en: "Load is switched off to keep a limit; it comes back by itself.",
    de: "Last ist abgeschaltet, um eine Grenze zu halten; sie kommt von selbst zurück." },
  "prices-missing": { en: "No price for now: check what sends the prices.", de: "Kein Preis für jetzt: prüfen, was die Preise sendet." },
  "forecast-drift": { en: "Nothing: a new model is learnt at night.", de: "Nichts: in der Nacht wird ein neues Modell gelernt." },
  "state-directory": { en: "Check the disk: is it full or read-only?", de: "Den Datenträger prüfen: voll oder nur lesbar?" },
  "broker-certificate": { en: "Renew the broker's certificate.", de: "Das Zertifikat des Brokers erneuern." },
  "broker": { en: "Check the MQTT broker; control goes on without it.", de: "Den MQTT-Broker prüfen; die Regelung läuft ohne ihn weiter." },
  "islanding": { en: "The separation failed and is tried again; check the transfer switch.",
    de: "Die Trennung misslang und wird wiederholt; den Umschalter prüfen." },
  "black-start": { en: "Wait: the site starts itself.", de: "Warten: die Anlage startet sich selbst." },
  "write-budget": { en: "The device's memory is spared today: send fewer commands.", de: "Der Speicher des Geräts wird heute geschont: weniger Befehle senden." },
};

const stored = localStorage.getItem("language");
let language = stored === "de" || stored === "en" ? stored : navigator.language.toLowerCase().startsWith("de") ? "de" : "en";
let zone = "UTC";

export const lang = () => language;
export function switchLanguage() {
  language = language === "de" ? "en" : "de";
  localStorage.setItem("language", language);
}
export function setZone(name) { zone = name; }
export const timeZone = () => zone;

export function t(key, values = {}) {
  const text = words[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "?");
}

export function adviceFor(code) {
  const found = Object.keys(advice).filter(start => code.startsWith(start)).sort((a, b) => b.length - a.length)[0];
  return found ? advice[found][language] : "";
}

export const number = (value, digits = 0) =>
  new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
export const watts = value => `${number(Math.abs(value))} W`;
export const percent = value => `${number(value)} %`;
export const money = (value, currency, digits = 2) =>
  new Intl.NumberFormat(language, { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

const sameDay = (a, b) => a.toLocaleDateString("en", { timeZone: zone }) === b.toLocaleDateString("en", { timeZone: zone });

/** A time of day, with the weekday if it is not today's. */
export function time(iso, now) {
  const at = new Date(iso);
  const options = { hour: "2-digit", minute: "2-digit", timeZone: zone, hour12: false };
  if (now && !sameDay(at, new Date(now))) options.weekday = "short";
  return new Intl.DateTimeFormat(language, options).format(at);
}
/** A calendar month, 2026-10. */
export const monthName = month =>
  new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-15`));
export const dateTime = iso =>
  new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short", timeZone: zone, hour12: false }).format(new Date(iso));

export function age(seconds) {
  if (seconds < 120) return `${number(seconds)} s`;
  if (seconds < 7200) return `${number(seconds / 60)} min`;
  return `${number(seconds / 3600)} h`;
}
