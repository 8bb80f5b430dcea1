/** Decides the powers of a slot when it begins. */
interface Course {

  HomeState.Powers decide(int slot, HomeState home, Outlook ahead);
}
