package io.spikewatt.controller.notify;

/**
 * A message as every kind of target can show it.
 *
 * @param kind alarms, summary or test
 * @param urgent whether it reports the begin of an error
 * @param subject one line without control characters
 * @param text lines without other control characters
 * @param document JSON object with the same in fields
 */
record Notification(String kind, boolean urgent, String subject, String text, String document) {}
