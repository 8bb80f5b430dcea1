/*
 * A library with the functions of NVML that Spikewatt calls, and a plant of two cards behind them.
 * Written from NVML's public documentation. Time and faults are set by the functions fake_*.
 *
 * A card draws the least of its enforced limit, and what its phase of work draws at its clock,
 * but no less than its idle power; a change shows after a lag. A limit above what the phase draws
 * changes nothing. Handles of before an init are refused.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
  SUCCESS = 0, UNINITIALIZED = 1, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, NO_PERMISSION = 4,
  NOT_FOUND = 6, INSUFFICIENT_SIZE = 7, DRIVER_NOT_LOADED = 9, GPU_IS_LOST = 15
};

#define CARDS 2
#define LEAST_MW 200000u
#define MOST_MW 750000u
#define DEFAULT_MW 700000u
#define MOST_MHZ 1980u
#define MHZ_STEP 15u

typedef struct {
  unsigned generation; /* of the last init that gave it out */
  int lost;
  unsigned limit_mw, outside_mw;
  unsigned lock_mhz; /* 0 = none */
  unsigned phase_mw, idle_mw;
  double drawn_mw, due_mw;
  uint64_t due_ms;
  double energy_mj, loaded_mj; /* in all, and when the driver was loaded */
} card_t;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static card_t cards[CARDS];
static int started, inits, permitted = 1, without_power, without_constraints;
static unsigned generation, lag_ms, sets;
static uint64_t now_ms, unloaded_until_ms;

static unsigned least(unsigned a, unsigned b) { return a < b ? a : b; }

static unsigned enforced(const card_t *card) { return least(card->limit_mw, card->outside_mw); }

static unsigned clock_mhz(const card_t *card) {
  return card->lock_mhz ? card->lock_mhz : MOST_MHZ;
}

/* Dynamic power follows the square of the clock. */
static double target_mw(const card_t *card) {
  double share = (double) clock_mhz(card) / MOST_MHZ;
  double wanted = card->idle_mw + (card->phase_mw - (double) card->idle_mw) * share * share;
  double held = wanted < enforced(card) ? wanted : enforced(card);
  return held > card->idle_mw ? held : card->idle_mw;
}

static void reset(card_t *card) {
  card->limit_mw = DEFAULT_MW;
  card->lock_mhz = 0;
}

static void aim(card_t *card) {
  double target = target_mw(card);
  if (target != card->due_mw) {
    card->due_mw = target;
    card->due_ms = now_ms + lag_ms;
  }
  if (card->due_ms <= now_ms) {
    card->drawn_mw = card->due_mw;
  }
}

static void start(void) {
  if (started) return;
  started = 1;
  for (int i = 0; i < CARDS; i++) {
    reset(&cards[i]);
    cards[i].outside_mw = MOST_MW;
    cards[i].idle_mw = cards[i].phase_mw = 70000;
    cards[i].drawn_mw = cards[i].due_mw = 70000;
  }
}

/* --- what tests set ------------------------------------------------------------------------ */

void fake_time(uint64_t ms) {
  pthread_mutex_lock(&lock);
  start();
  for (int i = 0; i < CARDS; i++) {
    card_t *card = &cards[i];
    uint64_t from = now_ms;
    if (card->due_ms > from && card->due_ms <= ms) {
      card->energy_mj += card->drawn_mw * (double) (card->due_ms - from) / 1000;
      card->drawn_mw = card->due_mw;
      from = card->due_ms;
    }
    card->energy_mj += card->drawn_mw * (double) (ms - from) / 1000;
  }
  now_ms = ms;
  pthread_mutex_unlock(&lock);
}

void fake_lag(unsigned ms) { lag_ms = ms; }

void fake_phase(unsigned index, unsigned mw) {
  start();
  cards[index].phase_mw = mw;
  aim(&cards[index]);
}

/* A limit from outside, as of a rack's power manager. */
void fake_outside(unsigned index, unsigned mw) {
  start();
  cards[index].outside_mw = mw;
  aim(&cards[index]);
}

/* Another program sets the limit. */
void fake_limit(unsigned index, unsigned mw) {
  start();
  cards[index].limit_mw = mw;
  aim(&cards[index]);
}

void fake_lost(unsigned index, int lost) {
  start();
  cards[index].lost = lost;
  if (lost) reset(&cards[index]);
}

/* The driver is unloaded for so long, and then has its defaults again. */
void fake_unload(unsigned ms) {
  start();
  unloaded_until_ms = now_ms + ms;
  generation++;
  inits = 0;
  for (int i = 0; i < CARDS; i++) {
    reset(&cards[i]);
    cards[i].loaded_mj = cards[i].energy_mj;
    aim(&cards[i]);
  }
}

/* Handles of before are refused from now on, though the driver is open. */
void fake_stale(void) { generation++; }

void fake_permit(int allowed) { permitted = allowed; }
void fake_without_power(int without) { without_power = without; }
void fake_without_constraints(int without) { without_constraints = without; }

/* Limits and locks that were set until now. */
unsigned fake_sets(void) { return sets; }
unsigned fake_lock(unsigned index) { return cards[index].lock_mhz; }

/* Energy of a card, mJ, and draw now, mW: an independent meter. */
uint64_t fake_energy(unsigned index) { return (uint64_t) cards[index].energy_mj; }
unsigned fake_draw(unsigned index) { return (unsigned) cards[index].drawn_mw; }

/* --- NVML ---------------------------------------------------------------------------------- */

static int driver(void) {
  start();
  if (now_ms < unloaded_until_ms) return DRIVER_NOT_LOADED;
  return inits > 0 ? SUCCESS : UNINITIALIZED;
}

static int at(void *device, card_t **found) {
  int driven = driver();
  if (driven != SUCCESS) return driven;
  card_t *card = device;
  if (card < cards || card >= cards + CARDS || card->generation != generation) {
    return INVALID_ARGUMENT;
  }
  if (card->lost) return GPU_IS_LOST;
  *found = card;
  return SUCCESS;
}

#define CARD(device)                                    \
  card_t *card;                                         \
  int driven = at(device, &card);                       \
  if (driven != SUCCESS) return driven

int nvmlInit_v2(void) {
  start();
  if (now_ms < unloaded_until_ms) return DRIVER_NOT_LOADED;
  inits++;
  return SUCCESS;
}

int nvmlShutdown(void) {
  int driven = driver();
  if (driven == SUCCESS) inits--;
  return driven;
}

/* A lost card is not counted, so the indices of the others move. */
static int shown(unsigned index, card_t **found) {
  for (int i = 0; i < CARDS; i++) {
    if (!cards[i].lost && index-- == 0) {
      *found = &cards[i];
      return SUCCESS;
    }
  }
  return INVALID_ARGUMENT;
}

int nvmlDeviceGetCount_v2(unsigned *count) {
  int driven = driver();
  if (driven != SUCCESS) return driven;
  *count = 0;
  for (int i = 0; i < CARDS; i++) *count += !cards[i].lost;
  return SUCCESS;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device) {
  int driven = driver();
  card_t *card;
  if (driven != SUCCESS) return driven;
  if (shown(index, &card) != SUCCESS) return INVALID_ARGUMENT;
  card->generation = generation;
  *device = card;
  return SUCCESS;
}

static void name(const card_t *card, char *text) {
  sprintf(text, "GPU-00000000-0000-0000-0000-00000000000%d", (int) (card - cards));
}

int nvmlDeviceGetHandleByUUID(const char *uuid, void **device) {
  int driven = driver();
  if (driven != SUCCESS) return driven;
  for (int i = 0; i < CARDS; i++) {
    char text[64];
    name(&cards[i], text);
    if (strcmp(text, uuid) == 0) {
      if (cards[i].lost) return GPU_IS_LOST;
      cards[i].generation = generation;
      *device = &cards[i];
      return SUCCESS;
    }
  }
  return NOT_FOUND;
}

int nvmlDeviceGetUUID(void *device, char *uuid, unsigned length) {
  CARD(device);
  if (length < 64) return INSUFFICIENT_SIZE;
  name(card, uuid);
  return SUCCESS;
}

int nvmlDeviceGetPowerUsage(void *device, unsigned *mw) {
  CARD(device);
  if (without_power) return NOT_SUPPORTED;
  *mw = (unsigned) card->drawn_mw;
  return SUCCESS;
}

int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *mj) {
  CARD(device);
  *mj = (unsigned long long) (card->energy_mj - card->loaded_mj);
  return SUCCESS;
}

int nvmlDeviceGetPowerManagementLimit(void *device, unsigned *mw) {
  CARD(device);
  *mw = card->limit_mw;
  return SUCCESS;
}

int nvmlDeviceGetPowerManagementDefaultLimit(void *device, unsigned *mw) {
  CARD(device);
  *mw = DEFAULT_MW;
  return SUCCESS;
}

int nvmlDeviceGetEnforcedPowerLimit(void *device, unsigned *mw) {
  CARD(device);
  *mw = enforced(card);
  return SUCCESS;
}

int nvmlDeviceGetPowerManagementLimitConstraints(void *device, unsigned *min, unsigned *max) {
  CARD(device);
  if (without_constraints) return NOT_SUPPORTED;
  *min = LEAST_MW;
  *max = MOST_MW;
  return SUCCESS;
}

int nvmlDeviceSetPowerManagementLimit(void *device, unsigned mw) {
  CARD(device);
  if (!permitted) return NO_PERMISSION;
  if (mw < LEAST_MW || mw > MOST_MW) return INVALID_ARGUMENT;
  sets++;
  card->limit_mw = mw;
  aim(card);
  return SUCCESS;
}

int nvmlDeviceSetGpuLockedClocks(void *device, unsigned min, unsigned max) {
  CARD(device);
  if (!permitted) return NO_PERMISSION;
  if (min > max || max > MOST_MHZ) return INVALID_ARGUMENT;
  sets++;
  card->lock_mhz = max / MHZ_STEP * MHZ_STEP;
  aim(card);
  return SUCCESS;
}

int nvmlDeviceResetGpuLockedClocks(void *device) {
  CARD(device);
  if (!permitted) return NO_PERMISSION;
  sets++;
  card->lock_mhz = 0;
  aim(card);
  return SUCCESS;
}

int nvmlDeviceGetClockInfo(void *device, int type, unsigned *mhz) {
  CARD(device);
  if (type != 1) return NOT_SUPPORTED;
  *mhz = clock_mhz(card);
  return SUCCESS;
}

int nvmlDeviceGetMaxClockInfo(void *device, int type, unsigned *mhz) {
  CARD(device);
  if (type != 1) return NOT_SUPPORTED;
  *mhz = MOST_MHZ;
  return SUCCESS;
}
