package io.spikewatt.controller.report;

/** Languages of sentences for people. */
public enum Language {
  ENGLISH,
  GERMAN
}
