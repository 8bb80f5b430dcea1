/** Decides the powers of a slot when it begins. */
interface DispatchStrategy {

  HomeState.Powers decide(int slot, HomeState home, HorizonInputs ahead);
}
