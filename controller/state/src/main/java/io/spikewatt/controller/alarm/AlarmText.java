package io.spikewatt.controller.alarm;

/** The sentence of one alarm; made by {@link AlarmTexts} alone, so none lacks a language. */
public sealed interface AlarmText permits AlarmTexts.Worded {

  /** With the details of its cause. */
  String english();

  /** Names and numbers as in the English sentence; causes that programs report are left out. */
  String german();
}
