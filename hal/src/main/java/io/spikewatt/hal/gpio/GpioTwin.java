package io.spikewatt.hal.gpio;

/** A board without hardware, with the other ends of its wires: for the simulator and for tests. */
public interface GpioTwin extends Gpio {

  /** Drives the wire of an input high or low, also before the input is claimed; first low. */
  void drive(int pin, boolean high);

  /** Level of the output on this wire, true = high; low before it is claimed. */
  boolean level(int pin);
}
